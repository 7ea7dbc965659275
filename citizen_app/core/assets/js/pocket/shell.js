// Installing the app and keeping it up to date. A new version waits until nothing is being filled in or sent.
export function startShell({ worker, page }, { onReady, onNew }) {
  if (!navigator.serviceWorker) return { check() {}, take() {} };
  let registration = null;
  let isTaken = false;

  navigator.serviceWorker.addEventListener("controllerchange", () => isTaken && location.reload());
  navigator.serviceWorker
    .register(worker, { scope: page, updateViaCache: "none" })
    .then((made) => {
      registration = made;
      if (made.waiting && navigator.serviceWorker.controller) onNew();
      made.addEventListener("updatefound", () => watch(made.installing));
      if (made.active) onReady();
      else watch(made.installing || made.waiting);
    })
    .catch((error) => console.warn(String(error))); // no https, or no room: the open page goes on

  function watch(fresh) {
    if (!fresh) return;
    fresh.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller && registration.active) onNew();
      if (fresh.state === "activated") onReady();
    });
  }

  return {
    check: () => registration && registration.update().catch(() => {}),
    take() {
      if (!registration || !registration.waiting) return false;
      isTaken = true;
      registration.waiting.postMessage("take-over");
      return true;
    },
    askForSync: () => registration && registration.sync && registration.sync.register("so-tay-gui").catch(() => {}),
  };
}

export function startInstalling(onChange) {
  let offer = null;
  const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    onChange();
  });
  window.addEventListener("appinstalled", () => {
    offer = null;
    onChange();
  });
  return {
    isInstalled,
    canAsk: () => Boolean(offer),
    async ask() {
      if (!offer) return;
      offer.prompt();
      await offer.userChoice;
      offer = null;
      onChange();
    },
  };
}
