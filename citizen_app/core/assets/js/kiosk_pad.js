// Big keys beside a field that takes a number or a code, so that no keyboard has to come up.
const KEYS = { digits: "1234567890", code: "23456789ABCDEFGHJKLMNPQRSTVWXYZ" };

export function startPads(root) {
  root.querySelectorAll("input[data-pad]").forEach((input) => {
    const pad = root.createElement("div");
    pad.className = `kiosk-pad kiosk-pad--${input.dataset.pad}`;
    pad.setAttribute("role", "group");
    const label = root.querySelector(`label[for="${input.id}"]`);
    if (label) pad.setAttribute("aria-label", label.textContent.trim());
    for (const sign of KEYS[input.dataset.pad]) pad.append(key(root, sign, () => put(input, input.value + sign)));
    const back = key(root, "⌫", () => put(input, input.value.slice(0, -1)));
    back.setAttribute("aria-label", "Xóa một ký tự");
    back.classList.add("kiosk-pad__back");
    pad.append(back);
    input.after(pad);
    input.setAttribute("inputmode", "none");
  });
}

function key(root, sign, act) {
  const button = root.createElement("button");
  button.type = "button";
  button.className = "kiosk-pad__key";
  button.textContent = sign;
  button.addEventListener("click", act);
  return button;
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
