// What waits on this phone: look at it, mend it, delete it, show its slip.
import { bytesIn, moment } from "./page.js";
import { qrPicture } from "./qr.js";

export function showQueue(app) {
  app.page.show("queue");
  app.page.one("send").addEventListener("click", () => app.sender.wake());
  return fillQueue(app);
}

export async function fillQueue(app) {
  const { page } = app;
  const { say } = page;
  const items = await app.queue.list();
  const marks = await app.doors.marks();
  if (page.root.dataset.view !== "queue") return;
  page.one("none").hidden = items.length + marks.length > 0;
  page.one("send").hidden = ![...items, ...marks].some((item) => item.state !== "stuck");
  fillMarks(app, marks);
  page.one("items").replaceChildren(...items.map((item) => itemRow(app, item)));
  page.one("sent-box").hidden = !app.sentNow.length;
  const lines = app.sentNow.map((one) => {
    const line = page.clone("sent");
    line.textContent = one.code ? say("SentAs", { slip: one.slip, code: one.code }) : say("SentSurvey", { slip: one.slip });
    return line;
  });
  page.one("sent").replaceChildren(...lines);
}

// Marks of a door: how many wait, and one by one those that did not count.
function fillMarks(app, marks) {
  const { page } = app;
  const stuck = marks.filter((one) => one.state === "stuck");
  const waiting = marks.length - stuck.length;
  page.one("marks-waiting").textContent = waiting ? page.say("MarksWaiting", { n: waiting }) : "";
  page.one("marks").replaceChildren(...stuck.map((one) => stuckMark(app, one)));
}

function stuckMark(app, one) {
  const { page } = app;
  const { mark } = one;
  const row = page.clone("stuck-mark");
  const what = mark.kind === "walk_in" ? `${page.say("WalkIn")}, ${page.say("People", { n: mark.people })}` : mark.code;
  row.querySelector("strong").textContent = `${page.say("Mark")}: ${what || one.code}`;
  row.querySelector(".muted").textContent = `${one.code} · ${moment(mark.at)}`;
  row.querySelector("p").textContent = one.words;
  const act = async (done) => {
    await done();
    app.changed();
    app.sender.wake();
  };
  row.querySelector("[data-again]").addEventListener("click", () => act(() => app.doors.change(one, "waiting", "")));
  row.querySelector("[data-remove]").addEventListener("click", () => act(() => app.doors.remove(one)));
  return row;
}

function itemRow(app, item) {
  const { page } = app;
  const { say } = page;
  const row = page.clone("item");
  const part = (name) => row.querySelector(`[data-p="${name}"]`);
  row.dataset.state = item.state;
  part("title").textContent = `${page.sayOf("Kind", item.kind)} · ${item.slip}`;
  const photos = item.photos.filter((photo) => photo.role === "photo").length;
  const about = [item.said.name || "", moment(item.at), photos ? say("Photos", { n: photos }) : "", item.bytes ? bytesIn(say, item.bytes) : ""];
  part("about").textContent = about.filter(Boolean).join(" · ");
  part("text").textContent = item.said.text || "";
  const words = item.state === "stuck" ? `${item.words} ${page.sayOf("Mend", item.conflict)}`.trim() : say(item.state === "asked" ? "Asked" : "Waits");
  part("state").textContent = words;
  part("state").classList.toggle("pocket-stuck", item.state === "stuck");
  part("slip").hidden = item.kind === "survey";
  part("slip").addEventListener("click", () => app.go(`#/phieu/${item.n}`));
  part("edit").addEventListener("click", () => app.go(`#/sua/${item.n}`));
  part("delete").addEventListener("click", () => confirmDelete(app, item));
  part("edit").hidden = part("delete").hidden = item.state === "asked";
  part("despite").hidden = !(item.state === "stuck" && item.conflict === "duplicate");
  part("despite").addEventListener("click", async () => {
    await app.queue.mark(item, "waiting", { despite: ["duplicate"], words: "" });
    await fillQueue(app);
    app.sender.wake();
  });
  row.querySelectorAll("button .govuk-visually-hidden").forEach((label) => (label.textContent = ` ${item.slip}`));
  return row;
}

async function confirmDelete(app, { n }) {
  const { page } = app;
  page.show("delete");
  const item = await app.queue.get(n);
  if (!item || item.state === "asked") return app.go("#/hang-cho");
  page.one("what").textContent = page.say("DeleteWhat", { slip: item.slip, name: item.said.name || page.sayOf("Kind", item.kind) });
  page.one("back").addEventListener("click", () => showQueue(app));
  page.one("delete").addEventListener("click", async () => {
    const now = await app.queue.get(n);
    if (now && now.state !== "asked") await app.queue.remove(now);
    app.changed();
    showQueue(app);
  });
  return null;
}

export async function showSlip(app, n) {
  const { page } = app;
  const item = await app.queue.get(n);
  if (!item) return app.go("#/hang-cho");
  page.show("slip");
  page.one("kind").textContent = page.sayOf("Kind", item.kind);
  page.one("ward").textContent = app.bundle ? app.bundle.ward.office : "";
  page.one("number").textContent = item.slip;
  page.one("pin").textContent = item.pin;
  page.one("at").textContent = moment(item.at);
  const address = `${location.origin}${page.root.dataset.track}?ma=${item.slip}`;
  page.one("address").textContent = `${location.host}${page.root.dataset.track}`;
  page.one("qr").replaceChildren(qrPicture(address, page.say("Qr", { slip: item.slip })));
  page.one("print").addEventListener("click", () => window.print());
  return null;
}
