// Copies a text of the page; where the browser refuses, the text is selected for the reader to copy.
const copyText = async (source, status) => {
  try {
    await navigator.clipboard.writeText(source.textContent);
    status.textContent = tr("已复制", "Copied");
  } catch {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    status.textContent = tr("已选中，请按 Ctrl+C（⌘C）复制", "Selected; press Ctrl+C (⌘C) to copy");
  }
};

document.querySelectorAll("[data-copy]").forEach((button) => {
  const status = el("span", { class: "copied", role: "status" });
  button.after(" ", status);
  button.addEventListener("click", () => copyText(document.getElementById(button.dataset.copy), status));
});

// Saves a table that the page holds; a Blob needs no network, and the policy of the page allows it.
const CSV = JSON.parse(document.getElementById("csv")?.textContent ?? "{}");

document.querySelectorAll("[data-csv]").forEach((button) => {
  button.addEventListener("click", () => {
    const name = button.dataset.csv;
    const url = URL.createObjectURL(new Blob([CSV[name]], { type: "text/csv;charset=utf-8" }));
    el("a", { href: url, download: `${name}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  });
});
