// A board that renews itself: [data-live] asks for a number of a few bytes; when it has grown, the part of the page in
// [data-live-box] is fetched and put in its place. Without this there is a link that does the same.
import { Posting } from "./live_post.js";

const PAUSE = 5000;
const QUICK = 2000; // for the few who lead the session
const SOON = 1200;

export function startLive(root) {
  root.querySelectorAll("[data-live]").forEach((page) => new Live(page));
}

class Live {
  constructor(page) {
    this.page = page;
    this.box = page.querySelector("[data-live-box]");
    this.state = page.querySelector("[data-live-state]");
    this.told = page.querySelector("[data-live-told]");
    this.pause = page.hasAttribute("data-live-quick") ? QUICK : PAUSE;
    this.version = this.versionIn(this.box);
    this.posting = new Posting(page, page.dataset.live, (words) => this.tell(words), () => this.soon());
    this.posting.mark(this.box);
    this.say("fresh");
    this.wait(this.pause * (0.5 + Math.random())); // not everybody at the same moment
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.soon();
    });
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  wait(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), time);
  }

  soon() {
    this.wait(SOON);
  }

  async look() {
    if (document.hidden) return this.wait(this.pause);
    let next = this.pause;
    try {
      const number = Number(await textOf(this.page.dataset.liveNumber));
      if (number !== this.version && !this.isBusy()) {
        this.put(await textOf(this.page.dataset.livePart));
        if (this.version < number) next = SOON; // what was fetched had been kept for a moment
      }
      this.say("fresh");
    } catch (error) {
      this.say("lost");
    }
    return this.wait(next);
  }

  // Nothing is pulled away from under somebody who is choosing or going through it by keyboard.
  isBusy() {
    const at = document.activeElement;
    const inside = at && this.box.contains(at) && at.matches("input, textarea, select");
    return Boolean(inside && Date.now() - (this.busySince || (this.busySince = Date.now())) < 20000);
  }

  put(html) {
    this.busySince = 0;
    const focus = document.activeElement && this.box.contains(document.activeElement) ? placeOf(document.activeElement) : "";
    const open = Array.from(this.box.querySelectorAll("details[open][id]"), (one) => one.id);
    const chosen = Array.from(this.box.querySelectorAll("input[type=radio]:checked[id]"), (one) => one.id);
    this.box.innerHTML = html;
    this.version = this.versionIn(this.box);
    open.forEach((id) => {
      const one = document.getElementById(id);
      if (one) one.open = true;
    });
    chosen.forEach((id) => {
      const one = document.getElementById(id);
      if (one) one.checked = true;
    });
    this.posting.mark(this.box);
    const again = focus && this.box.querySelector(focus);
    if (again) again.focus({ preventScroll: true });
    this.tick();
  }

  versionIn(box) {
    const mark = box.querySelector("[data-live-version]");
    return mark ? Number(mark.dataset.liveVersion) : 0;
  }

  say(name) {
    const words = this.state.dataset[name === "lost" ? "liveLost" : "liveFresh"];
    if (this.state.textContent !== words) this.state.textContent = words;
    this.state.hidden = false;
  }

  tell(words) {
    this.told.textContent = words === "failed" ? this.told.dataset.liveFailed : words;
  }

  tick() {
    this.page.querySelectorAll("[data-live-until]").forEach((timer) => {
      const left = Math.round((new Date(timer.dataset.liveUntil) - Date.now()) / 1000);
      timer.classList.toggle("live-timer--over", left < 0);
      timer.textContent = left < 0 ? timer.dataset.liveOver : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    });
  }
}

function placeOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const form = element.closest("form");
  if (form) return `form[action="${CSS.escape(form.getAttribute("action"))}"] button`;
  return element.matches("a[href]") ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : "";
}

async function textOf(address) {
  const answer = await fetch(address, { credentials: "same-origin", redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}
