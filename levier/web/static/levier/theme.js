// Light or dark: the choice stored by the reader, else what the system prefers. Runs before paint.
(function () {
  const KEY = "levier.theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const current = () => stored() || (system.matches ? "dark" : "light");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", current());
  apply();
  system.addEventListener("change", apply);
  const label = () => {
    for (const span of document.querySelectorAll("[data-theme-label]")) {
      span.textContent = current() === "dark" ? "Thème clair" : "Thème sombre";
    }
  };
  document.addEventListener("DOMContentLoaded", label);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    try { localStorage.setItem(KEY, current() === "dark" ? "light" : "dark"); } catch { return; }
    apply();
    label();
  });
})();
