// The bar of filters: search, one field for each filter, and the active ones as chips.
const bar = document.getElementById("filters");
const MOST_OPTIONS = 80;
const MOST_FOUND = 30;

const unique = (values) => [...new Set(values.filter(Boolean))].sort();

/** The filters by key: label, and the options as [value, name]. */
const FIELDS = [
  ...(HAS_THEMES ? [["theme", () => tr("主题", "Theme"), () => THEMES.id.map((id, row) => [id, themeName(row)])]] : []),
  ["topic", () => tr("话题", "Topic"), () => DATA.topics.key.map((key, row) => [key, `${key} ${DATA.topics.name[row]}`])],
  ["speech", () => tr("讲话", "Speech"), () => SPEECHES.number.map((number, row) => [String(number), SPEECHES.label[row]])],
  ...Object.keys(FILTERS).map((column) => [
    `by.${column}`, () => columnName(column), () => unique(FILTERS[column].flat()).map((value) => [value, valueName(column, value)])]),
  ...(HAS_THEMES ? [["sure", () => tr("确定性", "Certainty"), () => [["yes", tr("主题确定", "certain theme")], ["no", tr("主题不确定", "uncertain theme")]]]] : []),
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
  const suggest = (text) => {
    const sought = fold(text.trim());
    found.replaceChildren(...options.filter(([, name]) => fold(name).includes(sought)).slice(0, MOST_FOUND).map(([, name]) => el("option", { value: name })));
  };
  const field = el("input", { name: key, list: found.id, autocomplete: "off", placeholder: tr(`全部 ${options.length} 项，输入以查找`, `all ${options.length}; type to find`) });
  field.value = options.find(([value]) => value === state[key])?.[1] ?? "";
  field.addEventListener("focus", () => suggest(""));
  field.addEventListener("input", () => suggest(field.value));
  field.addEventListener("change", () => {
    const chosen = options.find(([value, name]) => name === field.value || value === field.value);
    if (chosen || !field.value) choose(key, chosen?.[0] ?? "");
  });
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
    "aria-label": tr(`去掉筛选：${label} ${name}`, `Remove filter: ${label} ${name}`) }, `${label} ${name} ×`));
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

let fieldsFor = null;
/** Show the state in the bar; fields are made again only where the language changes. */
const showBar = (now) => {
  if (bar.q.value !== (now.q ?? "")) bar.q.value = now.q ?? "";
  const box = document.getElementById("fields");
  if (fieldsFor !== language()) {
    fieldsFor = language();
    box.replaceChildren(...FIELDS.map(fieldOf).filter(Boolean), el("label", {}, el("span", {}, tr("排序", "Sort")), selectOf("sort", SORTS())));
  }
  for (const field of box.querySelectorAll("select, input")) {
    const value = now[field.name] ?? "";
    if (field.tagName === "SELECT") field.value = value;
    else if (document.activeElement !== field) {
      const options = FIELDS.find(([key]) => key === field.name)[2]();
      field.value = options.find(([key]) => key === value)?.[1] ?? value;
    }
  }
  document.getElementById("chips").replaceChildren(...chipsOf(now));
};

bar.q.addEventListener("input", () => go({ q: bar.q.value, id: "" }, true));
bar.addEventListener("submit", (event) => event.preventDefault());

// On a wide screen the fields are always there.
const wide = matchMedia("(min-width: 60rem)");
const unfold = () => (bar.querySelector("details").open = wide.matches);
wide.addEventListener("change", unfold);
unfold();
new ResizeObserver(() => root.style.setProperty("--filters", `${bar.offsetHeight}px`)).observe(bar);
