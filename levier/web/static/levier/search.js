// The search box: arrows walk through the results, Escape closes them, Enter opens or lists all.
export function startSearch() {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const input = form.querySelector("input");
  const found = form.querySelector("#lv-trouvailles");
  const links = () => [...found.querySelectorAll("a")];

  form.addEventListener("keydown", (event) => {
    const all = links();
    const rank = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length) {
      event.preventDefault();
      all[Math.min(rank + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && rank >= 0) {
      event.preventDefault();
      (rank === 0 ? input : all[rank - 1]).focus();
    } else if (event.key === "Escape") {
      found.replaceChildren();
      input.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) found.replaceChildren();
  });
}
