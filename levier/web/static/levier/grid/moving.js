// Keys and pointers: arrows, Tab, Enter, Home, End, Ctrl, Shift; a tap opens a cell on a phone.
export function startMoving(grid) {
  const { table, editor, changes } = grid;
  let leaving = false;
  let dragging = false;

  table.element.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.target.closest("[data-conflict]")) return;
    if (editor.isOpen) typing(event);
    else if (!row(event) && !command(event)) moving(event);
    if (event.key !== "Escape" && event.key !== "Tab") leaving = false;
  });

  // While a cell is typed: Enter and Tab keep and move, Escape gives up.
  function typing(event) {
    const down = event.shiftKey ? -1 : 1;
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); editor.close(false); }
    else if (event.key === "Enter") { event.preventDefault(); editor.close(true); step(0, down); }
    else if (event.key === "Tab") { event.preventDefault(); editor.close(true); next(down); }
  }

  function row(event) {
    const key = table.activeRow();
    const section = table.sectionOf(table.active)?.dataset.section;
    const held = event.ctrlKey || event.metaKey;
    if (held && event.key === "Enter" && section) changes.addRow(section, key);
    else if (held && ["Delete", "Backspace"].includes(event.key)) changes.removeRow(key);
    else if (event.altKey && event.key === "ArrowUp") changes.moveRow(key, -1);
    else if (event.altKey && event.key === "ArrowDown") changes.moveRow(key, 1);
    else return false;
    event.preventDefault();
    return true;
  }

  function command(event) {
    const held = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (held && key === "z" && !event.shiftKey) changes.undo();
    else if (held && (key === "y" || (key === "z" && event.shiftKey))) changes.redo();
    else if (held && key === "a") { table.anchor = table.at(0, 0); table.activate(lastCell(), true); }
    else if (key === "delete" || key === "backspace") clear();
    else if (key === "f2") editor.open(table.active);
    else if (key === "escape") { leaving = true; table.activate(table.active); grid.saver.say("Tab quitte la grille."); }
    else if (event.key.length === 1 && !held && !event.altKey) typed(event.key);
    else return false;
    event.preventDefault();
    event.stopPropagation(); // the page's one-letter shortcuts wait
    return true;
  }

  function typed(character) {
    if (table.active.dataset.kind === "choice") editor.open(table.active);
    else editor.open(table.active, table.active.dataset.kind === "date" ? null : character);
  }

  function clear() {
    const cells = table.block().flat().filter((cell) => cell.dataset.kind !== "choice");
    changes.write(cells.map((cell) => [cell, ""]));
  }

  function moving(event) {
    const far = event.ctrlKey || event.metaKey;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const { x, y } = table.places.get(table.active);
    if (ways[event.key]) {
      const [dx, dy] = ways[event.key];
      if (far) table.activate(edge(x, y, dx, dy), event.shiftKey);
      else step(dx, dy, event.shiftKey);
    } else if (event.key === "Home") table.activate(table.at(0, far ? 0 : y), event.shiftKey);
    else if (event.key === "End") table.activate(far ? lastCell() : table.at(Infinity, y), event.shiftKey);
    else if (event.key === "PageDown" || event.key === "PageUp") {
      step(0, event.key === "PageDown" ? 10 : -10, event.shiftKey);
    } else if (event.key === "Enter") {
      if (event.shiftKey) step(0, -1);
      else editor.open(table.active);
    } else if (event.key === "Tab") {
      if (leaving || !next(event.shiftKey ? -1 : 1)) return;
    } else return;
    event.preventDefault();
  }

  function step(dx, dy, extend = false) {
    const { x, y } = table.places.get(table.active);
    const to = Math.min(Math.max(y + dy, 0), table.lines.length - 1);
    table.activate(table.at(x + dx, to), extend);
  }

  // To the edge of the table, on the active line or column.
  function edge(x, y, dx, dy) {
    if (dx) return table.at(dx > 0 ? Infinity : 0, y);
    return table.at(x, dy > 0 ? table.lines.length - 1 : 0);
  }

  // To the next cell that may be typed in; false at either end, where Tab leaves the grid.
  function next(by) {
    const order = table.lines.flat();
    let place = order.indexOf(table.active) + by;
    while (order[place] && table.isReadOnly(order[place])) place += by;
    if (!order[place]) return false;
    table.activate(order[place]);
    return true;
  }

  function lastCell() { return table.at(Infinity, table.lines.length - 1); }

  table.element.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || event.target.closest("input,select,[data-conflict]") || event.button) return;
    if (editor.isOpen) editor.close(true, false);
    editor.byTouch = event.pointerType === "touch";
    if (editor.byTouch) return;
    event.preventDefault();
    table.activate(cell, event.shiftKey);
    dragging = true;
  });
  table.element.addEventListener("pointerover", (event) => {
    const cell = dragging && event.target.closest("[data-cell]");
    if (cell) table.activate(cell, true);
  });
  document.addEventListener("pointerup", () => { dragging = false; });
  table.element.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || !editor.byTouch || event.target.closest("input,select,[data-conflict]")) return;
    table.activate(cell);
    editor.open(cell);
  });
  table.element.addEventListener("dblclick", (event) => {
    if (!event.target.closest("input,select,[data-conflict]")) editor.open(event.target.closest("[data-cell]"));
  });
  table.element.addEventListener("focusin", (event) => {
    const cell = event.target.matches("[data-cell]") && event.target;
    if (cell && cell !== table.active) table.activate(cell, false, false);
  });
}
