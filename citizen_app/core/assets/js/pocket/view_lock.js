// Choosing a PIN, unlocking, forgetting everything.
import { isPin, makeVault, openVault, TooSoon, WrongPin } from "./vault.js";
import { moment } from "./page.js";

export function showStart(page, base, onOpen) {
  page.show("start");
  const form = page.one("form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [first, second] = ["pin", "again"].map((name) => form.elements[name].value.trim());
    if (!isPin(first)) return page.tell(page.say("PinWeak"));
    if (first !== second) return page.tell(page.say("PinDiffers"));
    busy(form, true);
    const vault = await makeVault(base, first);
    return onOpen(vault, true);
  });
}

export function showLock(page, base, { waiting, onOpen, onForgotten }) {
  page.show("lock");
  const form = page.one("form");
  page.one("waiting").textContent = waiting ? page.say("LockWaiting", { n: waiting }) : "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    busy(form, true);
    try {
      return await onOpen(await openVault(base, form.elements.pin.value.trim()), false);
    } catch (error) {
      if (error instanceof TooSoon) page.tell(page.say("PinWait", { time: moment(error.until) }));
      else if (error instanceof WrongPin) page.tell(page.say("PinWrong"));
      else throw error;
      form.elements.pin.value = "";
      form.elements.pin.focus();
    } finally {
      busy(form, false);
    }
    return null;
  });
  page.one("forgotten").addEventListener("click", () => showForgotten(page, base, { waiting, onOpen, onForgotten }));
}

function showForgotten(page, base, more) {
  page.show("forgotten");
  page.one("waiting").textContent = more.waiting ? page.say("ForgottenWaiting", { n: more.waiting }) : page.say("ForgottenNone");
  page.one("wipe").addEventListener("click", more.onForgotten);
  page.one("back").addEventListener("click", () => showLock(page, base, more));
}

function busy(form, isBusy) {
  form.querySelectorAll("button, input").forEach((part) => (part.disabled = isBusy));
}
