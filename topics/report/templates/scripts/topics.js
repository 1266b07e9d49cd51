// The topic beside the map: that of the state's `topic`, else the largest of the engine shown.
const TOPIC_DATA = JSON.parse(document.getElementById("topic-data").textContent);
const TOPIC_TERMS_SHOWN = 20;
const topicPanel = document.getElementById("topic-panel");
const topicMaps = [...document.querySelectorAll(".topic-map")];
const topicButtons = [...document.querySelectorAll(".engines button")];
const topicLinks = [...document.querySelectorAll("#topics a[data-stay]")];
let topicEngine = topicMaps[0]?.dataset.engine;
let topicLambda = 0.6;

const topicKey = (now) => {
  const asked = TOPIC_DATA.topics[now.topic];
  if (asked && asked.engine === topicEngine) return now.topic;
  const own = Object.entries(TOPIC_DATA.topics).filter(([, t]) => t.engine === topicEngine);
  return own.reduce((best, entry) => (!best || entry[1].share > best[1].share ? entry : best), null)?.[0];
};

const topicTitle = (t) => `${t.number} ${tr(t.zh, t.en)}`;
/** A name as it is written before Chinese text. */
const topicSpaced = (name) => name + (/\w$/.test(name) ? " " : "");
/** Of several engines the number alone could be another topic. */
const topicHeading = (t) => {
  if (topicMaps.length < 2) return topicTitle(t);
  const [zh, en] = TOPIC_DATA.engines[t.engine];
  return tr(`${topicSpaced(zh)}话题 ${t.number}　${t.zh}`, `${en} topic ${t.number}: ${t.en}`);
};

const topicRelevance = ([, p, lift], lambda) =>
  lambda * Math.log(p) + (lift === null ? 0 : (1 - lambda) * Math.log(lift));

/** The words of a topic by falling relevance; of equal ones the first in the table comes first. */
const topicTerms = (t, lambda) =>
  [...t.terms].sort((a, b) => topicRelevance(b, lambda) - topicRelevance(a, lambda)).slice(0, TOPIC_TERMS_SHOWN);

const topicTermRows = (key, t) => {
  const shown = topicTerms(t, t.terms.some((term) => term[2] === null) ? 1 : topicLambda);
  const largest = Math.max(...t.terms.map((term) => term[1]));
  return shown.map(([word, p, lift]) => {
    const text = TOPIC_DATA.words[word];
    return el("tr", {},
      el("th", { scope: "row" }, el("a", { href: href({ q: text, topic: key }) }, text)),
      el("td", { class: "bar-cell", "aria-hidden": "true" }, el("i", { style: `--v:${((100 * p) / largest).toFixed(1)}` })),
      el("td", { class: "r" }, percent(p, 2)),
      el("td", { class: "r" }, lift === null ? "" : `×${lift < 10 ? lift.toFixed(1) : lift.toFixed(0)}`));
  });
};

const topicTermTable = (key, t) => {
  const hasLift = t.terms.every((term) => term[2] !== null);
  const body = el("tbody", {}, ...topicTermRows(key, t));
  const table = el("table", { class: "terms" },
    el("thead", {}, el("tr", {},
      el("th", { scope: "col" }, tr("词", "Word")), el("td", {}),
      el("th", { scope: "col", class: "r" }, tr("占该话题", "Of the topic")),
      el("th", { scope: "col", class: "r" }, hasLift ? tr("相对全体的倍数", "Times the corpus") : ""))),
    body);
  if (!hasLift) return [table];
  const value = el("output", { for: "lambda" });
  const said = () => { value.textContent = `λ = ${topicLambda.toFixed(2)}`; };
  const slider = el("input", {
    type: "range", id: "lambda", min: 0, max: 1, step: 0.05,
    oninput: (event) => {
      topicLambda = Number(event.target.value);
      said();
      body.replaceChildren(...topicTermRows(key, t));
    },
  });
  slider.value = topicLambda;
  said();
  const label = tr("相关度：独有词优先（0）至常用词优先（1）", "Relevance: exclusive (0) to frequent (1)");
  return [el("p", { class: "lambda" }, el("label", { for: "lambda" }, label), slider, value), table];
};

const topicNameLine = (t) => {
  if (t.edited) return el("p", {}, el("b", {}, tr("手工改动；原为 ", "Edited by hand; before: ")), t.edited);
  const said = t.why.map(([zh, en]) => tr(zh, en)).join(tr("；", "; "));
  if (t.state === "doubtful") return el("p", {}, el("b", {}, tr("名称存疑：", "The name is doubtful: ")), said, tr("。", "."));
  if (t.state === "none" && DATA.themes.id.some((id) => id !== "none")) {
    const own = said || tr("没有相符的主题，以其高频词命名", "no theme fits, so its own words name it");
    return el("p", {}, own[0].toUpperCase() + own.slice(1), tr("。", "."));
  }
  return null;
};

const topicStabilityLine = (t) => {
  const s = t.stability;
  if (!s) return null;
  const parts = [tr(`${s.n_samples} 个子样本中有 ${s.found} 个复现该话题`, `Found in ${s.found} of ${s.n_samples} subsamples`)];
  if (s.low !== null) {
    const range = `${percent(s.low, 1)}–${percent(s.high, 1)}`;
    parts.push(tr(`份额 ${range}`, `share ${range}`));
  }
  if (s.words.length) parts.push(tr(`不稳定的词：${s.words.join(" ")}`, `unstable words: ${s.words.join(" ")}`));
  return el("p", {}, parts.join(tr("；", "; ")) + tr("。", "."));
};

