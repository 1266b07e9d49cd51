// Which paragraphs a state shows. Every mark of the page filters the same paragraphs.
const BLOCKS = DATA.blocks;
const N_BLOCKS = BLOCKS.id.length;
const SPEECHES = DATA.speeches;
const THEMES = DATA.themes;
/** Without a codebook nothing is coded, and nothing is said of themes. */
const HAS_THEMES = THEMES.id.length > 0;

/** The row of a speech in `DATA.speeches`, by its running number: a sample may lack some speeches. */
const SPEECH_ROW = new Map(SPEECHES.number.map((number, row) => [number, row]));
const speechOf = (i) => SPEECH_ROW.get(BLOCKS.speech[i]);
const BLOCK_ROW = new Map(BLOCKS.id.map((id, i) => [id, i]));
const FILTERS = { ...SPEECHES.columns, source: SPEECHES.source };

/** Who speaks in a block of minutes or an interview, else nothing. */
const turnOf = (i) => DATA.speakers[BLOCKS.turn[i]] ?? "";
const speakerOf = (i) => turnOf(i) || (SPEECHES.columns.speaker?.[speechOf(i)] ?? "");
const HAS_TURNS = DATA.speakers.length > 0;
if (HAS_TURNS) {
  const own = SPEECHES.number.map(() => new Set());
  BLOCKS.body.forEach((body, i) => body && own[speechOf(i)].add(speakerOf(i)));
  FILTERS.speaker = own.map((names) => [...names]);
}

// ---- search

const FOLDED = new Map([...DATA.fold[0]].map((old, i) => [old, DATA.fold[1][i]]));
const FOLDING = new RegExp(`[${DATA.fold[0] || "\\0"}]`, "g");

/** Text as it is searched: simplified, lower case, half width. A place in it is that in the text. */
const fold = (text) => text.replace(FOLDING, (unit) => FOLDED.get(unit));

const foldedTexts = [];
const foldedText = (i) => (foldedTexts[i] ??= fold(BLOCKS.text[i]));

/** Fold all texts while nothing else happens, so that the first letter typed waits for nothing. */
const foldAhead = (i = 0) => {
  const end = Math.min(i + 400, N_BLOCKS);
  for (; i < end; i++) {
    foldedText(i);
    if (BLOCKS.body[i]) foldedHead(i);
  }
  if (i < N_BLOCKS) setTimeout(foldAhead, 0, i);
};
setTimeout(foldAhead, 50);

/** What a search looks for, or null for nothing: blanks do not count, in it and in the text. */
const patternOf = (text) => {
  const units = [...fold(text ?? "").replace(/[\s\u200b]/g, "")].map((unit) => unit.replace(/[\\^$.*+?()[\]{}|]/, "\\$&"));
  return units.length ? new RegExp(units.join("[\\s\u200b]*"), "g") : null;
};
const isIn = (pattern, folded) => folded.search(pattern) >= 0;

/** The first of the titles and headings that a running paragraph directly follows, or itself. */
const firstAbove = (i) => {
  let first = i;
  while (first > 0 && !BLOCKS.body[first - 1] && BLOCKS.speech[first - 1] === BLOCKS.speech[i]) first--;
  return first;
};

/** These titles and headings, and who speaks; before a speech also its title and speaker from the tables. */
const linesAbove = (i) => {
  const first = firstAbove(i);
  const lines = BLOCKS.text.slice(first, i);
  if (turnOf(i) && !BLOCKS.text[i].startsWith(turnOf(i))) lines.push(turnOf(i));
  if (BLOCKS.speech[first - 1] === BLOCKS.speech[i]) return lines;
  const text = lines.join("");
  const row = speechOf(i);
  return [SPEECHES.title[row], ...SPEECHES.speaker[row].split(" ")].filter((own) => own && !text.includes(own)).concat(lines);
};
const foldedHeads = [];
const foldedHead = (i) => (foldedHeads[i] ??= fold(linesAbove(i).join("\n")));

/** Lines that a search names, e.g. `S1:8` or `name.txt:8-10`, or null. */
const linesSought = (text) => {
  const [, name, first, last] = /^\s*(.+?)\s*:\s*(\d+)(?:\s*[-–—]\s*(\d+))?\s*$/.exec(fold(text ?? "")) ?? [];
  const row = name ? DATA.sources.name.findIndex((own, k) => fold(own) === name || `s${DATA.sources.number[k]}` === name) : -1;
  return row < 0 ? null : { source: DATA.sources.name[row], first: Number(first), last: Number(last ?? first) };
};

/** Return what a paragraph must fulfil to be found, or null where nothing is sought. */
const seeker = (text) => {
  const lines = linesSought(text);
  if (lines) {
    return (i) => SPEECHES.source[speechOf(i)] === lines.source && BLOCKS.first[firstAbove(i)] <= lines.last && BLOCKS.last[i] >= lines.first;
  }
  const pattern = patternOf(text);
  return pattern && ((i) => isIn(pattern, foldedText(i)) || isIn(pattern, foldedHead(i)));
};

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
  const isFound = seeker(values.q);
  const speaker = HAS_TURNS ? values["by.speaker"] : "";
  const speeches = speechesOf(values);
  const found = [];
  for (let i = 0; i < N_BLOCKS; i++) {
    if (!BLOCKS.body[i]) continue;
    if (theme !== null && BLOCKS.theme[i] !== theme) continue;
    if (topics && topics[i] !== Number(topic)) continue;
    if (values.speech && BLOCKS.speech[i] !== Number(values.speech)) continue;
    if (values.sure && BLOCKS.certain[i] !== Number(values.sure === "yes")) continue;
    if (speeches && !speeches.has(BLOCKS.speech[i])) continue;
    if (speaker && speakerOf(i) !== speaker) continue;
    if (isFound && !isFound(i)) continue;
    found.push(i);
  }
  return values.sort in ORDERS ? found.sort(ORDERS[values.sort]) : found;
};
