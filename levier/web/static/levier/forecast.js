// The forecast of a dossier: formulas shown on hover and focus as on a tap, parts drawn again after a save.
const shownBy = (target) => target.closest?.(".lv-formule");
const bubbleOf = (button) => document.getElementById(button.getAttribute("popovertarget"));

function show(button) {
  const bubble = bubbleOf(button);
  if (!bubble?.showPopover || bubble.matches(":popover-open")) return;
  bubble.showPopover();
  put(bubble, button);
}

function put(bubble, button) {
  const place = button.getBoundingClientRect();
  const width = bubble.offsetWidth, height = bubble.offsetHeight;
  const above = place.top - height - 6;
  bubble.style.left = `${Math.max(8, Math.min(place.left, window.innerWidth - width - 8))}px`;
  bubble.style.top = `${above > 8 ? above : place.bottom + 6}px`;
}

function hide(button) {
  const bubble = bubbleOf(button);
  if (bubble?.hidePopover && bubble.matches(":popover-open")) bubble.hidePopover();
}

for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  document.addEventListener(enter, (event) => { const on = shownBy(event.target); if (on) show(on); });
  document.addEventListener(leave, (event) => { const on = shownBy(event.target); if (on) hide(on); });
}
// A tap shows too: without this module, the button opens its bubble by itself.
document.addEventListener("click", (event) => {
  const on = shownBy(event.target);
  if (on) { event.preventDefault(); show(on); }
});
window.addEventListener("scroll", () => {
  for (const bubble of document.querySelectorAll(".lv-formule-bulle:popover-open")) {
    const button = document.querySelector(`[popovertarget="${CSS.escape(bubble.id)}"]`);
    if (button) put(bubble, button);
  }
}, { passive: true, capture: true });

document.addEventListener("grid:saved", (event) => {
  for (const [name, html] of Object.entries(event.detail?.parts ?? {})) {
    const place = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (place && place.innerHTML !== html) place.innerHTML = html;
  }
});
