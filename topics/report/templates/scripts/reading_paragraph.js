// One paragraph of the list: theme, place, text, source, and what is shown on demand.
const LONGEST = 1200;

const themeLine = (i) => {
  if (!HAS_THEMES) return [];
  const [theme, second] = [BLOCKS.theme[i], BLOCKS.theme2[i]];
  if (theme < 0) return [el("p", { class: "theme" }, tr("无编码依据", "not coded"))];
  const share = BLOCKS.share[i] ?? 0;
  const share2 = second >= 0 ? BLOCKS.share2[i] ?? 0 : 0;
  const before = BLOCKS.hand[i];
  const hand = before === undefined ? null
    : el("span", { class: "torn", title: tr(`原为${themeName(before)}`, `before: ${themeName(before)}`) }, tr("手工编码", "by hand"));
  const name = (of, value) => el("a", { href: href({ theme: THEMES.id[of] }) }, `${themeName(of)}${shareText(value)}`);
  return [
    el("p", { class: "theme" }, name(theme, BLOCKS.share[i]), " ", hand, BLOCKS.certain[i] !== 0 ? null : el("span", { class: "torn" }, tr("不明确", "uncertain"))),
    el("div", { class: "split", "aria-hidden": "true" },
      el("i", { class: colourOf(theme), style: `--v:${share * 100}` }),
      el("i", { class: colourOf(second), style: `--v:${share2 * 100}` })),
    share2 ? el("p", { class: "theme second" }, tr("其次 ", "then "), name(second, share2)) : null,
  ];
};

const topicLinks = (i) =>
  Object.entries(BLOCKS.topics).filter(([, topics]) => topics[i]).map(([engine, topics]) => {
    const key = `${engine}-${topics[i]}`;
    const row = topicRow(key);
    const share = BLOCKS.topic_shares[engine][i];
    return el("a", { href: href({ topic: key }) },
      `${engineName(row) || engine} ${topics[i]} ${topicName(row)}${share < 1 ? shareText(share) : ""}`);
  });

const sourceLine = (i) => {
  const row = speechOf(i);
  const copy = BLOCKS.copies[i];
  const number = BLOCKS.speech[i];
  return el("p", { class: "meta" },
    el("a", { href: href({ speech: number }) }, tr(`第 ${number} 篇《${titleOf(row)}》`, `${number}. ${titleOf(row)}`)),
    el("span", {}, ...dateOf(row)),
    SPEECHES.columns.level?.[row] ? el("span", {}, valueName("level", SPEECHES.columns.level[row])) : null,
    ...topicLinks(i),
    copy ? el("span", {}, tr("重复自 ", "repeats "), copy[1] ? el("a", { href: href({ id: copy[1] }) }, copy[0]) : copy[0]) : null);
};

/** A button that shows something and takes it away again. */
const toggle = (label, show, hide, open = false) => {
  const button = el("button", { type: "button", "aria-expanded": "false" }, label);
  const set = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? show : hide)();
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
  if (open) set(true);
  return button;
};

const textOf = (i, isOpen) => {
  const text = el("p", { class: "seed", id: isOpen ? BLOCKS.id[i] : null });
  const isLong = BLOCKS.text[i].length > LONGEST * 1.5;
  text.append(...marked(i, isLong ? LONGEST : Infinity), isLong ? "…" : "");
  if (!isLong) return [text];
  const n = BLOCKS.text[i].length.toLocaleString("en");
  const all = el("button", { type: "button", class: "all", onclick: () => {
    text.replaceChildren(...marked(i, Infinity));
    all.remove();
    text.tabIndex = -1;
    text.focus({ preventScroll: true });
  } }, tr(`显示全部 ${n} 字`, `Show all ${n} characters`));
  return [text, all];
};

/** The titles and headings above a paragraph, where what is searched is in these. */
const headHit = (i) => {
  const lines = linesSought(state.q);
  const pattern = lines ? null : patternOf(state.q);
  const isAbove = lines ? lines.first < BLOCKS.first[i] : pattern && !isIn(pattern, foldedText(i)) && isIn(pattern, foldedHead(i));
  if (!isAbove) return null;
  const above = linesAbove(i).join("\n");
  return el("p", { class: "seed above" }, ...withMarks(above, hitsOf(fold(above))));
};

/** Return a paragraph as an article; `isOpen` shows its context. */
const passage = (i, isOpen = false) => {
  const [before, after, panel] = [el("div", { class: "context" }), el("div", { class: "context" }), el("div")];
  const said = el("span", { role: "status" });
  const context = toggle(tr("上下文", "Context"),
    () => { showNeighbours(before, i, -1); showNeighbours(after, i, 1); },
    () => { before.replaceChildren(); after.replaceChildren(); }, isOpen);
  const n = BLOCKS.repairs[i]?.length;
  const repairs = n ? toggle(tr(`修复（${n} 处）与原文`, `Repairs (${n}) and original`),
    () => panel.replaceChildren(repairsPanel(i)), () => panel.replaceChildren()) : null;
  const copy = el("button", { type: "button", onclick: () => copyOut(citation(i), tr("引用", "Citation"), said, panel) }, tr("复制引用", "Copy citation"));
  const start = BLOCKS.text[i].match(/^[^\p{Cc}\u2028\u2029]{0,40}/u)[0].trim();
  const edit = HAS_THEMES && BLOCKS.theme[i] >= 0
    ? editButton("code", { id: BLOCKS.id[i], text: start, theme: THEMES.id[BLOCKS.theme[i]] }, said, panel) : null;
  return el("article",
    { class: `passage ${isSure(i) ? "" : "unsure"} ${isOpen ? "target" : ""}`, id: isOpen ? null : BLOCKS.id[i], tabindex: "-1" },
    el("div", { class: "aside" }, ...themeLine(i),
      el("p", {}, el("a", { class: "at", href: href({ id: BLOCKS.id[i] }), title: fileOf(i) }, placeOf(i)), " ", turnLink(i)),
      ribbonOf(BLOCKS.speech[i], i)),
    el("div", { class: "words-of" }, before, headHit(i), ...textOf(i, isOpen), sourceLine(i),
      el("p", { class: "cited only-print" }, sourceText(i)),
      el("p", { class: "acts no-print" }, copy, context, repairs, edit, said), panel, after));
};
