// On a phone the strip of queues slides: bring the current one into sight.
export function startNav(root) {
  const current = root.querySelector(".staff-nav__link[aria-current]");
  if (!current) return;
  const strip = current.closest(".staff-nav__list");
  strip.scrollLeft = current.offsetLeft - strip.offsetLeft - 48;
}
