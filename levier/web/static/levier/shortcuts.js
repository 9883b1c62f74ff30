// `/` focuses the search box; a letter follows the link that carries data-key.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

export function startShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const box = document.querySelector("[data-search] input");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
      return;
    }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (target) { event.preventDefault(); target.click(); }
  });
}
