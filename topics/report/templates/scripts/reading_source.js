// Where a paragraph comes from: a citation, its repairs and original, its neighbours.
const NEIGHBOURS = 3;

/** Title, speaker, date, file and lines of a paragraph. */
const sourceText = (i) => {
  const row = speechOf(i);
  const about = [turnOf(i) || SPEECHES.speaker[row], SPEECHES.date[row]].filter(Boolean).join(tr("，", ", "));
  const doubt = doubtOf(row) && tr(`（${doubtOf(row)}）`, ` (${doubtOf(row)})`);
  return tr(
    `《${titleOf(row)}》${about && `，${about}`}${doubt}，${fileOf(i)}`,
    `${titleOf(row)}${about && `, ${about}`}${doubt}, ${fileOf(i)}`
  );
};

const citation = (i) => {
  const source = SOURCE_ROW.get(SPEECHES.source[speechOf(i)]);
  const hash = source === undefined ? "" : DATA.sources.sha256[source];
  const { version, sha256 } = DATA.run;
  // A page in its run's folder cannot have the hash of the run, which has the hash of the page.
  const run = sha256.slice(0, 12);
  const text = BLOCKS.text[i].replaceAll("“", "‘").replaceAll("”", "’");
  return tr(
    `“${text}”（${sourceText(i)}，SHA-256 ${hash}；topics ${version}${run && `，运行 ${run}`}，段 ${BLOCKS.id[i]}）`,
    `“${text}” (${sourceText(i)}, SHA-256 ${hash}; topics ${version}${run && `, run ${run}`}, block ${BLOCKS.id[i]})`
  );
};

const BLANKS = { "\n": "⏎", " ": "␣", "\t": "⇥", "\u3000": "␣␣", "\u00a0": "⍽" };
const LONGEST_CHANGE = 400;
const changeText = (text) => {
  const shown = text.length > LONGEST_CHANGE ? `${text.slice(0, LONGEST_CHANGE)}…` : text;
  return shown.replace(/[\n \t\u3000\u00a0]/g, (blank) => BLANKS[blank]) || "∅";
};

/** Return a paragraph as it was in the source, with what was repaired marked, or null if unknown. */
const original = (i) => {
  const text = BLOCKS.text[i];
  const changes = BLOCKS.repairs[i].filter((change) => change[5] !== -2);
  if (changes.some((change) => change[5] < 0)) return null;
  const parts = [];
  let end = 0;
  for (const [, , , before, after, at] of changes) {
    parts.push(text.slice(end, at), before && el("del", {}, before));
    end = at + after.length;
  }
  return el("p", { class: "seed original" }, ...parts, text.slice(end));
};

const repairsPanel = (i) => {
  const source = original(i);
  return el(
    "div",
    {},
    el(
      "ul",
      { class: "changes" },
      ...BLOCKS.repairs[i].map(([rule, line, column, before, after]) =>
        el(
          "li",
          {},
          `${tr(...DATA.rules[rule])} `,
          el("span", { class: "at" }, `${line}:${column} `),
          el("del", {}, changeText(before)),
          " → ",
          el("ins", {}, changeText(after))
        )
      )
    ),
    source
      ? el("div", {}, el("p", { class: "note" }, tr("修复前的原文：", "The text before repairs:")), source)
      : el("p", { class: "note" }, tr("根据现有数据表无法还原修复前的全文；上面列出全部修复，位置见 repairs.csv。", "The tables do not suffice to restore the whole text before repairs; all repairs are listed above, with their positions in repairs.csv."))
  );
};

/** Return a block beside the one that is read. */
const neighbour = (i) =>
  el(
    "div",
    { class: `near ${BLOCKS.role[i]}` },
    el("a", { class: "at", href: href({ id: BLOCKS.id[i] }) }, placeOf(i)), " ", turnLink(i),
    el("p", { class: "seed" }, BLOCKS.text[i].length > LONGEST ? `${BLOCKS.text[i].slice(0, LONGEST)}…` : BLOCKS.text[i])
  );

const isNext = (i, j) => j >= 0 && j < N_BLOCKS && BLOCKS.speech[i] === BLOCKS.speech[j];

/** Put more blocks of the speech before (-1) or after (1) a paragraph, and a button for further ones. */
const showNeighbours = (box, edge, step) => {
  const more = [];
  let i = edge;
  while (more.length < NEIGHBOURS && isNext(i, i + step)) {
    i += step;
    if (DATA.sample && Math.abs(BLOCKS.paragraph[i] - BLOCKS.paragraph[i - step]) > 1) {
      more.push(el("p", { class: "note" }, tr("（中间的段落未收入本页）", "(this page leaves out the paragraphs between)")));
    }
    more.push(neighbour(i));
  }
  if (!more.length) {
    more.push(el("p", { class: "note" }, step < 0 ? tr("（讲话开头）", "(start of the speech)") : tr("（讲话结尾）", "(end of the speech)")));
  } else if (isNext(i, i + step)) {
    const further = el("button", { type: "button", onclick: () => { further.remove(); showNeighbours(box, i, step); } },
      step < 0 ? tr("继续向前", "Further back") : tr("继续向后", "Further on"));
    more.push(further);
  }
  if (step < 0) box.prepend(...more.reverse());
  else box.append(...more);
};
