// Two people wrote in one cell: both values are shown there, and one of them is chosen.
export function startConflicts(grid) {
  const { table, saver, root } = grid;

  root.addEventListener("grid:conflict", (event) => {
    const key = event.detail;
    const cell = table.find(key);
    if (!cell) { saver.release(key); return; }
    const { mine, theirs, who } = saver.held.get(key);
    table.set(key, theirs);
    clear(key);
    cell.classList.add("conflit");
    const choice = document.createElement("div");
    choice.dataset.conflict = key;
    choice.setAttribute("role", "group");
    choice.setAttribute("aria-label", `Deux valeurs pour cette cellule, dont celle de ${who}`);
    choice.append(
      button(`La mienne : ${text(cell, mine)}`, () => settle(key, mine)),
      button(`Celle de ${who} : ${text(cell, theirs)}`, () => settle(key, theirs)),
    );
    cell.append(choice);
  });
  root.addEventListener("grid:settled", (event) => clear(event.detail));

  function settle(key, value) {
    const { theirs } = saver.held.get(key);
    saver.release(key);
    const cell = table.find(key);
    table.set(key, theirs);
    if (value !== theirs) grid.changes.write([[cell, value]]);
    table.activate(cell);
  }

  function text(cell, value) {
    const shown = cell.dataset.kind === "choice" ? table.labelOf(cell, value) : value;
    return shown || "vide";
  }

  function clear(key) {
    const cell = table.find(key);
    cell?.classList.remove("conflit");
    cell?.querySelector("[data-conflict]")?.remove();
  }
}

function button(label, act) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "btn btn-s";
  one.textContent = label;
  one.addEventListener("click", (event) => { event.stopPropagation(); act(); });
  return one;
}
