// A photo as it is kept: drawn anew at most 1600 px wide, so nothing of its place, time and camera is left in it.
import { draw } from "../photos.js";

const LONGEST = 1600;
const QUALITY = 0.8;

export class Unreadable extends Error {}

export async function cleanPicture(file, role = "photo") {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    throw new Unreadable(file.name);
  }
  const blob = await jpegOf(draw(bitmap, LONGEST));
  if (bitmap.close) bitmap.close();
  if (!blob) throw new Unreadable(file.name);
  return { blob, role };
}

export function jpegOf(canvas) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
