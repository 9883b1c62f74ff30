// Lists: a row opens where one clicks; the filter panel stays open and keeps its focus while the
// list below it is replaced; addresses carry no empty parameter.
let kept = null;

export function startLists() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input, label, summary")) return;
    const row = event.target.closest("tr[data-href]");
    if (!row || window.getSelection().toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href);
    else window.location.assign(row.dataset.href);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    const data = event.detail.formData;
    for (const [key, value] of [...data.entries()]) if (value === "") data.delete(key);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "liste") return;
    const panel = event.detail.target.querySelector("details.lv-filtres");
    const focus = document.activeElement;
    kept = {
      open: panel?.open,
      name: panel?.contains(focus) ? focus.name : "",
      value: focus?.value,
      start: focus?.selectionStart,
    };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "liste" || !kept) return;
    const panel = event.detail.target.querySelector("details.lv-filtres");
    if (panel) panel.open = Boolean(kept.open);
    if (panel && kept.name) restore(panel);
    kept = null;
  });
}

function restore(panel) {
  const fields = [...panel.querySelectorAll(`[name="${CSS.escape(kept.name)}"]`)];
  const field = fields.find((one) => one.value === kept.value) || fields[0];
  if (!field) return;
  field.focus();
  if (field.type === "search") {
    field.value = kept.value;
    field.setSelectionRange(kept.start, kept.start);
  }
}
