// What is typed stays on this device until it is sent: form[data-draft="key"] keeps it, [data-draft-clear="key"] forgets it.
import { forget, recall, remember } from "./store.js";

const DAYS = 3;
const SKIPPED = ["password", "file", "hidden", "submit", "button"];

export function startDrafts(root) {
  root.querySelectorAll("[data-draft-clear]").forEach((mark) => forget("draft:" + mark.dataset.draftClear));
  root.querySelectorAll("form[data-draft]").forEach(keepDraft);
}

function keepDraft(form) {
  const key = "draft:" + form.dataset.draft;
  const saved = recall(key);
  if (saved && Date.now() - saved.at > DAYS * 86400000) forget(key);
  else if (saved && !form.querySelector(".govuk-error-summary") && differs(form, saved.values)) offer(form, key, saved);
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => remember(key, { at: Date.now(), values: read(form) }), 500);
  });
}

function fields(form) {
  return Array.from(form.elements).filter(
    (field) => field.name && field.name !== "csrf_token" && !SKIPPED.includes(field.type) && !field.closest("[data-draft-skip]"),
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
  const time = new Date(saved.at);
  const clock = [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
  const text = box.querySelector("[data-draft-text]");
  text.textContent = text.dataset.draftText.replace("{time}", clock);
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
