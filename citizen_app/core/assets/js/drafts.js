// What is typed stays on this device until it is sent: form[data-draft="key"] keeps it, [data-draft-clear="key"] forgets it.
// Who somebody is stays out of it, and nothing is kept while the box for a private report is ticked. That box may
// stand on a later screen: form[data-draft-private="key"] forgets the draft once it is private or about somebody.
import { forget, forgetAll, recall, remember } from "./store.js";

const DAYS = 3;
const PREFIX = "draft:";
const SKIPPED = ["password", "file", "hidden", "submit", "button"];
const PERSONAL = /\b(name|tel|email|username|address)\b/;
const PRIVATE = '[name="is_private"]:checked, [name="about"]:checked:not([value=""])';

export function startDrafts(root) {
  forgetAll(PREFIX, isTooOld);
  root.querySelectorAll("[data-draft-clear]").forEach((mark) => forget(PREFIX + mark.dataset.draftClear));
  root.querySelectorAll("form[data-draft]").forEach((form) => keepDraft(root, form));
  root.querySelectorAll("form[data-draft-private]").forEach(forgetWhenPrivate);
}

function forgetWhenPrivate(form) {
  const look = () => {
    if (form.querySelector(PRIVATE)) forget(PREFIX + form.dataset.draftPrivate);
  };
  form.addEventListener("input", look);
  look();
}

function isTooOld(saved) {
  return !saved || !(Date.now() - saved.at < DAYS * 86400000);
}

function keepDraft(root, form) {
  const key = PREFIX + form.dataset.draft;
  const saved = recall(key);
  if (saved && !form.querySelector(".govuk-error-summary") && differs(form, saved.values)) offer(form, key, saved);
  let timer;
  let isUnsaved = false;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    isUnsaved = true;
    if (form.querySelector(PRIVATE)) save();
    else timer = setTimeout(save, 500);
  });
  // Whoever leaves right after the last letter finds it again: another page, another language.
  window.addEventListener("pagehide", save);
  root.addEventListener("submit", save);
  // Before every other listener: the form is not sent, so nobody may take it for sent.
  window.addEventListener("submit", (event) => event.target === form && sayOffline(form, event) && save(), true);

  function save() {
    clearTimeout(timer);
    if (!isUnsaved) return;
    isUnsaved = false;
    if (form.querySelector(PRIVATE)) forget(key);
    else remember(key, { at: Date.now(), values: read(form) });
  }
}

// Without a signal the browser would put its own error page in the place of what was typed.
function sayOffline(form, event) {
  const box = document.querySelector(`[data-draft-offline="${form.dataset.draft}"]`);
  if (!box || navigator.onLine !== false) return false;
  event.preventDefault();
  event.stopPropagation();
  box.hidden = false;
  box.focus();
  window.addEventListener("online", () => (box.hidden = true), { once: true });
  return true;
}

function fields(form) {
  return Array.from(form.elements).filter(
    (field) =>
      field.name &&
      field.name !== "csrf_token" &&
      !SKIPPED.includes(field.type) &&
      !PERSONAL.test(field.getAttribute("autocomplete") || "") &&
      !field.closest("[data-draft-skip]"),
  );
}

function read(form) {
  const values = {};
  for (const field of fields(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) values[field.name] = (values[field.name] || []).concat(field.value);
    } else if (field.value) values[field.name] = field.value;
  }
  return values;
}

function differs(form, values) {
  return Object.keys(values).length > 0 && JSON.stringify(read(form)) !== JSON.stringify(values);
}

function restore(form, values) {
  for (const field of fields(form)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = value.includes(field.value);
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function offer(form, key, saved) {
  const box = document.querySelector(`[data-draft-offer="${form.dataset.draft}"]`);
  if (!box) return;
  const text = box.querySelector("[data-draft-text]");
  text.textContent = momentIn(text.dataset.draftText, new Date(saved.at));
  box.querySelector("[data-draft-restore]").addEventListener("click", () => {
    restore(form, saved.values);
    box.hidden = true;
    const first = fields(form)[0];
    if (first) first.focus();
  });
  box.querySelector("[data-draft-discard]").addEventListener("click", () => {
    forget(key);
    box.hidden = true;
  });
  box.hidden = false;
}

function momentIn(words, time) {
  const two = (number) => String(number).padStart(2, "0");
  const date = [two(time.getDate()), two(time.getMonth() + 1), time.getFullYear()].join("/");
  return words.replace("{hour}", two(time.getHours())).replace("{minute}", two(time.getMinutes())).replace("{date}", date);
}
