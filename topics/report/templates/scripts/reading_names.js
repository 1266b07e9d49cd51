// The names of what paragraphs have: themes, topics, speeches, lines.
const SOURCE_ROW = new Map(DATA.sources.name.map((name, row) => [name, row]));

const themeName = (theme) =>
  theme < 0 ? tr("不属于任何主题", "no theme") : tr(THEMES.zh[theme], THEMES.en[theme] || THEMES.zh[theme]);
const colourOf = (theme) => (theme < 0 || THEMES.id[theme] === "none" ? "tn" : `t${theme}`);
const topicRow = (key) => DATA.topics.key.indexOf(key);
const engineName = (row) => tr(DATA.topics.engine[row], DATA.topics.engine_en[row]);
const topicName = (row) => tr(DATA.topics.name[row], DATA.topics.en[row]) ?? "";
const titleOf = (row) => SPEECHES.title[row] || tr("（无题）", "(untitled)");

const linesOf = (i) =>
  BLOCKS.first[i] === BLOCKS.last[i] ? `${BLOCKS.first[i]}` : `${BLOCKS.first[i]}–${BLOCKS.last[i]}`;
/** Source and lines: `S1:77` is line 77 of the first source. */
const placeOf = (i) => {
  const row = SOURCE_ROW.get(SPEECHES.source[speechOf(i)]);
  return `S${row === undefined ? "?" : DATA.sources.number[row]}:${linesOf(i)}`;
};
const fileOf = (i) => `${SPEECHES.source[speechOf(i)]}:${linesOf(i)}`;

/** Who speaks in a paragraph, as a link to all of their paragraphs. */
const turnLink = (i) => turnOf(i) && el("a", { class: "turn", href: href({ "by.speaker": turnOf(i) }) }, turnOf(i));

const COLUMN_NAMES = {
  year: ["年份", "Year"], source: ["文件", "File"], level: ["层级", "Level"],
  office: ["职务", "Office"], speaker: ["讲话人", "Speaker"],
};
const columnName = (column) =>
  COLUMN_NAMES[column] ? tr(...COLUMN_NAMES[column]) : column.replace(/^meta_/, "").replaceAll("_", " ");
const valueName = (column, value) =>
  column === "level" && DATA.levels[value] ? tr(...DATA.levels[value]) : value;

/** When a speech was made according to its text. */
const boundsOf = (row) => {
  const [from, to] = [SPEECHES.earliest[row], SPEECHES.latest[row]];
  if (from && to) return tr(`${from} 至 ${to}`, `${from} to ${to}`);
  if (from) return tr(`不早于 ${from}`, `not before ${from}`);
  return to ? tr(`不晚于 ${to}`, `not after ${to}`) : "";
};

/** What is in doubt of the date of a speech, or nothing. */
const doubtOf = (row) => (SPEECHES.doubt[row] ? tr(...DATA.doubts[SPEECHES.doubt[row]]) : "");

/** The date of a speech; one that its text contradicts is marked. */
const dateOf = (row) => {
  const date = SPEECHES.date[row] || SPEECHES.iso[row];
  if (!SPEECHES.doubt[row]) return date ? [date] : [];
  const why = boundsOf(row) ? tr(`据正文推定：${boundsOf(row)}`, `by its text: ${boundsOf(row)}`) : null;
  return [date, " ", el("span", { class: "torn", title: why }, doubtOf(row))];
};
