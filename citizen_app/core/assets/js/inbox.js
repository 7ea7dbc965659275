// The inbox by keyboard: j and k go from case to case, x ticks, o opens, / goes to the search.
// Nothing happens while somebody types, or with Ctrl, Alt or Meta held.
export function startInbox(root) {
  const form = root.querySelector("[data-inbox]");
  if (!form) return;
  const rows = Array.from(form.querySelectorAll("[data-row]"));
  let current = -1;
  countTicks(form);

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const act = {
      j: () => go(current + 1),
      k: () => go(current - 1),
      x: () => tick(rows[current]),
      o: () => open(rows[current]),
      "/": () => focusSearch(root),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  function go(place) {
    if (!rows.length) return;
    if (rows[current]) rows[current].classList.remove("is-current");
    current = Math.min(Math.max(place, 0), rows.length - 1);
    rows[current].classList.add("is-current");
    rows[current].querySelector("[data-open]").focus();
    rows[current].scrollIntoView({ block: "nearest" });
  }
}

function isTyping(target) {
  return target.closest('textarea, select, [contenteditable], input:not([type="checkbox"])') !== null;
}

function tick(row) {
  const box = row && row.querySelector("[data-tick]");
  if (box) box.click();
}

function open(row) {
  if (row) row.querySelector("[data-open]").click();
}

function focusSearch(root) {
  const field = root.querySelector("[data-search]");
  if (field) field.focus();
}

// How many are ticked, and one button for all of them.
function countTicks(form) {
  const output = form.querySelector("[data-ticked]");
  const all = form.querySelector("[data-tick-all]");
  if (!output || !all) return;
  const boxes = Array.from(form.querySelectorAll("[data-tick]"));
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    output.hidden = !ticked;
    output.textContent = output.dataset.ticked.replace("{n}", ticked);
  };
  all.hidden = false;
  all.addEventListener("click", () => {
    const rest = boxes.some((box) => !box.checked);
    boxes.forEach((box) => {
      box.checked = rest;
    });
    show();
  });
  form.addEventListener("change", show);
  show();
}
