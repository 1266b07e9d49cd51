// What the page shows is in the fragment of its address: `#theme=economic_work&q=招商`. So a link,
// a bookmark and the back button restore it. `state` has the values of the fragment; whatever depends
// on it registers a function with `onState`.
const root = document.documentElement;
const DATA = JSON.parse(document.getElementById("data").textContent);
const listeners = [];
let state = {};

const onState = (listener) => listeners.push(listener);

/** The address of a state: `href({speech: "3"})`. Empty values are left out. */
const href = (values) =>
  "#" + new URLSearchParams(Object.entries(values).filter(([, v]) => v !== "" && v != null));

const stateOf = (hash) =>
  hash.includes("=") ? Object.fromEntries(new URLSearchParams(hash.slice(1))) : {};

const sync = () => {
  const before = state;
  state = stateOf(location.hash);
  listeners.forEach((listener) => listener(state, before));
};

/** What was clicked for each step of the history. */
const openers = [];
const stepOf = () => history.state?.step ?? 0;
let step = stepOf();

/** Set the whole state; `replace` where a step back should not undo it letter by letter. */
const setState = (values, replace = false, opener = null) => {
  const address = href(values);
  const at = address === "#" ? location.href.split("#")[0] : address;
  if (replace) history.replaceState(history.state, "", at);
  else {
    openers[++step] = opener;
    history.pushState({ step }, "", at);
  }
  sync();
};

/** Change some values of the state. */
const go = (changes, replace) => setState({ ...state, ...changes }, replace);

// ---- language

const language = () => state.lang || DATA.language;
const tr = (zh, en) => (language() === "en" ? en : zh);

const TRANSLATED = ["aria-label", "title", "placeholder", "label"];

// The templates have the Chinese attributes.
let translated = "zh";
/** Show the language; only where it changes, since every element depends on that of the root. */
const translate = () => {
  if (translated === language()) return;
  translated = language();
  const english = translated === "en";
  root.dataset.ui = language();
  root.lang = english ? "en" : "zh-CN";
  document.title = DATA.title[Number(english)];
  for (const name of TRANSLATED) {
    document.querySelectorAll(`[data-en-${name}]`).forEach((element) => {
      const zh = `data-zh-${name}`;
      if (!element.hasAttribute(zh)) element.setAttribute(zh, element.getAttribute(name));
      element.setAttribute(name, element.getAttribute(english ? `data-en-${name}` : zh));
    });
  }
};

// ---- elements

/** Create an element; children are text or elements, never markup. */
const el = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in { hidden: 1, open: 1, checked: 1, selected: 1, disabled: 1 }) made[name] = value;
    else if (value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null && child !== ""));
  return made;
};

/** Copy a text; where the browser refuses, show it selected in `place`. */
const copyOut = async (text, label, said, place) => {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = tr("已复制", "Copied");
  } catch {
    const field = el("textarea", { class: "to-copy", readonly: "", rows: "4", "aria-label": label });
    field.value = text;
    place.replaceChildren(field);
    field.focus();
    field.select();
    said.textContent = tr("浏览器不允许复制；已选中，请按 Ctrl+C", "The browser does not allow copying; press Ctrl+C");
  }
};

/** A button that copies a table of a file of edits (docs/edits.md); JSON writes texts as TOML does. */
const editButton = (kind, values, said, place, more = []) => {
  const label = tr("复制修改行", "Copy as an edit");
  const lines = Object.entries(values).filter(([, v]) => v).map(([key, v]) => `${key} = ${JSON.stringify(v)}`);
  const text = [`[[${kind}]]`, ...lines, ...more, ""].join("\n");
  return el("button", { type: "button", onclick: () => copyOut(text, label, said, place) }, label);
};

const percent = (share, digits = 0) => `${(share * 100).toFixed(digits)}%`;

