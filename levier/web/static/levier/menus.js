// <details data-menu> closes on Escape and on a click outside; [data-drawer] opens a drawer.
export function startMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const handle = event.target.closest("[data-drawer]");
    const drawer = document.querySelector(".lv-app");
    if (handle) {
      const open = drawer.toggleAttribute("data-menu-open");
      handle.setAttribute("aria-expanded", String(open));
    } else if (drawer && drawer.hasAttribute("data-menu-open") && !event.target.closest(".lv-menu")) {
      close(drawer);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    const drawer = document.querySelector(".lv-app[data-menu-open]");
    if (drawer) close(drawer);
  });
}

function close(drawer) {
  drawer.removeAttribute("data-menu-open");
  document.querySelector("[data-drawer]").setAttribute("aria-expanded", "false");
}
