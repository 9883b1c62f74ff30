// Forms: a double click sends once; [data-confirm] names the effect before it happens;
// [data-check-all] ticks every box of its table.
export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const asked = form.dataset.confirm || event.submitter?.dataset.confirm;
    if (asked && !window.confirm(asked)) { event.preventDefault(); return; }
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-check-all]")) return;
    const boxes = event.target.closest("table").querySelectorAll("tbody input[type=checkbox]");
    for (const box of boxes) box.checked = event.target.checked;
  });
}
