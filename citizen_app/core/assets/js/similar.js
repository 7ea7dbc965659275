// While a report is typed: form[data-similar="address"] asks for similar cases and shows them in [data-similar-box].
// The text travels by POST only. A field that the text suggests is chosen, as long as nobody chose one.
const WAIT = 900;
const LEAST = 20;

export function startSimilar(root) {
  root.querySelectorAll("form[data-similar]").forEach((form) => new Similar(root, form));
}

class Similar {
  constructor(root, form) {
    this.root = root;
    this.form = form;
    this.box = root.querySelector("[data-similar-box]");
    this.text = form.elements.text;
    this.category = form.elements.category;
    this.chosen = Boolean(this.category.value);
    this.asked = "";
    this.text.addEventListener("input", () => this.wait());
    this.category.addEventListener("change", () => {
      this.chosen = true;
    });
    this.box.addEventListener("click", (event) => this.press(event));
    if (this.text.value) this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const text = this.text.value.trim();
    if (text.length < LEAST || text === this.asked) return;
    this.asked = text;
    const data = new FormData();
    data.append("text", text);
    data.append("key", this.form.elements.key.value);
    if (this.chosen) data.append("category", this.category.value);
    try {
      const answer = await fetch(this.form.dataset.similar, { method: "POST", body: data });
      if (answer.ok && this.asked === text) this.show(await answer.text());
    } catch (error) {
      // no connection: the same is asked again on the way to the next screen
    }
  }

  show(html) {
    this.box.innerHTML = html;
    const suggestion = this.box.querySelector("[data-similar-field]");
    if (suggestion && !this.chosen) this.category.value = suggestion.dataset.similarField;
    const codes = Array.from(this.box.querySelectorAll("[data-similar-code]"), (one) => one.dataset.similarCode);
    const seen = new Set((this.form.elements.seen.value || "").split(" ").concat(codes).filter(Boolean));
    this.form.elements.seen.value = Array.from(seen).slice(-10).join(" ");
  }

  // These buttons stand inside the form, but send another: only the code, not the text and the photos.
  press(event) {
    const button = event.target.closest("[data-similar-post]");
    if (!button) return;
    const form = this.root.createElement("form");
    form.method = "post";
    form.action = button.dataset.similarPost;
    form.append(this.hidden("code", button.dataset.code), this.hidden("key", this.form.elements.key.value));
    this.root.body.append(form);
    form.submit();
  }

  hidden(name, value) {
    const field = this.root.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    return field;
  }
}
