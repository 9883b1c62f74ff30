// A signature drawn with a mouse or a finger, kept in the form as a PNG with a clear ground.
const form = document.querySelector("[data-sign]");
const pad = form?.querySelector("[data-pad]");

function showWay() {
  const way = form.querySelector("input[name=method]:checked")?.value;
  for (const part of form.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== way;
}

function placeOf(event) {
  const box = pad.getBoundingClientRect();
  return [
    ((event.clientX - box.left) * pad.width) / box.width,
    ((event.clientY - box.top) * pad.height) / box.height,
  ];
}

if (form) {
  const pen = pad.getContext("2d");
  const field = form.querySelector("input[name=drawing]");
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#14233a";
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...placeOf(event));
  });
  pad.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...placeOf(event));
    pen.stroke();
    field.value = "drawn";
  });
  pad.addEventListener("pointerup", () => {
    if (field.value) field.value = pad.toDataURL("image/png");
  });
  form.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, pad.width, pad.height);
    field.value = "";
  });
  form.addEventListener("change", showWay);
  showWay();
}
