// The list of the paragraphs that the filters leave, shown in parts.
const AT_ONCE = 8;
const MOST_NODES = 8000;
const list = document.getElementById("paragraphs");
const moreButton = document.getElementById("more");
const earlierButton = document.getElementById("earlier");
let found = [];
let shown = { start: 0, end: 0 };
const starts = [];

const countOf = (now) => {
  const speeches = new Set(found.map((i) => BLOCKS.speech[i])).size;
  if (now.id) return found.length ? tr("1 段及其上下文", "1 paragraph with its context") : tr("本页没有这一段；全部段落见 paragraphs.csv", "This paragraph is not in the page; paragraphs.csv has all");
  if (isUnknown(now)) return tr("链接中含无效条件", "The link has an unknown filter");
  if (!found.length) return tr("没有找到", "Nothing found");
  return tr(`${found.length} 段，见于 ${speeches} 篇`, `${found.length} paragraph${found.length === 1 ? "" : "s"} in ${speeches} speech${speeches === 1 ? "" : "es"}`);
};

const sampledNote = () => {
  const note = document.getElementById("sampled");
  note.hidden = !DATA.sample;
  if (!DATA.sample) return;
  const { shown: n, of, speeches } = DATA.sample;
  note.textContent = tr(
    `语料较大，本页只收入 ${of} 段正文中的 ${n} 段，出自 ${speeches} 篇：每篇先取主题最明确的一段，其余按段落编号的散列值抽取。全部段落见运行文件夹中的 paragraphs.csv；命令 topics export 导出各组的份额。`,
    `The corpus is large, so this page has ${n} of ${of} paragraphs, from ${speeches} speeches: first the most certain one of each speech, then others drawn by the hash of their id. paragraphs.csv in the folder of the run has all; topics export writes the shares by group.`
  );
};

let nodes = 0;
const isFull = () => nodes > MOST_NODES;

const showButtons = () => {
  const rest = found.length - shown.end;
  moreButton.hidden = rest <= 0;
  moreButton.textContent = isFull() ? tr(`下一批（还有 ${rest} 段）`, `Next part (${rest} more)`) : tr(`再显示一些（还有 ${rest} 段）`, `Show more (${rest} left)`);
  earlierButton.hidden = !starts.length;
  earlierButton.textContent = tr("上一批", "Previous part");
};

// Only for who comes from above: past the list, its button under the bar at most, more of it would
// push away what is being read.
const observer = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting) && shown.end < found.length && !isFull()) append();
}, { rootMargin: "-80px 0px 600px" });

const append = () => {
  const end = Math.min(shown.end + AT_ONCE, found.length);
  while (shown.end < end && !isFull()) {
    const made = passage(found[shown.end++], Boolean(state.id));
    nodes += made.getElementsByTagName("*").length;
    list.append(made);
  }
  showButtons();
  observer.unobserve(moreButton); // observed again, it reports at once if it is still in view
  observer.observe(moreButton);
};

/** Show the list at least as far as a paragraph of it. */
const showUntil = (id) => {
  const at = found.indexOf(BLOCK_ROW.get(id));
  while (shown.end <= at && !isFull()) append();
};

const startAt = (start) => {
  list.replaceChildren();
  nodes = 0;
  shown = { start, end: start };
  append();
};

moreButton.addEventListener("click", () => {
  const first = shown.end;
  if (isFull()) {
    starts.push(shown.start);
    startAt(first);
  } else append();
  document.getElementById(BLOCKS.id[found[first]])?.focus();
});
earlierButton.addEventListener("click", () => {
  startAt(starts.pop());
  list.firstElementChild?.focus();
});

const isSame = (now, before) => {
  const keys = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...keys].every((key) => (now[key] ?? "") === (before[key] ?? ""));
};

/** What the list is, for print, where the bar is not. */
const printedText = () =>
  [...document.querySelectorAll("#chips .chip")].map((chip) => chip.textContent.replace(/ ×$/, "")).concat(document.getElementById("found").textContent).join(tr("；", "; "));

/** Whether the bar sticks over the list: the reader is somewhere in it. */
const isInList = () => {
  const { top, bottom } = document.getElementById("reading").getBoundingClientRect();
  return top < 0 && bottom > innerHeight / 2;
};

/** Show the beginning of the list under the bar. */
const showTop = () => {
  const top = document.getElementById("reading-head").getBoundingClientRect().top;
  const edge = bar.getBoundingClientRect().bottom;
  if (top < edge) scrollBy(0, top - edge);
};

const isFiltered = () => document.querySelector("#chips .chip") !== null;

/** On paper, the first paragraphs alone without a filter, else all that fit. */
const PRINTED = 5;
const showPrinted = () => {
  while (isFiltered() && shown.end < found.length && !isFull()) append();
  const rest = found.length - (isFiltered() ? shown.end : PRINTED);
  const line = document.getElementById("printed-part");
  line.hidden = rest <= 0;
  line.textContent = isFiltered() ? tr(`另有 ${rest} 段未打印。`, `${rest} more are not printed.`)
    : tr(`未加筛选时只打印前 ${PRINTED} 段；先筛选再打印，可打印所选的全部段落。`, `Without a filter, only the first ${PRINTED} paragraphs are printed; filter first to print all that match.`);
};
addEventListener("beforeprint", showPrinted);

let isShown = false;
onState((now, before) => {
  if (isShown && isSame(now, before)) return;
  const isRead = isShown && isInList();
  isShown = true;
  found = isUnknown(now) ? [] : matching(now);
  showBar(now);
  sampledNote();
  document.getElementById("found").textContent = countOf(now);
  document.getElementById("printed").textContent = printedText();
  list.dataset.filtered = isFiltered() ? "yes" : "no";
  document.getElementById("reading-head").replaceChildren(...(found.length ? [] : hintsOf(now)), ...headOf(now));
  starts.length = 0;
  startAt(0);
  if (!now.id && before.id) showUntil(before.id);
  if (isRead && now.lang === before.lang) showTop();
});
