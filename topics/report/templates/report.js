"use strict";
(() => {
  // A paragraph may lie in closed details: open them before the browser jumps to it.
  const reveal = (id) => {
    const target = document.getElementById(id);
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) {
      box.open = true;
    }
    document.querySelectorAll(".ribbon a[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    const segment = document.querySelector(`.ribbon a[href="#${CSS.escape(id)}"]`);
    if (segment) segment.setAttribute("aria-current", "true");
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.hash.slice(1));
  });
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  if (location.hash) reveal(location.hash.slice(1));

  // A ribbon is one stop of the tab key; the arrow keys move along it.
  document.querySelectorAll(".speech .ribbon").forEach((ribbon) => {
    ribbon.querySelectorAll("a").forEach((a, i) => { if (i) a.tabIndex = -1; });
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const here = event.target.closest(".speech .ribbon a");
    if (!step || !here) return;
    const all = [...here.parentElement.querySelectorAll("a")];
    const next = all[all.indexOf(here) + step];
    if (!next) return;
    event.preventDefault();
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  // The table of contents follows the reader.
  const entries = new Map([...document.querySelectorAll(".toc a")].map((a) => [a.hash.slice(1), a]));
  const watch = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      entries.forEach((a) => a.removeAttribute("aria-current"));
      entries.get(target.id).setAttribute("aria-current", "location");
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  entries.forEach((_, id) => watch.observe(document.getElementById(id)));
})();
