// A reader of pages: arrows go from page to page, the bar and the contents say where one is.
const reader = document.querySelector("[data-reader]");

if (reader) {
  const room = reader.querySelector(".lv-liseuse-pages");
  const pages = [...reader.querySelectorAll("[data-reader-page]")];
  const here = reader.querySelector("[data-reader-here]");
  const contents = [...document.querySelectorAll("[data-reader-goes]")];
  let current = 1;

  const isRoom = () => room.scrollHeight > room.clientHeight + 1;
  const show = (number) => {
    current = Math.min(Math.max(number, 1), pages.length);
    here.textContent = `page ${current} sur ${pages.length}`;
    const passed = contents.filter((link) => Number(link.dataset.readerGoes) <= current);
    for (const link of contents) link.removeAttribute("aria-current");
    passed.at(-1)?.setAttribute("aria-current", "true");
  };
  const go = (number) => {
    show(number);
    const page = pages[current - 1];
    if (isRoom()) room.scrollTop = page.offsetTop - room.offsetTop - 8;
    else page.scrollIntoView({ block: "start" });
  };
  // The page that covers the upper third of the room is the one being read.
  const read = () => {
    const top = isRoom() ? room.getBoundingClientRect().top : reader.firstElementChild.getBoundingClientRect().bottom;
    const line = top + (isRoom() ? room.clientHeight : window.innerHeight) / 3;
    const seen = pages.findLastIndex((page) => page.getBoundingClientRect().top <= line);
    if (seen >= 0 && seen + 1 !== current) show(seen + 1);
  };

  for (const button of reader.querySelectorAll("[data-reader-step]"))
    button.addEventListener("click", () => go(current + Number(button.dataset.readerStep)));
  for (const link of contents)
    link.addEventListener("click", (event) => { event.preventDefault(); go(Number(link.dataset.readerGoes)); });
  reader.querySelector("[data-reader-wide]").addEventListener("click", (event) => {
    const wide = reader.toggleAttribute("data-wide");
    event.currentTarget.setAttribute("aria-pressed", String(wide));
    go(current);
  });
  room.addEventListener("scroll", read, { passive: true });
  window.addEventListener("scroll", read, { passive: true });
  if (location.hash.startsWith("#page-")) go(Number(location.hash.slice(6)) || 1);
  else show(1);
}
