// A place to sign with a finger, pen or mouse: [data-sign="name of the hidden field"] around a canvas.
// The drawing goes into the field as a PNG on white; without this script the part stays hidden.
export function startSigning(root) {
  root.querySelectorAll("[data-sign]").forEach((part) => {
    const canvas = part.querySelector("canvas");
    const field = part.closest("form").elements[part.dataset.sign];
    if (canvas && field && canvas.getContext) sign(part, canvas, field);
  });
}

function sign(part, canvas, field) {
  const pen = canvas.getContext("2d");
  const state = part.querySelector("[data-sign-state]");
  let drawing = false;
  part.hidden = false;
  clear();
  if (field.value) show(field.value);

  function clear() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#111";
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.lineJoin = "round";
  }

  function show(drawn) {
    const picture = new Image();
    picture.onload = () => pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.src = drawn;
    state.textContent = part.dataset.signDone;
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    event.preventDefault();
    pen.lineTo(...place(event));
    pen.stroke();
  });
  const stop = () => {
    if (!drawing) return;
    drawing = false;
    field.value = canvas.toDataURL("image/png");
    state.textContent = part.dataset.signDone;
  };
  canvas.addEventListener("pointerup", stop);
  canvas.addEventListener("pointercancel", stop);
  part.querySelector("[data-sign-clear]").addEventListener("click", () => {
    clear();
    field.value = "";
    state.textContent = part.dataset.signEmpty;
  });
}
