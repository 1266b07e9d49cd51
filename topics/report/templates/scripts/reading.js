// The list of the paragraphs that the filters leave.
const PAGE_OF_PARAGRAPHS = 50;
const list = document.getElementById("paragraphs");
const searchField = document.querySelector("#filters [name=q]");

const paragraph = (i) =>
  el("article", { class: "para", id: BLOCKS.id[i] }, el("p", { class: "seed" }, BLOCKS.text[i]));

searchField.addEventListener("input", () => go({ q: searchField.value }, true));
searchField.form.addEventListener("submit", (event) => event.preventDefault());

onState((now) => {
  const found = matching(now);
  if (searchField.value !== (now.q ?? "")) searchField.value = now.q ?? "";
  document.getElementById("found").textContent = tr(`${found.length} 段`, `${found.length} paragraphs`);
  list.replaceChildren(...found.slice(0, PAGE_OF_PARAGRAPHS).map(paragraph));
});
