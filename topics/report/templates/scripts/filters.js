// Which paragraphs a state shows. Every mark of the page filters the same paragraphs.
const BLOCKS = DATA.blocks;
const N_BLOCKS = BLOCKS.id.length;
const FOLDED = new Map(DATA.fold);

/** Simplified characters in lower case, of the same length: found text can be marked in the original. */
const fold = (text) => {
  let folded = "";
  for (const unit of text) {
    const lower = unit.toLowerCase();
    folded += FOLDED.get(unit) ?? (lower.length === unit.length ? lower : unit);
  }
  return folded;
};

let foldedTexts = null;
const foldedText = (i) => (foldedTexts ??= BLOCKS.text.map(fold))[i];

/** Metadata filters are `by.COLUMN=value`. */
const metadataOf = (values) =>
  Object.entries(values).filter(([key]) => key.startsWith("by.")).map(([key, v]) => [key.slice(3), v]);

/** Return the positions of the running paragraphs that a state shows, in order. */
const matching = (values) => {
  const theme = values.theme ? DATA.themes.id.indexOf(values.theme) : null;
  const [engine, topic] = values.topic ? values.topic.split(/-(?=\d+$)/) : [null, null];
  const topics = engine ? BLOCKS.topics[engine] ?? [] : null;
  const sought = values.q ? fold(values.q) : "";
  const metadata = metadataOf(values);
  const found = [];
  for (let i = 0; i < N_BLOCKS; i++) {
    if (!BLOCKS.body[i]) continue;
    if (theme !== null && BLOCKS.theme[i] !== theme) continue;
    if (topics && topics[i] !== Number(topic)) continue;
    if (values.speech && BLOCKS.speech[i] !== Number(values.speech)) continue;
    if (values.sure && BLOCKS.certain[i] !== (values.sure === "yes")) continue;
    const speech = BLOCKS.speech[i] - 1;
    if (metadata.some(([column, value]) => DATA.speeches.columns[column]?.[speech] !== value)) continue;
    if (sought && !foldedText(i).includes(sought)) continue;
    found.push(i);
  }
  return found;
};
