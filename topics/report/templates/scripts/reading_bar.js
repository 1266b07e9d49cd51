// The bar of filters: search, one field for each filter, and the active ones as chips.
const bar = document.getElementById("filters");
const MOST_OPTIONS = 80;
const MOST_FOUND = 30;
const FIRST_FIELDS = ["theme", "topic", "speech"];
const PAUSE = 150; // ms

const unique = (values) => [...new Set(values.filter(Boolean))].sort();

/** The filters by key: label, and the options as [value, name]. */
const FIELDS = [
  ...(HAS_THEMES ? [["theme", () => tr("主题", "Theme"), () => THEMES.id.map((id, row) => [id, themeName(row)])]] : []),
  ["topic", () => tr("话题", "Topic"), () => DATA.topics.key.map((key, row) => [key, `${key} ${topicName(row)}`])],
  ["speech", () => tr("讲话", "Speech"), () => SPEECHES.number.map((number, row) => [String(number), SPEECHES.label[row]])],
  ...Object.keys(FILTERS).map((column) => [
    `by.${column}`, () => columnName(column), () => unique(FILTERS[column].flat()).map((value) => [value, valueName(column, value)])]),
  ...(HAS_THEMES ? [["sure", () => tr("主题是否明确", "Certainty"), () => [["yes", tr("明确", "certain theme")], ["no", tr("不明确", "uncertain theme")]]]] : []),
];
const SORTS = () => [["", tr("原文顺序", "order of the text")], ...(HAS_THEMES ? [["share", tr("首要主题概率", "probability of the theme")]] : []), ["length", tr("篇幅", "length")]];

const choose = (key, value) => go({ [key]: value, id: "" });

const selectOf = (key, options, empty) =>
  el("select", { name: key, onchange: (event) => choose(key, event.target.value) },
    ...(empty == null ? [] : [el("option", { value: "" }, empty)]),
    ...options.map(([value, name]) => el("option", { value, selected: state[key] === value }, name)));

/** A field to search in for filters with very many values. */
const searchOf = (key, options) => {
  const found = el("datalist", { id: `options-${key}` });
  const hits = (text) => options.filter(([, name]) => fold(name).includes(fold(text.trim())));
  const suggest = (text) => found.replaceChildren(...hits(text).slice(0, MOST_FOUND).map(([, name]) => el("option", { value: name })));
  const nameOf = (chosen) => options.find(([value]) => value === chosen)?.[1] ?? "";
  const field = el("input", { name: key, list: found.id, autocomplete: "off", placeholder: tr(`查找（共 ${options.length} 项）`, `find in ${options.length}`) });
  field.value = nameOf(state[key]);
  field.addEventListener("focus", () => suggest(""));
  field.addEventListener("input", () => suggest(field.value));
  field.addEventListener("change", () => {
    const all = hits(field.value);
    const chosen = options.find(([value, name]) => name === field.value || value === field.value) ?? (all.length === 1 ? all[0] : null);
    if (!chosen && field.value) return;
    choose(key, chosen?.[0] ?? "");
    field.value = chosen?.[1] ?? "";
  });
  field.addEventListener("blur", () => (field.value = nameOf(state[key])));
  return el("span", {}, field, found);
};

const fieldOf = ([key, label, values]) => {
  const options = values();
  if (!options.length) return null;
  const field = options.length > MOST_OPTIONS ? searchOf(key, options) : selectOf(key, options, tr("全部", "all"));
  return el("label", {}, el("span", {}, label()), field);
};

/** The active filters, each a button that removes it. */
const chipsOf = (now) => {
  const chips = [];
  const add = (key, label, name) => chips.push(el("button", { type: "button", class: "chip", "data-key": key, onclick: () => { go({ [key]: "" }); bar.q.focus(); },
    "aria-label": tr(`移除筛选条件：${label} ${name}`, `Remove filter: ${label} ${name}`) }, `${label} ${name} ×`));
  if (now.q) add("q", tr("搜索", "Search"), now.q);
  if (now.id) add("id", tr("段落", "Paragraph"), BLOCK_ROW.has(now.id) ? placeOf(BLOCK_ROW.get(now.id)) : now.id);
  for (const [key, label, values] of FIELDS) {
    if (now[key]) add(key, label(), values().find(([value]) => value === now[key])?.[1] ?? now[key]);
  }
  if (chips.length > 0) {
    chips.push(el("button", { type: "button", class: "clear", onclick: () => { setState({ lang: now.lang, sort: now.sort }); bar.q.focus(); } }, tr("全部清除", "Clear all")));
  }
  return chips;
};

