// Reading and filling the fields of a form; what somebody has not filled in yet is said at its field.
const CONSENT = "consent_";

export function read(form) {
  const said = {};
  const consent = {};
  for (const field of form.elements) {
    if (!field.name || ["file", "submit", "button"].includes(field.type)) continue;
    if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
    if (field.name.startsWith(CONSENT)) consent[field.name.slice(CONSENT.length)] = field.value;
    else said[field.name] = field.value.trim();
  }
  return { said, consent };
}

export function write(form, said, consent = {}) {
  for (const field of form.elements) {
    if (!field.name || ["file", "submit", "button"].includes(field.type)) continue;
    const isConsent = field.name.startsWith(CONSENT);
    const value = isConsent ? consent[field.name.slice(CONSENT.length)] : said[field.name];
    if (value === undefined) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
    else field.value = value;
  }
}

export function offer(select, rows) {
  const first = select.options[0];
  const options = rows.map(({ value, text, group }) => ({ group, option: new Option(text, value) }));
  select.replaceChildren(first);
  const groups = new Map();
  for (const { group, option } of options) {
    if (!group) select.append(option);
    else {
      if (!groups.has(group)) {
        const box = document.createElement("optgroup");
        box.label = group;
        groups.set(group, box);
        select.append(box);
      }
      groups.get(group).append(option);
    }
  }
  if (rows.length === 1 && select.dataset.only !== undefined) select.value = rows[0].value;
}

export function clearErrors(form) {
  form.querySelectorAll(".govuk-form-group--error").forEach((group) => group.classList.remove("govuk-form-group--error"));
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
}

// Shows what is wrong with a field, by its name, and leads there.
export function showError(page, form, name, words) {
  const found = form.elements[name];
  const field = found && found.length && !found.options ? found[0] : found;
  page.tell(words);
  if (!field) return;
  const group = field.closest(".govuk-form-group");
  if (group) group.classList.add("govuk-form-group--error");
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

// Returns [field name, name of the words] of the first thing that is missing, or null.
export function missing(form, kind, { said, consent }, signed) {
  for (const field of form.querySelectorAll("[data-needed]")) {
    if (!said[field.name]) return [field.name, field.dataset.needed];
  }
  if (kind === "survey" && !Object.keys(said).some((name) => name.startsWith("q_"))) return ["", "NeedAnswer"];
  if (!consent.how) return [`${CONSENT}how`, "NeedConsent"];
  if (consent.how === "witness" && !consent.relation) return [`${CONSENT}relation`, "NeedWitness"];
  if (consent.how === "signature" && !signed.signature) return [`${CONSENT}how`, "NeedSignature"];
  if (consent.how === "slip" && !signed.slip) return ["slip", "NeedSlip"];
  return null;
}
