// The start page of the app: whether the phone is ready, what can be done, what waits.
import { bytesIn, moment } from "./page.js";
import { standing } from "./times.js";

export function showHome(app) {
  const { page } = app;
  page.show("home");
  fill(app);
  page.one("fetch").addEventListener("click", () => app.fetchAnew());
  page.one("install").addEventListener("click", () => app.installing.ask());
  page.one("lock").addEventListener("click", () => app.lock());
}

export async function fill(app) {
  const { page, bundle } = app;
  const { say } = page;
  const times = await app.keeper.times();
  const now = standing(times);
  const items = await app.queue.list();
  const marks = await app.doors.marks();
  if (page.root.dataset.view !== "home") return;
  const stuck = [...items, ...marks].filter((item) => item.state === "stuck").length;
  page.one("helper").textContent = bundle ? say("Helper", { name: bundle.helper, ward: bundle.ward.name }) : "";
  page.one("team").textContent = bundle && bundle.message ? bundle.message : "";
  page.one("queue").textContent = say("QueueLink", { n: items.length + marks.length });
  page.one("stuck").textContent = stuck ? say("StuckLink", { n: stuck }) : "";
  const isReady = Boolean(bundle) && app.hasShell && !now.isOver;
  page.one("ready").textContent = isReady ? say("Ready") : say(bundle ? "ReadyOpen" : "ReadyNot");
  page.one("ready").classList.toggle("pocket-ready--not", !isReady);
  const rows = bundle
    ? [
        [say("RowForms"), String(bundle.neighbourhoods.length)],
        [say("RowAnswers"), String(bundle.answers.length)],
        [say("RowSessions"), String(bundle.sessions.length)],
        [say("RowSurvey"), say(bundle.survey ? "Yes" : "None")],
        [say("RowSize"), bytesIn(say, bundle.size)],
        [say("RowAt"), moment(times.prepared)],
        [say("RowUntil"), moment(now.until)],
      ]
    : [];
  page.one("facts").replaceChildren(...rows.map((row) => factRow(page, row)));
  const duties = (bundle && bundle.duties) || [];
  page.one("duties").replaceChildren(...duties.map((duty) => dutyRow(page, duty)));
  page.one("place").hidden = !bundle;
  page.one("survey").hidden = !(bundle && bundle.survey);
  page.one("question").hidden = !(bundle && bundle.sessions.some((one) => one.takes_questions));
  page.one("registration").hidden = !(bundle && bundle.sessions.some((one) => one.takes_registrations));
  const { installing } = app;
  page.one("install-box").hidden = installing.isInstalled();
  page.one("install").hidden = !installing.canAsk();
  page.one("install-how").hidden = installing.canAsk();
  const warning = now.isClockWrong ? say("ClockWrong") : now.isOld ? say("Old", { n: now.daysLeft }) : "";
  page.one("warning").textContent = warning;
  page.one("warning").hidden = !warning;
}

function dutyRow(page, duty) {
  const row = page.clone("link");
  row.querySelector("a").href = `#/diem-danh/${duty.code}`;
  row.querySelector("strong").textContent = page.say("DoorLink");
  row.querySelector(".muted").textContent = `${duty.title}, ${duty.at}`;
  return row;
}

function factRow(page, [name, value]) {
  const row = page.clone("fact");
  row.querySelector("dt").textContent = name;
  row.querySelector("dd").textContent = value;
  return row;
}
