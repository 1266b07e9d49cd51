// The switch of language of a page without states: texts by CSS, attributes here.
for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => {
    const english = button.dataset.lang === "en";
    document.documentElement.dataset.ui = button.dataset.lang;
    document.documentElement.lang = button.lang;
    for (const name of ["aria-label", "title"]) {
      for (const element of document.querySelectorAll(`[data-en-${name}]`)) {
        const zh = `data-zh-${name}`;
        if (!element.hasAttribute(zh)) element.setAttribute(zh, element.getAttribute(name));
        element.setAttribute(name, element.getAttribute(english ? `data-en-${name}` : zh));
      }
    }
  });
}
