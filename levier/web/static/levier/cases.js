// Pages of dossiers: rows ticked together, files dropped on their piece, folds opened by their link.
const rows = () => [...document.querySelectorAll("input[data-lot]")];

function showLot() {
  const bar = document.getElementById("lot");
  if (!bar) return;
  const count = rows().filter((box) => box.checked).length;
  bar.hidden = count === 0;
  bar.querySelector("[data-lot-count]").textContent =
    count > 1 ? `${count} dossiers cochés` : `${count} dossier coché`;
  for (const box of rows()) {
    const row = box.closest("tr");
    if (box.checked) row.setAttribute("aria-selected", "true");
    else row.removeAttribute("aria-selected");
  }
}

function tickAll(value) {
  for (const box of rows()) box.checked = value;
  showLot();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[data-lot]")) showLot();
  if (event.target.matches("[data-drop] input[type=file]")) showName(event.target);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-lot-all]")) tickAll(true);
  if (event.target.closest("[data-lot-none]")) tickAll(false);
  if (event.target.closest("[data-print]")) window.print();
});
document.addEventListener("htmx:afterSettle", (event) => { showLot(); openFold(); showFault(event.target); });
window.addEventListener("pageshow", () => { showLot(); openFold(); });
window.addEventListener("hashchange", openFold);

function showName(input) {
  const label = input.closest("[data-drop]").querySelector("[data-drop-name]");
  const count = input.files.length;
  if (label && count) label.textContent = count > 1 ? `${count} fichiers` : input.files[0].name;
}

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.toggleAttribute("data-over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// The list one comes from: its filters, sort and page are found again from the dossier.
function rememberList() {
  const back = document.querySelector("[data-back]");
  try {
    if (back) back.href = sessionStorage.getItem("levier.list") || back.href;
    else if (document.getElementById("liste")) sessionStorage.setItem("levier.list", location.href);
  } catch { return; }
}
window.addEventListener("pageshow", rememberList);
document.addEventListener("htmx:pushedIntoHistory", rememberList);
document.addEventListener("htmx:afterSettle", rememberList);

function openFold() {
  const fold = document.querySelector(`details[data-open-at="${CSS.escape(location.hash.slice(1))}"]`);
  if (fold) fold.open = true;
}

// A form that comes back refused shows its first fault, and puts the cursor there.
function showFault(swapped) {
  if (!swapped.querySelector) return;
  const notice = swapped.querySelector(".lv-fautes");
  const field = swapped.querySelector("[aria-invalid=true]");
  if (notice) notice.scrollIntoView({ block: "center" });
  if (field) field.focus({ preventScroll: Boolean(notice) });
  if (!notice && !field) {
    const said = swapped.querySelector("#messages .lv-bandeau");
    if (said) said.scrollIntoView({ block: "nearest" });
  }
}

// A guarantee asked for starts from the bank’s loan of the plan: nobody types it a second time.
// Captured, so that what is computed while one types reads it too.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.name !== "instrument" || !form?.dataset.loan) return;
  const group = event.target.selectedOptions[0]?.closest("optgroup");
  if (group?.label !== form.dataset.loanGroup) return;
  for (const [name, value] of [["loan_amount", form.dataset.loan], ["bank_name", form.dataset.bank]]) {
    if (!form.elements[name].value) form.elements[name].value = value;
  }
}, true);
