// A QR code as a picture, made on the phone (the encoder is the npm package uqr).
import { encode } from "uqr";

const SPACE = "http://www.w3.org/2000/svg";

export function qrPicture(text, label) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const picture = document.createElementNS(SPACE, "svg");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", label);
  picture.setAttribute("class", "pocket-qr");
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", pathOf(data));
  picture.append(path);
  return picture;
}

export function pathOf(rows) {
  return rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
}
