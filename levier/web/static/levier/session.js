// The session: 1 to 4 choose the outcome, arrows change dossier, D decides, T votes all for,
// R withdraws, A notes an arrival or a departure, P projects; Escape leaves the field being typed.
const room = document.querySelector("[data-session]");
const form = room?.querySelector("[data-decision]");
const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");

function showWhatTheOutcomeNeeds() {
  const chosen = form.querySelector("[data-outcome]:checked")?.value;
  for (const part of form.querySelectorAll("[data-for]")) {
    part.hidden = !part.dataset.for.split(" ").includes(chosen || "agreed");
  }
}

function addRow(event) {
  const rows = event.currentTarget.previousElementSibling;
  const row = rows.lastElementChild.cloneNode(true);
  const rank = rows.children.length + 1;
  for (const field of row.children) {
    field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+/, rank));
    if (!field.name.endsWith("_owner")) field.value = "";
  }
  rows.append(row);
  row.firstElementChild.focus();
}

function open(name) {
  const panel = room.querySelector(name);
  if (!panel) return;
  panel.open = true;
  panel.querySelector("select").focus();
}

const keys = {
  ArrowUp: () => room.dataset.previous && location.assign(room.dataset.previous),
  ArrowDown: () => room.dataset.next && location.assign(room.dataset.next),
  d: () => (form?.querySelector("[data-outcome]:checked") || form?.querySelector("[data-outcome]"))?.focus(),
  r: () => open("[data-withdrawal]"),
  a: () => open("[data-movement]"),
  t: () => form?.querySelector("[data-all-for]")?.click(),
  p: () => room.querySelector("[data-project]").click(),
};

if (room) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const outcome = form?.querySelector(`[data-outcome="${CSS.escape(key)}"]`);
    const radio = event.target.matches("input[type=radio]");
    if (outcome) { outcome.click(); outcome.focus(); }
    else if (key in keys && !(radio && key.startsWith("Arrow"))) keys[key]();
    else if (key === "Enter" && radio) form.requestSubmit();
    else return;
    event.preventDefault();
  });
}
if (form) {
  form.addEventListener("change", showWhatTheOutcomeNeeds);
  for (const button of form.querySelectorAll("[data-add-row]")) button.addEventListener("click", addRow);
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-all-for]")) return;
    for (const vote of form.querySelectorAll(".votant input[value=for]")) vote.checked = true;
  });
  showWhatTheOutcomeNeeds();
}
