// Filling in something for a resident: kept as it is typed, then put into the queue with its slip.
import { isFull } from "./base.js";
import { clearErrors, missing, offer, read, showError, write } from "./fields.js";
import { cleanPicture, Unreadable } from "./picture.js";
import { MOST_PHOTOS } from "./queue.js";
import { startSigning } from "./sign.js";
import { addQuestions } from "./survey.js";

const PAUSE = 600;

export async function showForm(app, kind, n = null) {
  const { page, bundle } = app;
  const item = n === null ? null : await app.queue.get(n);
  if (n !== null && (!item || item.state === "asked")) return app.go("#/hang-cho");
  if (!bundle) return app.go("#/");
  const draft = item ? null : await openDraft(app, kind);
  let pictures = draft ? draft.pictures : [];
  let kept = item ? item.photos.map((photo) => photo.id) : [];
  let timer = null;
  let isDone = false;
  const links = [];

  page.show(`form-${kind}`, () => {
    save();
    links.forEach((link) => URL.revokeObjectURL(link));
  });
  const form = page.one("form");
  const signing = startSigning(page.one("signing"));
  fillChoices(page, form, kind, bundle);
  if (item) write(form, item.said, item.consent);
  else if (draft) write(form, draft.said, draft.consent);
  page.one("restored").hidden = !draft;
  page.one("save").textContent = page.say(item ? "SaveChange" : kind === "survey" ? "SaveAnswers" : "SaveNew");
  showConsent();
  showPictures();

  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    if (event.target.name === "consent_how") showConsent();
    if (event.target.name === "name") showName();
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") take(event.target);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish();
  });
  page.one("discard").addEventListener("click", async () => {
    isDone = true;
    clearTimeout(timer);
    if (!item) await app.base.remove("drafts", kind);
    app.go(item ? "#/hang-cho" : "#/");
  });
  showName();
  app.beforeLock = save;
  return null;

  function showName() {
    const name = form.elements.name ? form.elements.name.value.trim() : "";
    page.one("for").textContent = name ? page.say("For", { name }) : "";
  }

  function showConsent() {
    const how = form.elements.consent_how.value;
    form.querySelectorAll("[data-when]").forEach((part) => (part.hidden = part.dataset.when !== how));
  }

  async function save() {
    clearTimeout(timer);
    if (isDone || item || !app.vault) return;
    const { said, consent } = read(form);
    if (!said.text && !said.name && !pictures.length && kind !== "survey") return;
    const sealed = await app.vault.seal({ said, consent });
    const sealedPictures = await Promise.all(pictures.map(sealPicture));
    if (!isDone) await app.base.put("drafts", { kind, sealed, pictures: sealedPictures }).catch(tellTrouble);
  }

  async function sealPicture(picture) {
    picture.sealed = picture.sealed || (await app.vault.sealBytes(await picture.blob.arrayBuffer()));
    return { role: picture.role, sealed: picture.sealed };
  }

  async function take(input) {
    const role = input.name === "slip" ? "slip" : "photo";
    for (const file of Array.from(input.files)) {
      const there = shown("photo").length;
      if (role === "photo" && there >= MOST_PHOTOS) {
        page.tell(page.say("TooManyPhotos", { n: MOST_PHOTOS }));
        break;
      }
      try {
        const picture = await cleanPicture(file, role);
        if (role === "slip") dropAll("slip");
        pictures.push(picture);
      } catch (error) {
        if (error instanceof Unreadable) page.tell(page.say("PhotoUnreadable", { name: file.name }));
        else tellTrouble(error);
      }
    }
    input.value = "";
    showPictures();
    await save();
  }

  function shown(role) {
    const old = item ? item.photos.filter((photo) => photo.role === role && kept.includes(photo.id)) : [];
    return [...old, ...pictures.filter((picture) => picture.role === role)];
  }

  function dropAll(role) {
    pictures = pictures.filter((picture) => picture.role !== role);
    if (item) kept = kept.filter((id) => item.photos.find((photo) => photo.id === id).role !== role);
  }

  function showPictures() {
    for (const list of form.querySelectorAll("[data-pictures]")) {
      const rows = shown(list.dataset.pictures).map((picture, index) => pictureRow(picture, index));
      list.replaceChildren(...rows);
    }
  }

  function pictureRow(picture, index) {
    const row = page.clone("picture");
    const image = document.createElement("img");
    image.width = 96;
    row.prepend(image);
    image.alt = page.say("Photo", { n: index + 1 });
    const link = (blob) => {
      const address = URL.createObjectURL(blob);
      links.push(address);
      image.src = address;
    };
    if (picture.blob) link(picture.blob);
    else app.queue.photo(picture.id).then((bytes) => bytes && link(new Blob([bytes], { type: "image/jpeg" })));
    const button = row.querySelector("button");
    button.textContent = page.say("PhotoRemove", { n: index + 1 });
    button.addEventListener("click", () => {
      pictures = pictures.filter((other) => other !== picture);
      kept = kept.filter((id) => id !== picture.id);
      showPictures();
      save();
    });
    return row;
  }

  async function finish() {
    clearErrors(form);
    const filled = read(form);
    const how = filled.consent.how;
    const signature = how === "signature" ? await signing.picture() : null;
    const signed = { signature: signature || shown("signature").length, slip: shown("slip").length };
    const wrong = missing(form, kind, filled, signed);
    if (wrong) return showError(page, form, wrong[0], page.say(wrong[1]));
    if (how !== "slip") dropAll("slip");
    if (how !== "signature" || signature) dropAll("signature");
    const added = signature ? [...pictures, signature] : pictures;
    try {
      const stored = item
        ? await app.queue.change(n, filled.said, filled.consent, added, kept)
        : await app.queue.add(kind, filled.said, filled.consent, added);
      isDone = true;
      clearTimeout(timer);
      await app.base.remove("drafts", kind);
      app.changed();
      app.shell.askForSync && app.shell.askForSync();
      app.sender.wake();
      return app.go(kind === "survey" ? "#/hang-cho" : `#/phieu/${stored.n}`);
    } catch (error) {
      return tellTrouble(error);
    }
  }

  function tellTrouble(error) {
    if (isFull(error)) page.tell(page.say("Full"));
    else if (error instanceof RangeError) page.tell(page.say("NoNumbers"));
    else {
      console.error(error);
      page.tell(page.say("NotKept"));
    }
  }
}

async function openDraft(app, kind) {
  const row = await app.base.get("drafts", kind);
  if (!row) return null;
  const { said, consent } = await app.vault.open(row.sealed);
  const pictures = await Promise.all(
    row.pictures.map(async ({ role, sealed }) => {
      const bytes = await app.vault.openBytes(sealed);
      return { role, sealed, blob: new Blob([bytes], { type: "image/jpeg" }) };
    }),
  );
  return { said, consent, pictures };
}

function fillChoices(page, form, kind, bundle) {
  const fill = (name, rows) => form.elements[name] && offer(form.elements[name], rows);
  const own = bundle.neighbourhoods.map((one) => ({ value: String(one.id), text: one.name }));
  fill("neighbourhood", own);
  fill("category", bundle.categories.map((one) => ({ value: one.code, text: one.name, group: one.group })));
  const takes = kind === "question" ? "takes_questions" : "takes_registrations";
  const sessions = bundle.sessions.filter((one) => one[takes]);
  fill("session", sessions.map((one) => ({ value: one.code, text: `${one.title} (${one.at})` })));
  if (kind === "survey") addQuestions(page, page.one("questions"), bundle.survey);
}
