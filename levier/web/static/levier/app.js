// What every page shares: shortcuts, menus that close, CSRF for htmx, links in table rows.
import { startSearch } from "./search.js";
import { startShortcuts } from "./shortcuts.js";
import { startMenus } from "./menus.js";
import { startForms } from "./forms.js";
import { startLists } from "./lists.js";

startShortcuts();
startMenus();
startSearch();
startForms();
startLists();

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
});
