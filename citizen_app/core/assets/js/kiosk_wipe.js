// Nobody touches the screen for a minute: what was typed goes, here and on the server.
const WARN_BEFORE = 15;
const SIGN_EVERY = 15000;
const TOUCHES = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

export function startWiping(root) {
  const data = root.body.dataset;
  const ask = root.querySelector("[data-kiosk-ask]");
  if (!data.kiosk || !ask) return;
  const idle = Number(data.kiosk) * 1000;
  let touched = Date.now();
  let signed = Date.now();
  let over = false;

  function touch() {
    touched = Date.now();
    if (!ask.hidden) ask.hidden = true;
    if (Date.now() - signed > SIGN_EVERY) {
      signed = Date.now();
      fetch(data.kioskSign, { method: "POST", redirect: "manual" }).then((answer) => {
        if (answer.status === 205) wipe(); // the server has forgotten the visit already
      }, () => {});
    }
  }

  function wipe() {
    if (over) return;
    over = true;
    root.querySelectorAll("form").forEach((form) => form.reset());
    root.querySelector("main").hidden = true;
    fetch(data.kioskEnd, { method: "POST", redirect: "manual", keepalive: true })
      .catch(() => {})
      .finally(() => location.replace(data.kioskLeft));
  }

  TOUCHES.forEach((kind) => root.addEventListener(kind, touch, { passive: true, capture: true }));
  root.querySelector("[data-kiosk-stay]").addEventListener("click", () => {
    signed = 0;
    touch();
  });
  // "Back" must not bring a page out of the browser's memory.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  // A page that shows the first screen has nothing to wipe.
  if (!root.querySelector(".kiosk-head__buttons")) return;
  setInterval(() => {
    const rest = idle - (Date.now() - touched);
    if (rest <= 0) wipe();
    else if (rest <= WARN_BEFORE * 1000 && ask.hidden) {
      ask.hidden = false;
      ask.querySelector("button").focus();
    }
  }, 500);
}
