// The place of a paragraph in its speech: a ribbon of all its paragraphs, each a link.
const MOST_SEGMENTS = 60;
const blocksOfSpeech = new Map();
for (let i = 0; i < N_BLOCKS; i++) {
  const own = blocksOfSpeech.get(BLOCKS.speech[i]) ?? [];
  blocksOfSpeech.set(BLOCKS.speech[i], own);
  if (BLOCKS.body[i]) own.push(i);
}

const shareText = (share) => (share == null ? "" : ` ${percent(share)}`);
const isSure = (i) => BLOCKS.certain[i] === 1 || !HAS_THEMES;
const segmentName = (i) => placeOf(i) + (HAS_THEMES ? ` ${themeName(BLOCKS.theme[i])}${shareText(BLOCKS.share[i])}` : "");

/** Return the part of a long speech around a paragraph. */
const around = (own, current, most) => {
  const start = Math.min(Math.max(0, own.indexOf(current) - most / 2), Math.max(0, own.length - most));
  return own.slice(start, start + most);
};

/** Return the ribbon of a speech; Tab enters it once, the arrow keys walk along it. */
const ribbonOf = (number, current, most = MOST_SEGMENTS) => {
  const own = around(blocksOfSpeech.get(number) ?? [], current, most);
  const entry = own.includes(current) ? current : own[0];
  return el(
    "div",
    {
      class: "ribbon walk",
      role: "group",
      "aria-label": tr(`第 ${number} 篇的段落，可用左右方向键移动`, `Paragraphs of speech ${number}; arrow keys move along them`),
    },
    ...own.map((i) =>
      el("a", {
        class: `${colourOf(BLOCKS.theme[i])}${isSure(i) ? "" : " unsure"}`,
        href: href({ id: BLOCKS.id[i] }),
        style: `flex-grow:${BLOCKS.text[i].length + 20}`,
        title: segmentName(i),
        "aria-label": segmentName(i),
        "aria-current": i === current ? "true" : null,
        tabindex: i === entry ? "0" : "-1",
      })
    )
  );
};

document.addEventListener("keydown", (event) => {
  const ribbon = event.target.closest?.(".walk");
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  if (!ribbon || !(event.key in steps || event.key === "Home" || event.key === "End")) return;
  event.preventDefault();
  const own = [...ribbon.children];
  const at = own.indexOf(event.target) + (steps[event.key] ?? 0);
  const place = { Home: 0, End: own.length - 1 }[event.key] ?? Math.min(Math.max(at, 0), own.length - 1);
  own.forEach((segment, i) => (segment.tabIndex = i === place ? 0 : -1));
  own[place].focus();
});
