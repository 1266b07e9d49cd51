// Speeches by themes: the order of the rows, and of many speeches a part at a time.
const whoTable = document.getElementById("who-table");
const WHO_PART = 50;

/** The rows as objects: of few speeches those in the page, of many the columns of the data. */
const whoRows = () => {
  const packed = document.getElementById("who-data");
  if (!packed) {
    return [...whoTable.tBodies[0].rows].map((row, tree) => ({ tree, row, ...row.dataset }));
  }
  const columns = JSON.parse(packed.textContent);
  return columns.number.map((_, tree) => ({
    tree,
    ...Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[tree]])),
  }));
};

const whoTitles = new Intl.Collator("zh-CN", { numeric: true });
// Speeches without a date come last.
const whoDay = (row) => Number((row.date || "9999-12-31").replaceAll("-", ""));
const whoOrders = {
  tree: (a, b) => a.tree - b.tree,
  date: (a, b) => whoDay(a) - whoDay(b),
  rank: (a, b) => a.rank - b.rank,
  title: (a, b) => whoTitles.compare(a.title, b.title),
};

/** A row of many speeches; `heads` are the links of the columns. */
const whoRow = (row, heads) => {
  const doubt = row.doubt && tr(...row.doubt);
  const facts = [row.printed || tr(...row.proven), tr(...row.level)].filter(Boolean);
  const shares = new Map(row.values.map(([i, ...cell]) => [i, cell]));
  return el("tr", {},
    el("th", { scope: "row" },
      el("a", { href: href({ speech: row.number }) }, el("span", { class: "n" }, String(row.number)), ` ${row.title}`),
      el("span", { class: "about" }, ...facts.map((fact) => el("span", {}, fact)), doubt && el("span", { class: "torn" }, doubt))),
    ...heads.map((head, i) => {
      const [share, isRead] = shares.get(i) ?? [0];
      const kind = `q${head.apart ? " apart" : ""}${row.main === i ? " main" : ""}`;
      const shown = share >= whoTable.dataset.printed && (isRead ? el("a", { href: href({ ...stateOf(head.hash), speech: row.number }) }, String(share)) : String(share));
      return el("td", { class: kind, style: `--v:${share}` }, shown || "");
    }));
};

document.querySelectorAll(".matrix").forEach((table) => rove(table, "tr"));

if (whoTable) {
  const rows = whoRows();
  const body = whoTable.tBodies[0];
  const sorts = document.querySelectorAll("#who-sorts button");
  const parts = document.getElementById("who-parts");
  let part = 0;

  const show = () => {
    rows.sort((a, b) => whoOrders[whoTable.dataset.order](a, b) || a.tree - b.tree);
    if (!parts) {
      body.append(...rows.map((row) => row.row));
      return;
    }
    const heads = [...whoTable.tHead.rows[0].cells].slice(1)
      .map((cell) => ({ hash: cell.firstElementChild.hash, apart: cell.classList.contains("apart") }));
    const first = part * WHO_PART;
    const shown = rows.slice(first, first + WHO_PART);
    body.replaceChildren(...shown.map((row) => whoRow(row, heads)));
    rove(whoTable, "tr");
    const range = `${first + 1}–${first + shown.length}`;
    document.getElementById("who-part").textContent = tr(`${range} / ${rows.length} 篇`, `${range} of ${rows.length} speeches`);
    const [before, after] = parts.querySelectorAll("button");
    before.disabled = part === 0;
    after.disabled = first + WHO_PART >= rows.length;
  };

  sorts.forEach((button) => button.addEventListener("click", () => {
    whoTable.dataset.order = button.dataset.by;
    sorts.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    part = 0;
    show();
  }));
  parts?.addEventListener("click", (event) => {
    const step = Number(event.target.closest("button")?.dataset.step ?? 0);
    part += step;
    if (step) show();
  });
  onState((now, before) => {
    // Rows that the script makes are in one language.
    if (parts && (now.lang !== before.lang || !body.rows.length)) show();
    const shown = href({ ...now, lang: "" });
    whoTable.querySelectorAll("a").forEach((link) => {
      if (link.getAttribute("href") === shown) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  });
}
