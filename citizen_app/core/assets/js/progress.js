// The page of something that is being made: asks how far it is, and loads itself anew when it is done.
const EVERY = 1500;
const PATIENCE = 40; // failed or unchanged answers in a row; then the button on the page is the way

export function startProgress(root) {
  root.querySelectorAll("[data-progress]").forEach((box) => watch(box, 0));
}

async function watch(box, misses) {
  await new Promise((resolve) => setTimeout(resolve, EVERY + 200 * misses));
  let found = null;
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.ok) found = await answer.json();
  } catch (error) {
    // no signal: ask again
  }
  if (found && found.done) {
    location.reload();
    return;
  }
  if (found) show(box, found);
  if (misses < PATIENCE) watch(box, misses + 1);
}

function show(box, found) {
  const words = box.querySelector("[data-progress-words]");
  if (words.textContent !== found.words) words.textContent = found.words;
  box.querySelector("progress").value = found.step;
}
