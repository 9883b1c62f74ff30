// A ballot: a vote that did not reach the house is said at its dossier, never silently lost.
const say = (form, words) => {
  const place = form.querySelector(".etat");
  place.textContent = "";
  const line = document.createElement("span");
  line.className = "lv-faute";
  line.textContent = words;
  place.append(line);
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("[data-ballot]");
  if (form) form.querySelector(".etat").textContent = "Enregistrement…";
});

document.addEventListener("htmx:responseError", (event) => {
  const form = event.target.closest?.("[data-ballot]");
  if (!form) return;
  const gone = event.detail.xhr.status === 404;
  say(form, gone ? "Non enregistré : ce dossier ne vous est plus ouvert. Rechargez la page."
    : "Non enregistré : rechargez la page, puis votez de nouveau.");
});

document.addEventListener("htmx:sendError", (event) => {
  const form = event.target.closest?.("[data-ballot]");
  if (form) say(form, "Non enregistré : pas de réseau. Votez de nouveau sur ce dossier.");
});