const topicPartnerLine = (p) => {
  const other = TOPIC_DATA.topics[p.key];
  const engine = tr(...TOPIC_DATA.engines[other.engine]);
  const kind = p.of_words ? tr("用词相似度", "similarity of words") : "Jaccard";
  return el("p", {}, tr(`${topicSpaced(engine)}中与其对应的是 `, `Its partner in ${engine} is `),
    el("a", { href: href({ topic: p.key }), "data-stay": "" }, topicTitle(other)),
    tr(`（${kind} ${p.similarity.toFixed(2)}`, ` (${kind} ${p.similarity.toFixed(2)}`),
    p.differ ? tr("，两者名称不同，不宜直接引用名称", "; the names differ, so do not quote them without the words") : "",
    tr("）。", ")."));
};

const themeOf = (id) => {
  const i = DATA.themes.id.indexOf(id);
  return { name: i < 0 ? tr("不属于任何主题", "no theme") : tr(DATA.themes.zh[i], DATA.themes.en[i]), mark: i < 0 ? "tn" : `t${i}` };
};

const topicThemes = (key, t) => {
  const coded = t.themes.filter(([, n]) => n > 0);
  if (!t.n || !DATA.themes.id.length) return [];
  const link = ([id, n], attributes, ...children) =>
    el("a", { href: href({ theme: id, topic: key }), ...attributes }, ...children);
  return [
    el("h4", {}, tr("所含段落的主题", "Themes of its paragraphs")),
    el("div", { class: "themes-of", "aria-hidden": "true" },
      ...coded.map((entry) => link(entry, { class: themeOf(entry[0]).mark, style: `--v:${entry[1]}`, tabindex: "-1" }))),
    el("ul", { class: "themes-list" }, ...coded.slice(0, 6).map((entry) =>
      el("li", { class: themeOf(entry[0]).mark }, el("i", { class: "dot", "aria-hidden": "true" }),
        link(entry, {}, themeOf(entry[0]).name), ` ${entry[1]}`))),
  ];
};

const topicQuotes = (key, t) => [
  el("h4", {}, el("a", { href: href({ topic: key }) }, tr(`阅读该话题的 ${t.n} 段`, `Read its ${t.n} paragraphs`))),
  ...t.quotes.map(([id, text, speech, share]) =>
    el("blockquote", {}, el("p", {}, text),
      el("footer", {}, el("a", { href: href({ id }) }, DATA.speeches.label[SPEECH_ROW.get(speech)] ?? speech),
        share < 1 ? tr(` 该话题占 ${percent(share)}`, ` ${percent(share)} of it`) : ""))),
];

const topicGroup = (key, [column, group, zh, en, share, low, high, few]) => {
  const filter = `by.${column}`;
  const name = group && FILTERS[column] ? el("a", { href: href({ [filter]: group, topic: key }) }, tr(zh, en)) : tr(zh, en);
  const interval = low === null ? "" : ` [${percent(low)}, ${percent(high)}]`;
  return el("li", {}, name, ` ${percent(share, 1)}${interval}${few ? "*" : ""}`);
};

const topicGroups = (key, t) => {
  const found = [];
  for (const [column, zh, en] of [["level", "按层级", "By level"], ["year", "按年份", "By year"]]) {
    const own = t.groups.filter((row) => row[0] === column);
    if (!own.length) continue;
    found.push(el("h4", {}, tr(zh, en)), el("ul", { class: "themes-list" }, ...own.map((row) => topicGroup(key, row))));
  }
  if (t.groups.some((row) => row.at(-1))) {
    found.push(el("p", { class: "note" }, tr("* 不足五篇讲话，不宜引用。", "* Fewer than five speeches: do not quote.")));
  }
  return found;
};

const topicEdit = (t) => {
  const [said, place] = [el("span", { role: "status" }), el("div")];
  const words = t.terms.slice(0, 10).map(([word]) => TOPIC_DATA.words[word]).join(" ");
  const [guard, engine] = [JSON.stringify(words), `# engine = "${t.engine}"`];
  const more = ["# hide = true",
    "# [[merge]]", engine, `# topics = [${t.number}, 0]`, `# words = [${guard}, ""]`,
    "# [[split]]", engine, `# topic = ${t.number}`, `# words = ${guard}`, `# containing = [""]`];
  const button = editButton("topic", { engine: t.engine, topic: t.number, words, name: t.zh }, said, place, more);
  return el("div", { class: "no-print" }, el("p", { class: "acts" }, button, said), place);
};

const showTopic = (now) => {
  const key = topicKey(now);
  topicMaps.forEach((map) => { map.hidden = map.dataset.engine !== topicEngine; });
  topicButtons.forEach((button) => button.setAttribute("aria-pressed", button.dataset.engine === topicEngine));
  const own = href({ topic: key });
  topicLinks.forEach((link) => {
    if (link.getAttribute("href") === own) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  if (!key) return;
  const t = TOPIC_DATA.topics[key];
  topicPanel.replaceChildren(...[
    el("h3", {}, topicHeading(t), " ", el("span", { class: "num" }, percent(t.share, 1))),
    topicNameLine(t),
    topicStabilityLine(t),
    ...t.partners.map(topicPartnerLine),
    ...topicTermTable(key, t),
    el("p", {}, el("abbr", { title: tr("兼顾常用与独有的词", "words both frequent and exclusive") }, "FREX"), ` ${t.frex.join(" ")}`),
    ...topicThemes(key, t),
    ...topicGroups(key, t),
    ...topicQuotes(key, t),
    topicEdit(t),
  ].filter(Boolean));
};

topicButtons.forEach((button) => button.addEventListener("click", () => {
  topicEngine = button.dataset.engine;
  showTopic(state);
}));

onState((now, before) => {
  const asked = TOPIC_DATA.topics[now.topic];
  if (asked && now.topic !== before.topic) topicEngine = asked.engine;
  showTopic(now);
});
