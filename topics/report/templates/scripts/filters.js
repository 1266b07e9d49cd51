// Which paragraphs a state shows. Every mark of the page filters the same paragraphs.
const BLOCKS = DATA.blocks;
const N_BLOCKS = BLOCKS.id.length;
const SPEECHES = DATA.speeches;
const THEMES = DATA.themes;
/** Without a codebook nothing is coded, and nothing is said of themes. */
const HAS_THEMES = THEMES.id.length > 0;

/** The row of a speech in `DATA.speeches`, by its running number: a sample may lack some speeches. */
const SPEECH_ROW = new Map(SPEECHES.number.map((number, row) => [number, row]));
const FILTERS = { ...SPEECHES.columns, source: SPEECHES.source };
const BLOCK_ROW = new Map(BLOCKS.id.map((id, i) => [id, i]));

// ---- search

const FOLDED = new Map([...DATA.fold[0]].map((old, i) => [old, DATA.fold[1][i]]));
const FOLDING = new RegExp(`[${DATA.fold[0] || "\\0"}]`, "g");

/** Text as it is searched: simplified, lower case, half width. A place in it is that in the text. */
const fold = (text) => text.replace(FOLDING, (unit) => FOLDED.get(unit));

/** What a search looks for: blanks beside Chinese characters, as in text copied from a page, do not count. */
const soughtOf = (text) => fold(text.trim()).replace(/\s*([\u2E80-\u9FFF\uF900-\uFAFF\u3000-\u303F])\s*/g, "$1");

const foldedTexts = [];
const foldedText = (i) => (foldedTexts[i] ??= fold(BLOCKS.text[i]));

/** The titles and headings that a running paragraph follows, folded. */
const foldedHeads = [];
const foldedHead = (i) => {
  if (foldedHeads[i] === undefined) {
    let first = i;
    while (first > 0 && !BLOCKS.body[first - 1] && BLOCKS.speech[first - 1] === BLOCKS.speech[i]) first--;
    foldedHeads[i] = fold(BLOCKS.text.slice(first, i).join("\n"));
  }
  return foldedHeads[i];
};

/** Fold all texts while nothing else happens, so that the first letter typed waits for nothing. */
const foldAhead = (i = 0) => {
  const end = Math.min(i + 400, N_BLOCKS);
  for (; i < end; i++) foldedText(i);
  if (i < N_BLOCKS) setTimeout(foldAhead, 0, i);
};
setTimeout(foldAhead, 50);

// ---- filters

/** The values of a speech in a column: several years where its date is in doubt. */
const valuesOf = (column, row) => [FILTERS[column]?.[row]].flat();

/** Metadata filters are `by.COLUMN=value`. */
const metadataOf = (values) =>
  Object.entries(values).filter(([key]) => key.startsWith("by.")).map(([key, v]) => [key.slice(3), v]);

/** Return the running numbers of the speeches that the filters by metadata leave, or null for all. */
const speechesOf = (values) => {
  const metadata = metadataOf(values);
  if (!metadata.length) return null;
  return new Set(
    SPEECHES.number.filter((_, row) => metadata.every(([column, v]) => valuesOf(column, row).includes(v)))
  );
};

const ORDERS = {
  share: (i, j) => (BLOCKS.share[j] ?? -1) - (BLOCKS.share[i] ?? -1) || i - j,
  length: (i, j) => BLOCKS.text[j].length - BLOCKS.text[i].length || i - j,
};

/** The row of a theme; -1 is none of them, -2 a theme that the codebook does not have. */
const themeOf = (id) => (THEMES.id.includes(id) || id === "none" ? THEMES.id.indexOf(id) : -2);

/** Return the positions of the paragraphs that a state shows, in the order of its `sort`. */
const matching = (values) => {
  if (values.id) return BLOCK_ROW.has(values.id) ? [BLOCK_ROW.get(values.id)] : [];
  const theme = values.theme ? themeOf(values.theme) : null;
  const [engine, topic] = values.topic ? values.topic.split(/-(?=\d+$)/) : [null, null];
  const topics = engine ? BLOCKS.topics[engine] ?? [] : null;
  const sought = values.q ? soughtOf(values.q) : "";
  const speeches = speechesOf(values);
  const found = [];
  for (let i = 0; i < N_BLOCKS; i++) {
    if (!BLOCKS.body[i]) continue;
    if (theme !== null && BLOCKS.theme[i] !== theme) continue;
    if (topics && topics[i] !== Number(topic)) continue;
    if (values.speech && BLOCKS.speech[i] !== Number(values.speech)) continue;
    if (values.sure && BLOCKS.certain[i] !== Number(values.sure === "yes")) continue;
    if (speeches && !speeches.has(BLOCKS.speech[i])) continue;
    if (sought && !foldedText(i).includes(sought) && !foldedHead(i).includes(sought)) continue;
    found.push(i);
  }
  return values.sort in ORDERS ? found.sort(ORDERS[values.sort]) : found;
};
