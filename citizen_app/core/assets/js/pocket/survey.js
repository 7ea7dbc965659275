// The questions of the survey as the server gave them; what depends on an answer shows once that answer is given.
export function addQuestions(page, place, survey) {
  const boxes = survey.questions.map((question) => questionBox(page, question));
  place.replaceChildren(...boxes.map((one) => one.box));
  const show = () => {
    for (const { box, question } of boxes) {
      const before = question.ask_if;
      const chosen = before && place.querySelector(`[name="q_${before[0]}"]:checked`);
      const isAsked = !before || (chosen && before[1].includes(chosen.value) && !chosen.closest("fieldset").disabled);
      box.hidden = !isAsked;
      box.querySelector("fieldset").disabled = !isAsked;
    }
  };
  place.addEventListener("change", show);
  show();
}

function questionBox(page, question) {
  const box = page.clone("question");
  box.querySelector("legend").textContent = question.text;
  const list = box.querySelector(".govuk-radios");
  question.choices.forEach(([value, text], index) => {
    const row = page.clone("choice");
    const input = row.querySelector("input");
    input.name = `q_${question.code}`;
    input.value = value;
    input.id = `q-${question.code}-${index}`;
    const label = row.querySelector("label");
    label.htmlFor = input.id;
    label.textContent = text;
    list.append(row);
  });
  return { box, question };
}
