// What somebody does on the document: typed, pasted, cleared, lines added, moved, taken out; undone.
// An act is a list of steps; each step knows its contrary. Undoing is a new act, saved like others.
import { plain, shown } from "./numbers.js";

const MOST_ACTS = 200;

export class Changes {
  constructor(grid) {
    Object.assign(this, { grid, done: [], undone: [] });
  }

  // Write texts in cells, as one act. Read-only cells are left alone.
  write(pairs) {
    const { table } = this.grid;
    const steps = [];
    for (const [cell, text] of pairs) {
      if (table.isReadOnly(cell)) continue;
      const key = cell.dataset.cell;
      const value = this.meant(cell, text);
      const before = table.value(key);
      if (value !== before || table.errors.has(key)) steps.push({ cell: key, before, after: value });
    }
    this.act(steps);
  }

  // What a text means in a cell: the code of a choice, a figure as it is shown.
  meant(cell, text) {
    if (cell.dataset.kind !== "choice") return shown(cell.dataset.kind, text.trim());
    const options = this.grid.table.choices(cell);
    const named = plain(text);
    const found = options.find((one) => one.value === text)
      || options.find((one) => plain(one.textContent) === named)
      || (named && options.find((one) => plain(one.textContent).startsWith(named)));
    return found ? found.value : text.trim();
  }

  addRow(section, after) {
    const { table } = this.grid;
    if (!table.canGrow(section)) return null;
    const rows = table.rowsOf(section);
    const last = after ?? (rows.length ? rows[rows.length - 1].dataset.row : "");
    const key = newKey();
    this.act([{ add: key, section, after: last, cells: {} }]);
    table.activate(table.row(key).querySelector("[data-cell]"));
    return key;
  }

  removeRow(key) {
    const { table } = this.grid;
    const row = key && table.row(key);
    const section = row && table.sectionOf(row).dataset.section;
    if (!row || !table.canGrow(section)) return;
    const place = table.lines.findIndex((cells) => cells[0].closest("tr") === row);
    this.act([{ remove: key, section, after: table.before(key), cells: cellsOf(table, row) }]);
    table.activate(table.at(0, Math.min(place, table.lines.length - 1)));
    this.grid.saver.say("Ligne retirée : Ctrl+Z la remet.");
  }

  moveRow(key, by) {
    const { table } = this.grid;
    const row = key && table.row(key);
    const section = row && table.sectionOf(row).dataset.section;
    if (!row || !table.canGrow(section)) return;
    const keys = table.rowsOf(section).map((one) => one.dataset.row);
    const to = keys.indexOf(key) + by;
    if (to < 0 || to >= keys.length) return;
    const others = keys.filter((one) => one !== key);
    const column = table.places.get(table.active).x;
    this.act([{ move: key, section, before: table.before(key), after: to ? others[to - 1] : "" }]);
    table.activate(table.row(key).querySelectorAll("[data-cell]")[column]);
  }

  act(steps) {
    if (!steps.length) return;
    this.run(steps);
    this.done.push(steps);
    if (this.done.length > MOST_ACTS) this.done.shift();
    this.undone = [];
  }

  undo() { this.again(this.done, this.undone, (steps) => steps.map(contrary).reverse()); }
  redo() { this.again(this.undone, this.done, (steps) => steps); }

  again(from, to, turned) {
    const steps = from.pop();
    if (!steps) { this.grid.saver.say("Il n’y a rien à reprendre."); return; }
    to.push(steps);
    const live = turned(steps).filter((step) => this.isPossible(step));
    this.run(live);
    const { table } = this.grid;
    const seen = live.map((step) => step.cell ? table.find(step.cell)
      : table.row(step.add || step.move)?.querySelector("[data-cell]")).find(Boolean);
    if (seen) table.activate(seen);
  }

  // A colleague may have taken out the line that an act changed: then there is nothing to undo.
  isPossible(step) {
    const { table } = this.grid;
    if (step.cell) return Boolean(table.find(step.cell));
    return step.add ? !table.row(step.add) : Boolean(table.row(step.remove || step.move));
  }

  run(steps) {
    const { table, saver } = this.grid;
    for (const step of steps) {
      if (step.cell) {
        table.set(step.cell, step.after);
        table.fault(step.cell, "");
        saver.put({ cell: step.cell, value: step.after });
      } else if (step.add) {
        const row = table.place(step.add, step.section, step.after, true);
        for (const cell of row.querySelectorAll("[data-cell]")) saver.base.set(cell.dataset.cell, table.value(cell.dataset.cell));
        saver.put({ add: step.add, section: step.section, after: step.after });
        this.run(Object.entries(step.cells).map(([cell, after]) => ({ cell, after })));
      } else if (step.remove) {
        step.cells = cellsOf(table, table.row(step.remove));
        const was = Object.fromEntries(Object.keys(step.cells).map((cell) => [cell, saver.base.get(cell) ?? ""]));
        table.take(step.remove);
        saver.put({ remove: step.remove, was });
      } else {
        table.place(step.move, step.section, step.after);
        saver.put({ move: step.move, after: step.after });
      }
    }
  }
}

function contrary(step) {
  if (step.cell) return { cell: step.cell, before: step.after, after: step.before };
  if (step.add) return { remove: step.add, section: step.section, after: step.after, cells: step.cells };
  if (step.remove) return { add: step.remove, section: step.section, after: step.after, cells: step.cells };
  return { move: step.move, section: step.section, before: step.after, after: step.before };
}

function cellsOf(table, row) {
  const editable = [...row.querySelectorAll("[data-cell]")].filter((cell) => !table.isReadOnly(cell));
  return Object.fromEntries(editable.map((cell) => [cell.dataset.cell, table.value(cell.dataset.cell)]));
}

// A key in the order of its making (UUID version 7), like those that the server makes.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let place = 5; place >= 0; place -= 1) { bytes[place] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
