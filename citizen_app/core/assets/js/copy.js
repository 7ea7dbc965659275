// Buttons that only a script can serve: copy, share, print. They are hidden until this runs.
export function startActions(root) {
  root.querySelectorAll("[data-copy]").forEach((button) => ready(button, () => copy(button, button.dataset.copy)));
  root.querySelectorAll("[data-share]").forEach((button) => ready(button, () => share(button)));
  root.querySelectorAll("[data-print]").forEach((button) => ready(button, () => window.print()));
}

function ready(button, act) {
  button.hidden = false;
  button.addEventListener("click", act);
}

async function share(button) {
  const url = new URL(button.dataset.share || location.href, location.href).href;
  if (!navigator.share) {
    copy(button, url);
    return;
  }
  try {
    await navigator.share({ title: document.title, url });
  } catch (error) {
    // closed without sharing
  }
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    if (!copyOldWay(text)) return;
  }
  const before = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.done;
  setTimeout(() => {
    button.textContent = before;
  }, 3000);
}

function copyOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "govuk-visually-hidden";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
