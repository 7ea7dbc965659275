// Photos are made small before they travel: at most 1600 px, JPEG. PDF files, and what the phone cannot read, go as they are.
const LONGEST = 1600;
const THUMBNAIL = 320;
const QUALITY = 0.82;

export function startPhotos(root) {
  root.querySelectorAll('input[type="file"][data-photos]').forEach((input) => {
    if (canReplaceFiles()) new PhotoField(input);
  });
}

function canReplaceFiles() {
  try {
    return Boolean(new DataTransfer().items.add) && "createImageBitmap" in window;
  } catch (error) {
    return false;
  }
}

class PhotoField {
  constructor(input) {
    this.input = input;
    this.words = input.dataset;
    this.max = Number(this.words.photosMax) || 5;
    this.photos = [];
    this.work = Promise.resolve();
    this.list = document.createElement("ul");
    this.list.className = "photo-list";
    this.status = document.createElement("p");
    this.status.className = "count";
    this.status.setAttribute("role", "status");
    input.after(this.status, this.list);
    input.addEventListener("change", () => {
      const chosen = Array.from(input.files);
      this.work = this.work.then(() => this.take(chosen));
    });
  }

  async take(chosen) {
    const room = this.max - this.photos.length;
    this.status.textContent = this.words.photosBusy;
    for (const file of chosen.slice(0, Math.max(0, room))) this.photos.push(await shrink(file));
    this.give();
    this.show();
    this.say(chosen.length > room);
  }

  give() {
    const transfer = new DataTransfer();
    this.photos.forEach((photo) => transfer.items.add(photo.file));
    this.input.files = transfer.files;
  }

  show() {
    this.list.textContent = "";
    this.photos.forEach((photo, index) => {
      const item = document.createElement("li");
      item.className = "photo-list__item";
      item.append(photo.picture || nameOf(photo.file), this.removeButton(photo, index));
      this.list.append(item);
    });
  }

  removeButton(photo, index) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button--link";
    button.textContent = this.words.photosRemove.replace("{n}", String(index + 1));
    button.addEventListener("click", () => {
      this.photos = this.photos.filter((other) => other !== photo);
      this.give();
      this.show();
      this.say(false);
      this.input.focus();
    });
    return button;
  }

  say(tooMany) {
    const words = tooMany ? this.words.photosTooMany : this.words.photosChosen;
    this.status.textContent = this.photos.length || tooMany ? words.replace("{n}", String(this.photos.length)) : "";
  }
}

function nameOf(file) {
  const name = document.createElement("span");
  name.className = "photo-list__name";
  name.textContent = file.name;
  return name;
}

function isDocument(file) {
  return file.type === "application/pdf" || /\.pdf$/i.test(file.name);
}

async function shrink(file) {
  if (isDocument(file)) return { file, picture: null };
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch (error) {
    return { file, picture: null }; // HEIC and the like: the server can read it
  }
  const picture = draw(bitmap, THUMBNAIL);
  const blob = await new Promise((resolve) => draw(bitmap, LONGEST).toBlob(resolve, "image/jpeg", QUALITY));
  if (bitmap.close) bitmap.close();
  if (!blob || blob.size >= file.size) return { file, picture };
  const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
  return { file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }), picture };
}

export function draw(bitmap, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
