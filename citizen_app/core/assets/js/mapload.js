// A map costs 50 kB: its bundle is fetched only when somebody opens it ([data-map-open]) or scrolls to it.
export function startMapLoading(root) {
  root.querySelectorAll("[data-map]").forEach((box) => {
    const open = box.querySelector("[data-map-open]");
    box.hidden = false;
    if (!open) whenSeen(box, () => want(root, box));
    else if (box.closest("form").elements.lat.value) want(root, box);
    else open.addEventListener("click", () => want(root, box));
  });
}

function whenSeen(box, act) {
  if (!("IntersectionObserver" in window)) {
    act();
    return;
  }
  const look = (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    act();
  };
  const watch = new IntersectionObserver(look, { rootMargin: "300px" });
  watch.observe(box);
}

function want(root, box) {
  box.dataset.mapWanted = "";
  if (root.querySelector("[data-map-bundle]")) {
    root.dispatchEvent(new Event("mapwanted"));
    return;
  }
  const style = root.createElement("link");
  style.rel = "stylesheet";
  style.href = box.dataset.mapStyle;
  style.dataset.mapBundle = "";
  style.addEventListener("load", () => {
    const script = root.createElement("script");
    script.type = "module";
    script.src = box.dataset.mapScript;
    root.head.append(script);
  });
  root.head.append(style);
}
