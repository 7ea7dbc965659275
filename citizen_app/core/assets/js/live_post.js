// Sends the small forms of a board without leaving it: form[data-live-post="name"]. What was pressed is remembered on
// this device, for the board is the same for everybody. A press is sent with this device's own random mark, so that it
// counts once even when the answer to it was lost and it is sent again.
import { recall, remember } from "./store.js";

const MARK = "live:mark";
const DONE = "live:done:";
const TRIES = 3;

export class Posting {
  constructor(root, session, tell, renew) {
    this.key = DONE + session;
    this.tell = tell;
    this.renew = renew;
    this.done = new Set(recall(this.key) || []);
    root.addEventListener("submit", (event) => this.catch(event));
  }

  catch(event) {
    const form = event.target.closest("form[data-live-post]");
    if (!form) return;
    event.preventDefault();
    const data = new FormData(form);
    data.append("thiet-bi", deviceMark());
    this.send(form, data);
  }

  async send(form, data) {
    const button = form.querySelector("button");
    button.disabled = true;
    const sent = await insist(form.action, new URLSearchParams(data));
    button.disabled = false;
    if (!sent) {
      this.tell("failed");
      return;
    }
    this.tell(form.dataset.liveDone);
    if (form.hasAttribute("data-live-once")) {
      this.done.add(form.dataset.livePost);
      remember(this.key, Array.from(this.done).slice(-400));
    }
    this.mark(document);
    this.renew();
  }

  // Buttons that were pressed already say so instead of asking once more.
  mark(root) {
    root.querySelectorAll("form[data-live-once]").forEach((form) => {
      if (!this.done.has(form.dataset.livePost)) return;
      const words = document.createElement("p");
      words.className = "live-done";
      words.textContent = form.dataset.liveDone;
      form.replaceWith(words);
    });
  }
}

// An answer that leads on counts as done; one without an answer is asked for again.
async function insist(address, body) {
  for (let turn = 0; turn < TRIES; turn += 1) {
    try {
      const answer = await fetch(address, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect") return true;
      if (answer.status < 500) return answer.ok;
    } catch (error) {
      // no connection: once more
    }
    await new Promise((go) => setTimeout(go, 800 * (turn + 1)));
  }
  return false;
}

function deviceMark() {
  let mark = recall(MARK);
  if (!mark) {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    mark = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
    remember(MARK, mark);
  }
  return mark;
}
