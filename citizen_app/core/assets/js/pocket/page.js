// The page's frame: words (translated by the template that this page was made from), views, places to fill in.
export function makePage(root) {
  const place = root.querySelector("[data-p-view]");
  const state = root.querySelector("[data-p-state]");
  const notice = root.querySelector("[data-p-notice]");
  const title = document.title;
  let leave = null;

  // data-say-left-n="{n} left" -> say("LeftN", {n: 3})
  const say = (name, values = {}) =>
    Object.keys(values).reduce((text, key) => text.split(`{${key}}`).join(values[key]), root.dataset[`say${name}`] || name);

  // The words for one of several kinds: sayOf("Mend", "photo-missing") is data-say-mend-photo-missing; "" where there are none.
  const sayOf = (name, kind) => {
    const key = `say${name}${String(kind).replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase())}`;
    return root.dataset[key] || "";
  };

  // Shows a view; returns its parts by name. `onLeave` is called before another view takes its place.
  function show(name, onLeave = null) {
    if (leave) leave();
    leave = onLeave;
    const template = document.querySelector(`template[data-view="${name}"]`);
    place.replaceChildren(template.content.cloneNode(true));
    root.dataset.view = name;
    notice.hidden = true;
    const heading = place.querySelector("h1");
    heading.tabIndex = -1;
    document.title = `${heading.textContent.trim()} – ${title}`;
    heading.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    return one;
  }

  const one = (name) => place.querySelector(`[data-p="${name}"]`);

  function setState(text, isWaiting = false) {
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("door__state--waits", isWaiting);
    state.hidden = !text;
  }

  function tell(text) {
    notice.querySelector("p").textContent = text;
    notice.hidden = !text;
    if (text && notice.getBoundingClientRect().top < 0) notice.scrollIntoView();
  }

  function clone(name) {
    return document.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true);
  }

  return { root, place, say, sayOf, show, one, setState, tell, clone };
}

export function bytesIn(say, bytes) {
  if (bytes < 1e6) return say("Kb", { n: Math.max(1, Math.round(bytes / 1000)) });
  return say("Mb", { n: String(Math.round(bytes / 1e5) / 10).replace(".", ",") });
}

export function moment(ms) {
  const at = new Date(ms);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())} ${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
}
