// Looking up published answers without a connection.
import { findAnswers } from "./lookup.js";

export function showLookup(app) {
  const { page } = app;
  page.show("lookup");
  const typed = page.one("typed");
  const answers = app.bundle ? app.bundle.answers : [];
  const show = () => {
    const found = findAnswers(answers, typed.value);
    page.one("count").textContent = typed.value.trim() ? page.say("Found", { n: found.length }) : page.say("Newest", { n: found.length });
    page.one("found").replaceChildren(...found.map((answer) => answerRow(page, answer)));
  };
  typed.addEventListener("input", show);
  page.one("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  show();
}

export function answerRow(page, answer) {
  const row = page.clone("answer");
  const part = (name) => row.querySelector(`[data-p="${name}"]`);
  part("title").textContent = answer.title;
  part("about").textContent = [answer.code, answer.at, answer.place].filter(Boolean).join(" · ");
  part("text").textContent = answer.text;
  part("answer").textContent = answer.answer;
  return row;
}
