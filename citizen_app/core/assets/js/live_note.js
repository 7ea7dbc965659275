// The secretary's text is stored while it is typed: form[data-live-note="address"]. When somebody else has written in
// the meantime, their text is shown beside and nothing is stored before the writer has seen it.
const PAUSE = 2500;

export function startNotes(root) {
  root.querySelectorAll("form[data-live-note]").forEach((form) => new Note(form));
}

class Note {
  constructor(form) {
    this.form = form;
    this.text = form.elements.text;
    this.seen = form.elements.seen;
    this.state = form.querySelector("[data-live-save-state]");
    this.theirs = form.querySelector("[data-live-theirs]");
    this.kept = this.text.value;
    this.isStopped = !this.theirs.hidden;
    this.text.addEventListener("input", () => this.wait());
    window.addEventListener("beforeunload", (event) => {
      if (this.text.value !== this.kept && !this.isSending) event.preventDefault();
    });
    form.addEventListener("submit", () => {
      this.isSending = true;
      clearTimeout(this.timer);
    });
  }

  wait() {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save() {
    if (this.isSaving || this.isSending) return this.wait();
    const typed = this.text.value;
    if (typed === this.kept) return undefined;
    this.isSaving = true;
    this.state.textContent = this.form.dataset.liveSaving;
    try {
      const answer = await fetch(this.form.dataset.liveNote, { method: "POST", body: new URLSearchParams({ text: typed, seen: this.seen.value }) });
      this.take(answer.status, await answer.json(), typed);
    } catch (error) {
      this.state.textContent = this.form.dataset.liveLost;
      this.isSaving = false;
      return this.wait();
    }
    this.isSaving = false;
    if (this.text.value !== typed) this.wait();
    return undefined;
  }

  take(status, told, typed) {
    if (status === 409) {
      this.isStopped = true;
      this.seen.value = told.seen;
      this.theirs.hidden = false;
      this.theirs.querySelector("[data-live-their-text]").textContent = told.text;
      this.state.textContent = "";
    } else if (told.seen) {
      this.seen.value = told.seen;
      this.kept = typed;
      const now = new Date();
      const time = [now.getHours(), now.getMinutes()].map((one) => String(one).padStart(2, "0")).join(":");
      this.state.textContent = this.form.dataset.liveSaved.replace("{time}", time);
    } else {
      this.state.textContent = told.error || "";
    }
  }
}
