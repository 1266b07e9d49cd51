// Panels: one tab stop, and the mark nearest to the pointer, since marks are thin.
const whenPanels = document.querySelector("#when .panels");
const WHEN_REACH = 14; // px

const whenNearest = (event) => {
  const plot = event.target.closest("svg");
  if (!plot) return null;
  const away = (mark) => {
    const box = mark.getBoundingClientRect();
    return Math.hypot(
      Math.max(box.left - event.clientX, 0, event.clientX - box.right),
      Math.max(box.top - event.clientY, 0, event.clientY - box.bottom));
  };
  const near = [...plot.querySelectorAll("a")].map((mark) => [away(mark), mark]).sort((a, b) => a[0] - b[0])[0];
  return near && near[0] <= WHEN_REACH ? near[1] : null;
};

if (whenPanels) {
  rove(whenPanels, ".panel");
  let near = null;
  const point = (mark, plot) => {
    near?.classList.remove("near");
    mark?.classList.add("near");
    near = mark;
    if (!plot) return;
    const title = plot.querySelector("title") ?? plot.insertBefore(document.createElementNS(plot.namespaceURI, "title"), plot.firstChild);
    title.textContent = mark?.getAttribute("aria-label") ?? "";
  };
  whenPanels.addEventListener("pointermove", (event) => point(event.target.closest("a") ?? whenNearest(event), event.target.closest("svg")));
  whenPanels.addEventListener("pointerleave", () => point(null, null));
  whenPanels.addEventListener("click", (event) => {
    if (event.target.closest("a")) return;
    const { ctrlKey, metaKey, shiftKey } = event;
    whenNearest(event)?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  });
}
