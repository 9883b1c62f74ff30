// Files of pieces: several at once, each on its row with its own answer; the photos of one paper.
const AGAIN = "L’envoi n’a pas abouti\u00a0: vérifiez la connexion, puis renvoyez.";
const CHOOSE = "Choisissez la pièce à laquelle ce fichier répond.";
const rowsOf = (form) => [...form.querySelectorAll("[data-many-rows] li")];
const waiting = (form) => rowsOf(form).filter((row) => !("done" in row.dataset));

function showEnd(form) {
  const count = waiting(form).length;
  form.querySelector("[data-many-end]").hidden = rowsOf(form).length === 0;
  form.querySelector("[type=submit]:has([data-many-send])").hidden = count === 0;
  form.querySelector("[data-many-send]").textContent =
    count > 1 ? `Envoyer les ${count} fichiers` : "Envoyer le fichier";
}

function addRow(form, file) {
  const row = form.querySelector("[data-many-row]").content.firstElementChild.cloneNode(true);
  row.file = file;
  row.querySelector("[data-many-name]").textContent = file.name;
  row.querySelector("select").setAttribute("aria-label", `Pièce pour ${file.name}`);
  row.querySelector("[data-many-drop]").setAttribute("aria-label", `Retirer ${file.name}`);
  form.querySelector("[data-many-rows]").append(row);
  return row;
}

async function propose(form, rows) {
  const names = new URLSearchParams(rows.map((row) => ["nom", row.file.name]));
  try {
    const answer = await fetch(`${form.dataset.many}?${names}`);
    const { pieces } = await answer.json();
    rows.forEach((row, rank) => { row.querySelector("select").value = pieces[rank]; });
  } catch { return; } // nothing is proposed: one chooses
}

function say(row, said, isDone) {
  const place = row.querySelector("[data-many-said]");
  place.textContent = said;
  place.className = isDone ? "s pre" : "s brique";
  if (!isDone) return;
  row.dataset.done = "";
  row.querySelector("select").disabled = true;
  row.querySelector("[data-many-drop]").hidden = true;
}

async function send(form, piece, rows) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append("piece", piece);
  for (const row of rows) { body.append("file", row.file); say(row, "Envoi…", false); }
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const { said, done } = await answer.json();
    for (const row of rows) say(row, said, done);
  } catch {
    for (const row of rows) say(row, AGAIN, false);
  }
}

async function sendAll(form) {
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  const groups = Map.groupBy(waiting(form), (row) => row.querySelector("select").value);
  for (const [piece, rows] of groups) {
    if (piece) await send(form, piece, rows);
    else for (const row of rows) say(row, CHOOSE, false);
  }
  delete form.dataset.sending;
  showEnd(form);
  window.htmx?.ajax("GET", location.pathname, { target: "#pieces-liste", select: "#pieces-liste", swap: "outerHTML" });
}

function addPhoto(input) {
  const form = input.closest("[data-photos]");
  form.photos ??= new DataTransfer();
  for (const file of input.files) form.photos.items.add(file);
  input.files = form.photos.files;
  const count = input.files.length;
  form.querySelector("[data-photos-name]").textContent = "Ajouter une page";
  const button = form.querySelector("[data-photos-send]");
  button.hidden = count === 0;
  button.textContent = count > 1 ? `Envoyer les ${count} photos` : "Envoyer la photo";
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (input.matches("[data-photos] input[type=file]") && input.files.length) addPhoto(input);
  const form = input.matches("input[type=file]") && input.closest("form[data-many]");
  if (!form) return;
  const rows = [...input.files].map((file) => addRow(form, file));
  input.value = "";
  await propose(form, rows);
  showEnd(form);
});
document.addEventListener("click", (event) => {
  const form = event.target.closest("form[data-many]");
  if (!form) return;
  if (event.target.closest("[data-many-drop]")) event.target.closest("li").remove();
  else if (event.target.closest("[data-many-clear]")) rowsOf(form).forEach((row) => row.remove());
  else return;
  showEnd(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-many]")) return;
  event.preventDefault();
  sendAll(event.target);
});
