// One cell being typed in: an input laid in the cell, a list for a choice.
import { isFigure } from "./numbers.js";

export class Editor {
  constructor(grid) {
    this.grid = grid;
    this.field = null;
    grid.root.addEventListener("focusout", (event) => {
      if (this.field && event.target === this.field) this.close(true, false);
    });
  }

  get isOpen() { return Boolean(this.field); }

  // Open a cell; `typed` replaces what it held, as in a spreadsheet.
  open(cell, typed = null) {
    const { table, saver } = this.grid;
    if (!cell || this.field) return;
    if (table.isReadOnly(cell)) { saver.say("Cette cellule est calculée."); return; }
    const value = table.value(cell.dataset.cell);
    this.cell = cell;
    this.field = cell.dataset.kind === "choice" ? list(table.choices(cell), value) : input(cell, typed ?? value);
    this.field.setAttribute("aria-label", nameOf(cell));
    if (cell.getAttribute("aria-describedby")) {
      this.field.setAttribute("aria-describedby", cell.getAttribute("aria-describedby"));
      this.field.setAttribute("aria-invalid", "true");
    }
    cell.classList.add("saisie");
    cell.replaceChildren(this.field);
    this.field.focus();
    if (this.field.tagName === "INPUT" && typed === null && this.field.type === "text") this.field.select();
    this.field.addEventListener("change", () => {
      if (this.field?.tagName === "SELECT" && this.byTouch) this.close(true);
    });
  }

  // Close the cell, keeping what was typed or not.
  close(keep, focus = true) {
    const { field, cell } = this;
    if (!field) return;
    const { table, changes } = this.grid;
    this.field = null;
    cell.classList.remove("saisie");
    const typed = field.type === "date" ? field.value.split("-").reverse().join("/") : field.value;
    field.remove();
    table.draw(cell, table.value(cell.dataset.cell));
    if (keep) changes.write([[cell, typed]]);
    if (focus) table.activate(cell);
  }
}

function input(cell, value) {
  const field = document.createElement("input");
  const kind = cell.dataset.kind;
  field.type = kind === "date" ? "date" : "text";
  field.autocomplete = "off";
  if (isFigure(kind)) field.inputMode = "decimal";
  field.value = kind === "date" ? value.split("/").reverse().join("-") : value;
  return field;
}

function list(options, value) {
  const field = document.createElement("select");
  field.append(...options.map((one) => one.cloneNode(true)));
  field.value = value;
  return field;
}

// A cell is named by its row, then its column, as a screen reader says them.
export function nameOf(cell) {
  const row = cell.closest("tr");
  const head = row.querySelector("th")?.textContent.trim() || cell.closest("[data-section]")?.dataset.title || "";
  const index = [...row.children].indexOf(cell);
  const column = cell.closest("table").querySelector("thead tr:last-child")?.children[index]?.textContent.trim() ?? "";
  return cell.dataset.name || cell.getAttribute("aria-label") || [head, column].filter(Boolean).join(", ") || "Cellule";
}