/** The filters of an address whose values the page does not have. */
const unknowns = (now) => {
  const known = new Map(FIELDS.map(([key, , values]) => [key, values]));
  return Object.keys(now).filter((key) => {
    if (!now[key] || !(key.startsWith("by.") || ["theme", "topic", "speech", "sure"].includes(key))) return false;
    return !known.get(key)?.().some(([value]) => value === now[key]) && !(key === "theme" && now[key] === "none");
  });
};
const isUnknown = (now) => !now.id && unknowns(now).length > 0;
const NAMES = { theme: ["主题", "theme"], topic: ["话题", "topic"], speech: ["讲话", "speech"], sure: ["“主题是否明确”", "certainty"] };

/** What to do where nothing is found: remove an unknown filter, or search with fewer of them. */
const hintsOf = (now) => {
  if (now.id) return [];
  const lines = unknowns(now).map((key) => {
    const name = NAMES[key] ? tr(...NAMES[key]) : columnName(key.slice(3));
    const where = DATA.sample ? tr("本页（仅收入部分讲话）", "page, which has part of the speeches") : tr("本报告", "report");
    return el("p", { class: "unknown" }, tr(`此链接中的${name} ${now[key]} 不在${where}中。`, `The ${name} ${now[key]} of this link is not in this ${where}.`), " ",
      el("button", { type: "button", onclick: () => { go({ [key]: "" }); bar.q.focus(); } }, tr("移除该条件", "Remove this filter")));
  });
  if (lines.length) return lines;
  const alone = now.q && Object.keys(now).some((key) => now[key] && !["q", "lang", "sort"].includes(key)) ? matching({ q: now.q }).length : 0;
  const all = alone && el("a", { href: href({ q: now.q }) }, tr(`不加其他筛选条件，“${now.q}”有 ${alone} 段`, `“${now.q}” without other filters: ${alone}`));
  return [el("p", { class: "note" }, all || (now.q
    ? tr("搜索范围包括正文、标题、讲话人和出处（如 S1:8）；可换用较短的词语。", "The search covers paragraphs, headings, speakers and line numbers such as S1:8; try a shorter text.")
    : tr("没有同时符合这些条件的段落。", "No paragraph meets all these conditions.")))];
};

// On a wide screen the first fields are beside the search, the others in a panel below the bar.
const wide = matchMedia("(min-width: 60rem)");
wide.addEventListener("change", () => showBar(state));
let fieldsFor = null;
/** Show the state in the bar; fields are made again only where the language changes. */
const showBar = (now) => {
  clearTimeout(typing);
  if (bar.q.value !== (now.q ?? "")) bar.q.value = now.q ?? "";
  if (fieldsFor !== language() + wide.matches) {
    fieldsFor = language() + wide.matches;
    const isFirst = ([key]) => wide.matches && FIRST_FIELDS.includes(key);
    const made = (fields) => fields.map(fieldOf).filter(Boolean);
    document.getElementById("first-fields").replaceChildren(...made(FIELDS.filter(isFirst)));
    document.getElementById("fields").replaceChildren(...made(FIELDS.filter((field) => !isFirst(field))),
      el("label", {}, el("span", {}, tr("排序", "Sort")), selectOf("sort", SORTS())));
  }
  for (const field of bar.querySelectorAll("label select, label input")) {
    const value = now[field.name] ?? "";
    if (field.tagName === "SELECT") field.value = value;
    else if (document.activeElement !== field) {
      const options = FIELDS.find(([key]) => key === field.name)[2]();
      field.value = options.find(([key]) => key === value)?.[1] ?? value;
    }
  }
  document.getElementById("chips").replaceChildren(...chipsOf(now));
};

let typing = 0;
/** Search for what was typed; `openReference` opens the paragraph that it names, e.g. by `S1:8`. */
const searchTyped = (openReference) => {
  clearTimeout(typing);
  const q = bar.q.value;
  const [named] = openReference && linesSought(q) ? matching({ q }) : [];
  if (named !== undefined) {
    setState({ lang: state.lang, id: BLOCKS.id[named] }, false, bar.q);
    arrive();
  } else if (q !== (state.q ?? "") || state.id) go({ q, id: "" }, true);
};
// When the typing pauses, so that no letter waits for the list of the one before.
bar.q.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(searchTyped, PAUSE, false);
});
bar.addEventListener("submit", (event) => {
  event.preventDefault();
  searchTyped(true);
});

const further = document.getElementById("further");
further.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !further.open) return;
  further.open = false;
  further.firstElementChild.focus();
});
document.addEventListener("pointerdown", (event) => {
  if (!bar.contains(event.target)) further.open = false;
});
new ResizeObserver(() => bar.parentElement.style.setProperty("--filters", `${bar.offsetHeight}px`)).observe(bar);
