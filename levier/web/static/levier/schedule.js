// The schedule to choose: a field is shown when the choice named by data-of is one of data-for.
const form = document.querySelector("[data-schedule]")?.closest("form");

function showWhatTheChoiceNeeds() {
  for (const part of form.querySelectorAll("[data-of]")) {
    part.hidden = !part.dataset.for.split(" ").includes(form.elements[part.dataset.of].value);
  }
}

if (form) {
  form.addEventListener("change", showWhatTheChoiceNeeds);
  showWhatTheChoiceNeeds();
}
