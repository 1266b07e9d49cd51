// The text of a paragraph with its marks: the words that decided, and what was searched.
const MOST_MARKS = 200;

/** Return every place of some words in a text as [start, end, kind], without overlaps. */
const placesOf = (folded, words, kind) => {
  const places = [];
  for (const word of words) {
    const sought = soughtOf(word);
    if (!sought) continue;
    for (let at = folded.indexOf(sought); at >= 0; at = folded.indexOf(sought, at + sought.length)) {
      places.push([at, at + sought.length, kind]);
      if (places.length >= MOST_MARKS) return places;
    }
  }
  return places;
};

/** Return the edges of marks: what is searched is marked also where it is part of a deciding word. */
const edgesOf = (places, length) =>
  [...new Set([0, length, ...places.flatMap(([start, end]) => [start, Math.min(end, length)])])]
    .filter((edge) => edge <= length)
    .sort((a, b) => a - b);

/** Return the first `length` characters of a paragraph as text and marks. */
const marked = (i, length) => {
  const text = BLOCKS.text[i].slice(0, length);
  const folded = foldedText(i).slice(0, length);
  const words = (BLOCKS.words[i] ?? []).map((word) => DATA.words[word]);
  const decided = placesOf(folded, words, "decided");
  const hits = state.q ? placesOf(folded, [state.q], "hit") : [];
  const heading = BLOCKS.heading[i] ? [[0, BLOCKS.heading[i], "run-in"]] : [];
  const places = [...heading, ...decided, ...hits];
  const edges = edgesOf(places, text.length);
  return edges.slice(1).map((end, k) => {
    const start = edges[k];
    const kinds = places.filter(([from, to]) => from <= start && end <= to).map(([, , kind]) => kind);
    const part = text.slice(start, end);
    if (!kinds.length) return part;
    const names = kinds.filter((kind) => kind !== "hit");
    const inner = names.length ? el("span", { class: [...new Set(names)].join(" ") }, part) : part;
    return kinds.includes("hit") ? el("mark", {}, inner) : inner;
  });
};
