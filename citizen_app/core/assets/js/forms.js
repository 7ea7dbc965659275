// Error summary takes the focus, a form is sent once (data-prevent-double on it or on its button),
// long texts count their letters, [data-shown-for="field=a b"] shows while one of these choices is made.
export function startForms(root) {
  focusErrorSummary(root);
  const marked = Array.from(root.querySelectorAll("[data-prevent-double]"), (mark) => mark.closest("form"));
  new Set(marked.filter(Boolean)).forEach(sendOnce);
  root.querySelectorAll("[data-count-max]").forEach(countLetters);
  root.querySelectorAll("[data-shown-for]").forEach(showForChoice);
}

function showForChoice(part) {
  const parts = part.dataset.shownFor.split("=");
  const name = parts[0];
  const values = parts[1];
  const form = part.closest("form");
  const look = () => {
    const chosen = form.querySelector(`[name="${name}"]:checked`);
    part.hidden = !chosen || !values.split(" ").includes(chosen.value);
  };
  form.addEventListener("change", look);
  window.addEventListener("pageshow", look);
  look();
}

function focusErrorSummary(root) {
  const summary = root.querySelector(".govuk-error-summary");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && root.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest(".govuk-form-group") || field;
    group.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    mark(true);
    setTimeout(release, 15000); // a request that died on the way may be tried again
  });
  window.addEventListener("pageshow", release);

  function release() {
    sent = false;
    mark(false);
  }

  function mark(busy) {
    form.querySelectorAll('[type="submit"]').forEach((button) => {
      if (busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    });
  }
}

function countLetters(area) {
  const max = Number(area.dataset.countMax);
  const output = document.getElementById(area.dataset.countFor);
  if (!max || !output) return;
  let timer;
  const show = () => {
    const left = max - area.value.length;
    const words = left < 0 ? output.dataset.over : output.dataset.left;
    output.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    output.classList.toggle("count--over", left < 0);
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  });
  output.setAttribute("aria-live", "polite");
  if (area.value) show();
}
