// What is shown, above the list: a theme, a topic or a speech.
const interval = (low, high) =>
  low == null || high == null ? "" : tr(`（95% 区间 ${percent(low, 1)}–${percent(high, 1)}）`, ` (95% interval ${percent(low, 1)}–${percent(high, 1)})`);

const themeHead = (id) => {
  const row = THEMES.id.indexOf(id);
  if (row < 0) return null;
  const seeds = new Set(THEMES.seeds[row]);
  const words = THEMES.words[row].flatMap((word) => [
    el("a", { class: seeds.has(word) ? "given" : null, href: href({ theme: id, q: word }) }, word), " "]);
  return el("div", { class: "head" },
    el("h3", {}, el("i", { class: `dot ${colourOf(row)}` }), tr(THEMES.zh[row], THEMES.en[row]), el("small", {}, tr(THEMES.en[row], THEMES.zh[row]))),
    el("p", {}, tr(`占全部篇幅 ${percent(THEMES.share[row], 1)}`, `${percent(THEMES.share[row], 1)} of all text`), interval(THEMES.low[row], THEMES.high[row]),
      tr(`，${THEMES.n[row]} 段以此为首要主题。`, `; first theme of ${THEMES.n[row]} paragraphs.`)),
    words.length ? el("p", { class: "terms" }, ...words) : null,
    seeds.size ? el("p", { class: "note" }, tr("带点线的是种子词：段落正是据此归类，因此它们排在前列不能作为佐证。", "Dotted words are seed words. Paragraphs were assigned by them, so their high rank is no evidence.")) : null);
};

const topicHead = (key) => {
  const row = topicRow(key);
  if (row < 0) return null;
  return el("div", { class: "head" },
    el("h3", {}, tr(`话题 ${key}　${topicName(row)}`, `Topic ${key}: ${topicName(row)}`)),
    el("p", {}, tr(`${engineName(row)}，占 ${percent(DATA.topics.share[row], 1)}。以下各段以此为主要话题。`, `${engineName(row)}; ${percent(DATA.topics.share[row], 1)} of all text; the main topic of the paragraphs below.`)),
    el("p", { class: "terms" }, ...DATA.topics.words[row].flatMap((word) => [el("a", { href: href({ topic: key, q: word }) }, word), " "])));
};

const mainTheme = (row) => {
  if (!HAS_THEMES) return "";
  const [main, second] = [SPEECHES.main[row], SPEECHES.main2[row]];
  if (main < 0) return tr("无主要主题", "no main theme");
  if (!SPEECHES.torn[row] || second < 0) return tr(`主要主题：${themeName(main)}`, `mainly ${themeName(main)}`);
  return tr(`主要主题不明确：${themeName(main)}或${themeName(second)}`, `main theme uncertain: ${themeName(main)} or ${themeName(second)}`);
};

const MOST_SPEAKERS = 12;
/** Who speaks inside a speech, the most paragraphs first. */
const turnsHead = (number) => {
  const counts = new Map();
  for (const i of blocksOfSpeech.get(number) ?? []) if (turnOf(i)) counts.set(turnOf(i), (counts.get(turnOf(i)) ?? 0) + 1);
  if (!counts.size) return null;
  const names = [...counts].sort((a, b) => b[1] - a[1]);
  const links = names.slice(0, MOST_SPEAKERS).flatMap(([name, n]) => [
    el("a", { href: href({ speech: number, "by.speaker": name }) }, name), ` ${n}`, tr("、", ", ")]);
  links.pop();
  const rest = names.length - MOST_SPEAKERS;
  return el("p", {}, tr("发言（段数）：", "Speakers (paragraphs): "), ...links, rest > 0 ? tr(`，等 ${names.length} 人`, ` and ${rest} more`) : "");
};

const speechHead = (number) => {
  const row = SPEECH_ROW.get(Number(number));
  if (row === undefined) return null;
  const bounds = boundsOf(row);
  const date = dateOf(row).length;
  const facts = [SPEECHES.speaker[row], SPEECHES.place[row], SPEECHES.columns.level?.[row] && valueName("level", SPEECHES.columns.level[row]),
    tr(`${SPEECHES.n[row]} 段，${SPEECHES.chars[row].toLocaleString("en")} 字`, `${SPEECHES.n[row]} paragraphs, ${SPEECHES.chars[row].toLocaleString("en")} characters`),
    mainTheme(row), SPEECHES.complete[row] ? "" : tr("内容不完整", "incomplete")].filter(Boolean);
  return el("div", { class: "head" },
    el("h3", {}, `${number}　${titleOf(row)}`),
    el("p", {}, ...dateOf(row), date && bounds ? tr("；", "; ") : "", bounds ? tr(`据正文推定：${bounds}`, `by its text: ${bounds}`) : ""),
    el("p", {}, facts.join(tr("；", "; "))),
    turnsHead(Number(number)),
    el("p", { class: "at" }, `${SPEECHES.source[row]}:${SPEECHES.lines[row]}`),
    ribbonOf(Number(number), -1, 300));
};

const headOf = (now) => [
  now.theme ? themeHead(now.theme) : null,
  now.topic ? topicHead(now.topic) : null,
  now.speech ? speechHead(now.speech) : null,
].filter(Boolean);
