// The scatter of words: one dot can be reached by Tab, the others by the arrow keys; a field marks words.
const formulaData = document.getElementById("formula-data");

if (formulaData) {
  const WORDS = JSON.parse(formulaData.textContent);
  const FOUND_SHOWN = 12;
  const KINDS = ["", "formula", "substance"];
  const plot = document.querySelector(".formula-map");
  const inSvg = (tag, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  };
  const dots = WORDS.term.map((term, i) => {
    const [x, y] = WORDS.label[i] ?? [];
    const label = WORDS.label[i] ? [inSvg("text", { x, y }, term.length > 10 ? `${term.slice(0, 9)}…` : term)] : [];
    return inSvg("a", { href: href({ q: term }), "aria-label": term, tabindex: i ? -1 : 0, class: KINDS[WORDS.kind[i]] },
      inSvg("circle", { cx: WORDS.x[i], cy: WORDS.y[i], r: 3.2 }), ...label);
  });
  // Labels are over every dot: those that have one are drawn last.
  plot.append(...dots.filter((dot, i) => !WORDS.label[i]), ...dots.filter((dot, i) => WORDS.label[i]));
  const position = new Map(dots.map((dot, i) => [dot, i]));
  const folded = WORDS.term.map(fold);
  const readout = document.getElementById("formula-word");
  const field = document.getElementById("formula-search");
  const foundList = document.getElementById("formula-found");
  let shown = null;

  const numbersOf = (i) => {
    const [n, speeches] = [WORDS.count[i], WORDS.speeches[i]];
    const [dp, expected, formula] = [WORDS.dp[i], WORDS.dp_expected[i], WORDS.formula[i]].map((v) => v.toFixed(2));
    return tr(`${n} 次，${speeches} 篇，离散度 ${dp}（随机分布时为 ${expected}），套话度 ${formula}`,
      `${n} times, ${speeches} speeches, DP ${dp} (by chance ${expected}), formula ${formula}`);
  };
  const show = (i) => {
    shown = i;
    readout.replaceChildren(...(i === null ? [] : [el("b", {}, WORDS.term[i]), ` ${numbersOf(i)}`]));
  };

  /** The nearest dot in a direction: steps aside count double. */
  const neighbour = (i, dx, dy) => {
    let best = i;
    let least = Infinity;
    WORDS.x.forEach((x, j) => {
      const [right, down] = [x - WORDS.x[i], WORDS.y[j] - WORDS.y[i]];
      const ahead = right * dx + down * dy;
      const aside = Math.abs(right * dy) + Math.abs(down * dx);
      if (ahead > 0 && ahead + 2 * aside < least) [best, least] = [j, ahead + 2 * aside];
    });
    return best;
  };
  const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const reach = (i) => {
    plot.querySelector('a[tabindex="0"]').setAttribute("tabindex", -1);
    dots[i].setAttribute("tabindex", 0);
    dots[i].focus();
  };

  const dotOf = (event) => position.get(event.target.closest("a")) ?? null;
  plot.addEventListener("mouseover", (event) => { if (dotOf(event) !== null) show(dotOf(event)); });
  plot.addEventListener("focusin", (event) => show(dotOf(event)));
  plot.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || dotOf(event) === null) return;
    event.preventDefault();
    reach(neighbour(dotOf(event), ...step));
  });

  const mark = () => {
    const sought = fold(field.value.trim());
    const found = sought ? folded.flatMap((term, i) => (term.includes(sought) ? [i] : [])) : [];
    const hits = new Set(found);
    dots.forEach((dot, i) => dot.classList.toggle("hit", hits.has(i)));
    show(found.length === 1 ? found[0] : null);
    foundList.replaceChildren(...found.slice(0, FOUND_SHOWN).flatMap((i) =>
      [el("a", { href: href({ q: WORDS.term[i] }) }, WORDS.term[i]), ` ${WORDS.count[i]} `]));
    if (found.length > FOUND_SHOWN) foundList.append(tr(`等 ${found.length} 个词`, `and more, ${found.length} words`));
    if (sought && !found.length) {
      foundList.append(tr("图中没有包含这些字的词；较少见的词见 terms.csv。", "No word of the chart has these characters; rarer words are in terms.csv."));
    }
  };
  field.addEventListener("input", mark);

  onState((now, before) => {
    if (now.lang === before.lang) return;
    const i = shown;
    mark();
    show(i);
  });
}
