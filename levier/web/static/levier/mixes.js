// The what-if of a sitting: a slider and its amount move together; the server says the totals.
const field = (slider) => document.getElementById(slider.dataset.slides);
const french = (value) => value.replace(".", ",");
const plain = (text) => Number(text.replace(/[\s\u00a0\u202f€]/g, "").replace(",", "."));

document.addEventListener("input", (event) => {
  const slider = event.target.closest("input[data-slides]");
  if (slider) {
    // The last stop is what is asked, cents included.
    const atEnd = Number(slider.value) + Number(slider.step) > Number(slider.max);
    field(slider).value = atEnd ? french(slider.dataset.whole) : slider.value;
    return;
  }
  const typed = event.target.id && document.querySelector(`input[data-slides="${event.target.id}"]`);
  if (typed) typed.value = plain(event.target.value) || 0;
});