// ---- one tab stop for many links

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Make the links of a grid one tab stop, inside which arrow keys move. `row` selects its rows. */
const rove = (grid, row) => {
  const rows = () => [...grid.querySelectorAll(row)].map((own) => [...own.querySelectorAll("a")]).filter((own) => own.length);
  const columnOf = (link, i) => link.closest("td, th")?.cellIndex ?? i;
  const stopAt = (stop) => {
    grid.querySelectorAll('a:not([tabindex="-1"])').forEach((link) => link.setAttribute("tabindex", "-1"));
    stop?.setAttribute("tabindex", "0");
  };
  const inside = grid.contains(document.activeElement) ? document.activeElement : null;
  stopAt(inside ?? grid.querySelector("a"));
  if (grid.dataset.roves) return; // its rows are new, and it listens already
  grid.dataset.roves = "yes";
  grid.addEventListener("focusin", ({ target }) => target.matches("a") && stopAt(target));
  grid.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    const step = ARROWS[event.key];
    if (!link || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const all = rows();
    const y = all.findIndex((own) => own.includes(link));
    const x = all[y].indexOf(link);
    if (step[1]) {
      all[y][x + step[1]]?.focus();
      return;
    }
    const column = columnOf(link, x);
    const away = (other, i) => Math.abs(columnOf(other, i) - column);
    const other = all[y + step[0]] ?? [];
    const nearest = other.map((next, i) => [away(next, i), i]).sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];
    if (nearest) other[nearest[1]].focus();
  });
};

// ---- links

/** Show an element that may be in closed details, and move the keyboard there. */
const reveal = (target) => {
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
  target.scrollIntoView();
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
};

/** Move to what the state shows: a paragraph that it names, else the list. */
const arrive = () => {
  const target = document.getElementById(state.id ?? "") ?? document.getElementById("reading");
  if (target) reveal(target);
};

/** Move to what the address names: a paragraph, the list, or a section. */
const arriveAtAddress = () => {
  if (Object.keys(state).some((key) => key !== "lang")) return arrive();
  const target = document.querySelector(":target");
  if (target) reveal(target);
};

/** After a step back the keyboard is on what was clicked, or on the paragraph that was opened. */
const arriveBack = () => {
  if (history.state === null) { // no step: an address was typed, or opened in this tab
    openers[++step] = null;
    history.replaceState({ step }, "");
    sync();
    return arriveAtAddress();
  }
  const [before, opener] = [state, stepOf() < step ? openers[step] : null];
  step = stepOf();
  sync();
  const { activeElement: now } = document;
  if (state.id) return arrive();
  if (now !== document.body && now.tabIndex >= 0) return;
  const target = opener?.isConnected ? opener : document.getElementById(before.id ?? "") ?? document.getElementById("reading");
  target?.focus({ preventScroll: true });
  // The browser scrolls to where the window was, but a list may have another length now.
  requestAnimationFrame(() => setTimeout(() => {
    const { top, bottom } = target.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) target.scrollIntoView({ block: "center" });
  }));
};

/** Return a function that keeps a link where it was in the window, whatever changes above it. */
const keeper = (link) => {
  const marks = [link, link.closest("section")].filter(Boolean);
  const before = marks.map((mark) => mark.getBoundingClientRect().top);
  const restore = () => {
    const i = marks.findIndex((mark) => mark.isConnected);
    if (i >= 0) scrollBy(0, marks[i].getBoundingClientRect().top - before[i]);
  };
  return () => {
    restore();
    // The list of paragraphs grows when its end is in sight.
    const watcher = new ResizeObserver(restore);
    watcher.observe(document.body);
    setTimeout(() => watcher.disconnect(), 500);
  };
};

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = link.getAttribute("href"); // a link in SVG has no `hash`
  if (link.dataset.lang) {
    go({ lang: link.dataset.lang });
  } else if (address.includes("=")) {
    // A link sets every filter, and keeps the language. One with `data-stay` selects where it is, e.g.
    // a topic on the map: the reader stays there, or is taken to the element that it names.
    const { stay } = link.dataset;
    const keep = stay === "" ? keeper(link) : null;
    setState({ lang: state.lang, ...stateOf(address) }, false, link);
    if (stay === undefined) arrive();
    else if (stay) reveal(document.getElementById(stay));
    else keep();
  } else {
    // An anchor leaves the filters as they are. On the way there the list of paragraphs would grow.
    const target = document.getElementById(decodeURIComponent(address.slice(1)));
    if (target) reveal(target);
  }
});
