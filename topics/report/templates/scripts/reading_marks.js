// The text of a paragraph with its marks: the words that decided, and what was searched.
const MOST_MARKS = 200;

/** Return the places of a pattern in a text as [start, end, kind]; blanks between are part of one. */
const placesOf = (folded, pattern, kind) => {
  const places = [];
  if (pattern) for (const { 0: hit, index } of folded.matchAll(pattern)) if (places.push([index, index + hit.length, kind]) >= MOST_MARKS) break;
  return places;
};
const hitsOf = (folded) => placesOf(folded, linesSought(state.q) ? null : patternOf(state.q), "hit");

/** Return the edges of marks: what is searched is marked also where it is part of a deciding word. */
const edgesOf = (places, length) =>
  [...new Set([0, length, ...places.flatMap(([start, end]) => [start, Math.min(end, length)])])]
    .filter((edge) => edge <= length)
    .sort((a, b) => a - b);

/** Return a text as parts; a hit is one mark whatever it has inside. */
const withMarks = (text, places) => {
  const edges = edgesOf(places, text.length);
  const parts = [];
  let mark;
  edges.slice(1).forEach((end, k) => {
    const start = edges[k];
    const over = places.filter(([from, to]) => from <= start && end <= to);
    const names = new Set(over.map(([, , kind]) => kind));
    const isHit = names.delete("hit");
    const part = text.slice(start, end);
    const inner = names.size ? el("span", { class: [...names].join(" ") }, part) : part;
    if (!isHit) return parts.push(inner);
    if (over.some(([from, , kind]) => kind === "hit" && from === start)) parts.push((mark = el("mark")));
    mark.append(inner);
  });
  return parts;
};

/** Return the first `length` characters of a paragraph as text and marks. */
const marked = (i, length) => {
  const text = BLOCKS.text[i].slice(0, length);
  const folded = foldedText(i).slice(0, length);
  const decided = (BLOCKS.words[i] ?? []).flatMap((word) => placesOf(folded, patternOf(DATA.words[word]), "decided"));
  const heading = BLOCKS.heading[i] ? [[0, BLOCKS.heading[i], "run-in"]] : [];
  return withMarks(text, [...heading, ...decided, ...hitsOf(folded)]);
};
