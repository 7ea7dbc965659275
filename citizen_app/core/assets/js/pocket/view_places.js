// One of the helper's neighbourhoods: what everybody may read of it, carried along.
import { answerRow } from "./view_lookup.js";

export function showPlace(app, id) {
  const { page, bundle } = app;
  const places = bundle ? bundle.neighbourhoods : [];
  const place = places.find((one) => one.id === id) || (places.length === 1 && places[0]);
  if (!place) return showList(app, places);
  const { ward } = bundle;
  page.show("place");
  page.one("name").textContent = place.name;
  page.one("all").hidden = places.length < 2;
  page.one("office").textContent = [ward.office, ward.address].filter(Boolean).join(", ");
  page.one("hours").textContent = ward.hours;
  page.one("hotline").textContent = ward.hotline;
  page.one("hotline").href = `tel:${ward.hotline.replace(/[^+\d]/g, "")}`;
  page.one("hotline-row").hidden = !ward.hotline;
  const sessions = bundle.sessions.filter((one) => !one.of.length || one.of.includes(place.id));
  const rows = {
    sessions: sessions.map((one) => line(page, one.title, [one.at, one.place])),
    open: place.open.map((one) => line(page, one.title, [one.code, one.state, page.say("SentOn", { day: one.at })])),
    answers: bundle.answers.filter((one) => one.of === place.id).slice(0, 10).map((one) => answerRow(page, one)),
  };
  for (const [name, made] of Object.entries(rows)) {
    page.one(name).replaceChildren(...made);
    page.one(`${name}-none`).hidden = made.length > 0;
  }
  return null;
}

function showList(app, places) {
  const { page } = app;
  page.show("places");
  const rows = places.map((place) => {
    const row = page.clone("link");
    row.querySelector("a").href = `#/khu-pho/${place.id}`;
    row.querySelector("strong").textContent = place.name;
    row.querySelector(".muted").remove();
    return row;
  });
  page.one("list").replaceChildren(...rows);
}

function line(page, title, about) {
  const row = page.clone("line");
  row.querySelector("strong").textContent = title;
  row.querySelector(".muted").textContent = about.filter(Boolean).join(" · ");
  return row;
}
