// A note that calls colleagues: typing @ offers those on the list below it; choosing one writes the name
// and ticks the box. Without this the boxes alone do.
const MOST = 6;

export function startMentions(root) {
  root.querySelectorAll("form[data-mentions]").forEach(connect);
}

// "Trần Đức" and "tran duc" are the same to whoever is in a hurry.
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();
}

// What was typed after the last @ that begins a word, up to the caret; null when there is none.
export function wordAt(text, caret) {
  const found = /(?:^|\s)@([^@\n]{0,30})$/.exec(text.slice(0, caret));
  return found ? found[1] : null;
}

function connect(form) {
  const area = form.querySelector("textarea");
  const people = Array.from(form.querySelectorAll("[name=mention]"), (box) => {
    const name = box.labels[0].textContent.trim();
    return { box, label: name, name: name.split(" – ")[0] };
  });
  if (!area || !people.length) return;
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${area.id}-mentions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("legend").textContent);
  list.hidden = true;
  area.after(list);
  let offered = [];
  let chosen = 0;

  area.addEventListener("input", offer);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      chosen = (chosen + step + offered.length) % offered.length;
      show();
    } else if (event.key === "Enter" || event.key === "Tab") take(offered[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const row = event.target.closest("[role=option]");
    if (!row) return;
    event.preventDefault(); // the text keeps the focus
    take(offered[Number(row.dataset.place)]);
  });

  function offer() {
    const word = wordAt(area.value, area.selectionStart);
    offered = word === null ? [] : people.filter((one) => fold(one.label).includes(fold(word))).slice(0, MOST);
    chosen = 0;
    if (offered.length) show();
    else close();
  }

  function show() {
    list.replaceChildren(
      ...offered.map((one, place) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${place}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", String(place === chosen));
        row.dataset.place = place;
        row.textContent = one.label;
        return row;
      }),
    );
    list.hidden = false;
    area.setAttribute("aria-controls", list.id);
    area.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  }

  function take(person) {
    const caret = area.selectionStart;
    const start = caret - wordAt(area.value, caret).length;
    area.setRangeText(`${person.name} `, start, caret, "end");
    person.box.checked = true;
    const details = person.box.closest("details");
    if (details) details.open = true;
    close();
  }
}
