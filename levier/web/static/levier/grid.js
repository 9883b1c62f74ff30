// A document edited like a spreadsheet. This module wires a page; each part has its file in grid/.
//
// THE PAGE. The server draws a whole table, readable without JavaScript:
//   <div data-grid data-save="/…/" data-revision="3"> … <table role="grid"> … </div>
//   <tbody data-section="need">      lines that may be added, taken out and moved, if it has a
//   <template data-row-of="need">    (with __row__ where the key of the new line goes)
//   <tr data-row="KEY">              one line; a <tr> without it holds sums, or fixed lines
//   <td data-cell="KEY:amount" data-kind="amount">1 200</td>
//       data-kind: text (default), amount, number, percent, date, choice. aria-readonly="true" for sums.
//       data-name: what the cell is called while it is typed, where row and column do not say it.
//       data-value: the value, where it is not the text shown (the code of a choice).
//   <template data-choices="need:nature"> or "nature": the <option>s of a choice, by section.
//   [data-grid-state] says what is saved; [data-grid-do="undo|redo|remove|up|down"] and
//   [data-grid-add="need"] are buttons. [data-bind="CELL"] repeats a value outside the table.
//
// THE PROTOCOL. A page holds one document, with an integer `revision`. The grid posts JSON
//   {revision, changes: [{cell, value, was} | {add: KEY, section, after}
//                        | {remove: KEY, was: {cell: text}}
//                        | {move: KEY, after}]}
// `value` is the text typed; `was` is the value that was seen; `after` is a row key, "" for first.
// 200  {revision, values: {cell: text}, rows?: {section: [keys]}, errors?: {cell: sentence}}
//      what `values` names is shown; a cell in `errors` was not saved, and keeps what was typed.
//      parts?: {name: html} replaces what the [data-part] of that name holds (a chart, a notice).
// 409  the same, with `who` wrote it, and `authors?: {cell: name}`: nothing of the post was saved.
//      Changes whose cell still holds `was` are sent again on the newer document; for the others
//      the cell shows both values, and somebody chooses. A server that compares `was` itself may
//      accept a stale post whose cells are untouched (200). A post that is sent twice is harmless:
//      a cell that already holds `value`, a row already added or taken out, change nothing.
// 4xx  {error: sentence}: refused; shown, and kept in memory.
// With data-watch="20", GET on the same address is asked every 20 seconds for the same document.
// Anything else (no network, 5xx) is tried again until it passes.
import { Changes } from "./grid/changes.js";
import { startClipboard } from "./grid/clipboard.js";
import { startConflicts } from "./grid/conflicts.js";
import { Editor } from "./grid/editor.js";
import { startMoving } from "./grid/moving.js";
import { Saver } from "./grid/saving.js";
import { Table } from "./grid/table.js";

export function startGrids(within = document) {
  for (const root of within.querySelectorAll("[data-grid]:not([data-ready])")) startGrid(root);
}

function startGrid(root) {
  root.dataset.ready = "1";
  const grid = { root };
  grid.table = new Table(root);
  grid.saver = new Saver(grid);
  grid.changes = new Changes(grid);
  grid.editor = new Editor(grid);
  startMoving(grid);
  startClipboard(grid);
  startConflicts(grid);
  startButtons(grid);
}

function startButtons(grid) {
  const gestures = {
    undo: () => grid.changes.undo(), redo: () => grid.changes.redo(),
    remove: () => grid.changes.removeRow(grid.table.activeRow()),
    up: () => grid.changes.moveRow(grid.table.activeRow(), -1),
    down: () => grid.changes.moveRow(grid.table.activeRow(), 1),
  };
  grid.root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-grid-do],[data-grid-add]");
    if (!button) return;
    event.preventDefault();
    grid.editor.close(true);
    if (button.dataset.gridAdd) grid.changes.addRow(button.dataset.gridAdd);
    else gestures[button.dataset.gridDo]();
  });
}

startGrids();
document.addEventListener("htmx:afterSettle", () => startGrids());
