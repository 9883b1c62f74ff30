// A part that polls and replaces itself ([data-keep]) keeps the focus and the caret; a page that
// holds [data-cut] says when the liaison is lost, and hides it when an answer comes back.
let kept = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  const inside = active?.id && event.detail.target.matches?.("[data-keep]") && event.detail.target.contains(active);
  kept = inside ? { id: active.id, start: active.selectionStart, end: active.selectionEnd } : null;
});

document.addEventListener("htmx:afterSwap", () => {
  const found = kept && document.getElementById(kept.id);
  if (found && found !== document.activeElement) {
    found.focus({ preventScroll: true });
    if (kept.start !== null && kept.start !== undefined) found.setSelectionRange(kept.start, kept.end);
  }
  kept = null;
});

const cut = document.querySelector("[data-cut]");
document.addEventListener("htmx:sendError", () => { if (cut) cut.hidden = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (cut && event.detail.successful) cut.hidden = true;
});
