// The table on the page: where each cell is, what it shows, which one is active, which are chosen.
import { shown } from "./numbers.js";

export class Table {
  constructor(root) {
    this.root = root;
    this.element = root.querySelector("[role=grid]");
    this.values = new Map();
    this.errors = new Map();
    for (const cell of this.cells()) this.values.set(cell.dataset.cell, valueOf(cell));
    this.measure();
    const first = this.at(0, 0);
    if (first) this.makeTabbable(first);
  }

  cells() { return [...this.element.querySelectorAll("[data-cell]")]; }

  // The cells by row and column: read again when a line comes, goes or moves.
  measure() {
    this.lines = [...this.element.querySelectorAll("tr")]
      .map((row) => [...row.querySelectorAll("[data-cell]")]).filter((cells) => cells.length);
    this.places = new Map();
    this.lines.forEach((cells, y) => cells.forEach((cell) => this.places.set(cell, { x: cell.cellIndex, y })));
    this.byKey = new Map(this.cells().map((cell) => [cell.dataset.cell, cell]));
    if (this.active && !this.places.has(this.active)) this.active = this.anchor = null;
  }

  // The cell of a line in a column, or the nearest to it: a line of sums has fewer cells.
  at(x, y) {
    const line = this.lines[y];
    if (!line) return undefined;
    if (x === Infinity) return line[line.length - 1];
    return line.reduce((best, cell) => Math.abs(cell.cellIndex - x) < Math.abs(best.cellIndex - x) ? cell : best);
  }

  exact(x, y) { return this.lines[y]?.find((cell) => cell.cellIndex === x); }

  find(key) { return this.byKey.get(key); }
  value(key) { return this.values.get(key) ?? ""; }

  set(key, value) {
    this.values.set(key, value);
    const cell = this.find(key);
    if (cell) this.draw(cell, value);
    const copies = document.querySelectorAll(`[data-bind="${CSS.escape(key)}"]`);
    for (const copy of copies) copy.textContent = value;
  }

  draw(cell, value) {
    if (cell.dataset.kind === "choice") {
      cell.dataset.value = value;
      cell.textContent = this.labelOf(cell, value);
    } else if (!cell.querySelector("input,select")) cell.textContent = shown(cell.dataset.kind, value);
    cell.classList.toggle("negatif", value.startsWith("−"));
  }

  choices(cell) {
    const section = this.sectionOf(cell)?.dataset.section;
    const column = cell.dataset.cell.split(":").pop();
    const template = this.root.querySelector(`template[data-choices="${section}:${column}"]`)
      || this.root.querySelector(`template[data-choices="${column}"]`);
    return template ? [...template.content.querySelectorAll("option")] : [];
  }

  labelOf(cell, value) {
    const option = this.choices(cell).find((one) => one.value === value);
    return option ? option.textContent : value;
  }

  isReadOnly(cell) {
    return cell.getAttribute("aria-readonly") === "true"
      || this.element.getAttribute("aria-readonly") === "true";
  }

  // Rows
  rowOf(cell) { return cell?.closest("tr[data-row]"); }
  sectionOf(cell) { return cell?.closest("[data-section]"); }
  section(name) { return this.element.querySelector(`[data-section="${CSS.escape(name)}"]`); }
  row(key) { return this.element.querySelector(`tr[data-row="${CSS.escape(key)}"]`); }
  rowsOf(name) { return [...this.section(name).querySelectorAll("tr[data-row]")]; }
  activeRow() { return this.rowOf(this.active)?.dataset.row; }
  canGrow(name) { return Boolean(this.root.querySelector(`template[data-row-of="${name}"]`)); }
  before(key) {
    let row = this.row(key)?.previousElementSibling;
    while (row && !row.dataset.row) row = row.previousElementSibling;
    return row ? row.dataset.row : "";
  }

  place(key, section, after, fresh = false) {
    const row = fresh ? this.newRow(key, section) : this.row(key);
    const former = after && this.row(after);
    if (former) former.after(row);
    else {
      const first = this.rowsOf(section).find((one) => one !== row);
      const end = this.section(section).querySelector("[data-end]");
      if (first) first.before(row);
      else if (end) end.before(row);
      else this.section(section).append(row);
    }
    this.measure();
    return row;
  }

  newRow(key, section) {
    const template = this.root.querySelector(`template[data-row-of="${section}"]`);
    const row = template.content.firstElementChild.cloneNode(true);
    row.dataset.row = key;
    for (const cell of row.querySelectorAll("[data-cell]")) {
      cell.dataset.cell = cell.dataset.cell.replace("__row__", key);
      this.values.set(cell.dataset.cell, valueOf(cell));
    }
    return row;
  }

  take(key) {
    const row = this.row(key);
    if (!row) return;
    for (const cell of row.querySelectorAll("[data-cell]")) {
      this.values.delete(cell.dataset.cell);
      this.errors.delete(cell.dataset.cell);
    }
    row.remove();
    this.measure();
  }

  // The active cell, and the block chosen between it and the anchor
  makeTabbable(cell) {
    this.active?.setAttribute("tabindex", "-1");
    cell.setAttribute("tabindex", "0");
    this.active = cell;
    if (!this.anchor) this.anchor = cell;
  }

  activate(cell, extend = false, focus = true) {
    if (!cell) return;
    this.makeTabbable(cell);
    if (!extend || !this.places.has(this.anchor)) this.anchor = cell;
    this.paint();
    if (focus) {
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  block() {
    const one = this.places.get(this.anchor), other = this.places.get(this.active);
    if (!one || !other) return [];
    const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
    const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)];
    return this.lines.slice(top, bottom + 1)
      .map((cells) => cells.filter((cell) => cell.cellIndex >= left && cell.cellIndex <= right))
      .filter((cells) => cells.length);
  }

  paint() {
    const chosen = new Set(this.block().flat());
    const many = chosen.size > 1;
    for (const cell of this.cells()) {
      if (many && chosen.has(cell)) cell.setAttribute("aria-selected", "true");
      else cell.removeAttribute("aria-selected");
    }
  }

  // A fault belongs to its cell: seen, and read out with it
  fault(key, sentence) {
    const cell = this.find(key);
    if (!cell) return;
    const id = `faute-${key.replace(/[^\w-]/g, "-")}`;
    document.getElementById(id)?.remove();
    if (!sentence) {
      this.errors.delete(key);
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
      cell.removeAttribute("title");
      return;
    }
    this.errors.set(key, sentence);
    cell.setAttribute("aria-invalid", "true");
    cell.setAttribute("title", sentence);
    const said = document.createElement("li");
    said.id = id;
    said.textContent = sentence;
    this.root.querySelector("[data-grid-faults]")?.append(said);
    cell.setAttribute("aria-describedby", id);
  }
}

function valueOf(cell) {
  return cell.dataset.value ?? cell.textContent.trim();
}
