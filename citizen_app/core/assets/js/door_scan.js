// Reading a QR code with the phone's camera, or from a photo, where the browser itself can read codes.
const PAUSE = 250;
const SAME_AGAIN = 3000;

export function startScanning(box, onCode, onNothing) {
  if (!window.BarcodeDetector) return;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const button = box.querySelector("[data-door-scan]");
  const photo = box.querySelector("[data-door-photo]");
  const camera = box.querySelector("[data-door-camera]");
  const video = camera.querySelector("video");
  let stream = null;
  let last = { code: "", at: 0 };

  photo.hidden = false;
  photo.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const codes = await detector.detect(await createImageBitmap(file)).catch(() => []);
    event.target.value = "";
    if (codes.length) onCode(codes[0].rawValue);
    else onNothing();
  });
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
  button.hidden = false;
  button.addEventListener("click", begin);
  camera.querySelector("[data-door-stop]").addEventListener("click", end);
  document.addEventListener("visibilitychange", () => document.hidden && end());

  async function begin() {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch (error) {
      button.hidden = true; // refused or none: a photo and typing are left
      return;
    }
    video.srcObject = stream;
    camera.hidden = false;
    await video.play();
    look();
  }

  async function look() {
    if (!stream) return;
    const codes = await detector.detect(video).catch(() => []);
    if (codes.length) seen(codes[0].rawValue);
    setTimeout(look, PAUSE);
  }

  function seen(code) {
    const now = Date.now();
    if (code === last.code && now - last.at < SAME_AGAIN) return;
    last = { code, at: now };
    if (navigator.vibrate) navigator.vibrate(80);
    onCode(code);
  }

  function end() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    camera.hidden = true;
  }
}
