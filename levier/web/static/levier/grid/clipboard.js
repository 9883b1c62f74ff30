// A block to and from a spreadsheet: lines by line breaks, cells by tabulations, quoted when needed.
export function startClipboard(grid) {
  const { table, editor, changes, root } = grid;
  const isOurs = (event) => !editor.isOpen && table.active && event.target.closest?.("[data-cell]");

  root.addEventListener("copy", (event) => { if (isOurs(event)) take(event); });
  root.addEventListener("cut", (event) => {
    if (!isOurs(event)) return;
    take(event);
    changes.write(table.block().flat().filter((cell) => cell.dataset.kind !== "choice").map((cell) => [cell, ""]));
  });
  root.addEventListener("paste", (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    const rows = read(event.clipboardData.getData("text/plain"));
    if (rows.length) lay(rows);
  });

  function take(event) {
    const lines = table.block().map((cells) => cells.map((cell) => quoted(textOf(cell))).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
    grid.saver.say(lines.length > 1 ? `${lines.length} lignes copiées.` : "Copié.");
  }

  // Spreadsheets read figures without thin spaces.
  function textOf(cell) {
    const text = cell.dataset.kind === "choice" ? cell.textContent : table.value(cell.dataset.cell);
    return text.replace(/\u202f/g, "\u00a0").replace(/^\u2212/, "-").replace(/(\d)\u00a0(?=\d)/g, "$1");
  }

  function lay(rows) {
    const block = table.block();
    const one = rows.length === 1 && rows[0].length === 1;
    if (one) { changes.write(block.flat().map((cell) => [cell, rows[0][0]])); return; }
    const { x, y } = table.places.get(block[0][0]);
    grow(rows.length, y);
    const pairs = [];
    rows.forEach((texts, down) => texts.forEach((text, right) => {
      const cell = table.exact(x + right, y + down);
      if (cell) pairs.push([cell, text]);
    }));
    changes.write(pairs);
    table.anchor = table.at(x, y);
    table.activate(table.at(x + Math.max(...rows.map((row) => row.length)) - 1, Math.min(y + rows.length, table.lines.length) - 1), true);
    grid.saver.say(`${rows.length} ligne${rows.length > 1 ? "s" : ""} collée${rows.length > 1 ? "s" : ""}.`);
  }

  // A block longer than what is left of its section brings the lines it needs.
  function grow(count, y) {
    const row = table.rowOf(table.lines[y][0]);
    const section = row && table.sectionOf(row).dataset.section;
    if (!section) return;
    const rows = table.rowsOf(section);
    const missing = count - (rows.length - rows.indexOf(row));
    for (let more = 0; more < missing; more += 1) changes.addRow(section);
  }
}

function quoted(text) {
  return /["\t\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

// Return the rows of a text copied from a spreadsheet, its quoted cells read whole.
export function read(text) {
  const rows = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/gy;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  while (cells.lastIndex <= source.length) {
    const found = cells.exec(source);
    if (!found) break;
    const [, inside, bare, end] = found;
    rows[rows.length - 1].push((inside === undefined ? bare : inside.replace(/""/g, '"')).replace(/\n/g, " "));
    if (end === "") break;
    if (end === "\n") rows.push([]);
  }
  return source ? rows : [];
}
