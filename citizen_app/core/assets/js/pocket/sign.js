// A signature drawn with a finger (or a mouse); `picture()` gives it as a JPEG, or null while nothing is drawn.
import { jpegOf } from "./picture.js";

export function startSigning(box) {
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let isDrawing = false;
  let isEmpty = true;
  clear();

  function clear() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#14262e";
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    isEmpty = true;
  }

  function at(event) {
    const frame = canvas.getBoundingClientRect();
    return [((event.clientX - frame.left) * canvas.width) / frame.width, ((event.clientY - frame.top) * canvas.height) / frame.height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true;
    isEmpty = false;
    pen.beginPath();
    pen.moveTo(...at(event));
    pen.lineTo(...at(event));
    pen.stroke();
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    canvas.addEventListener(name, () => (isDrawing = false));
  }
  box.querySelector("button").addEventListener("click", clear);
  return { picture: async () => (isEmpty ? null : { blob: await jpegOf(canvas), role: "signature" }) };
}
