// Remembers the ward on this device and offers it on the home page; finds the ward by position when asked.
import { forget, recall, remember } from "./store.js";

export function startWard(root) {
  const here = root.body.dataset;
  if (here.wardUrl) remember("ward", { url: here.wardUrl, name: here.wardName });
  root.querySelectorAll("[data-ward-offer]").forEach(offerWard);
  root.querySelectorAll("form[data-locate]").forEach(locate);
}

function offerWard(box) {
  const ward = recall("ward");
  if (!ward || !/^\/p\/[\w-]+\/?$/.test(ward.url) || !ward.name) return;
  const link = box.querySelector("[data-ward-link]");
  link.href = ward.url;
  link.textContent = link.dataset.wardLink.replace("{ward}", ward.name);
  const other = box.querySelector("[data-ward-forget]");
  if (other) {
    other.addEventListener("click", () => {
      forget("ward");
      box.hidden = true;
    });
  }
  box.hidden = false;
}

function locate(form) {
  if (!navigator.geolocation) return;
  const status = form.querySelector("[data-locate-status]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    status.textContent = form.dataset.locateBusy;
    navigator.geolocation.getCurrentPosition(
      (position) => {
        form.elements.lat.value = position.coords.latitude.toFixed(5);
        form.elements.lon.value = position.coords.longitude.toFixed(5);
        form.submit();
      },
      () => {
        status.textContent = form.dataset.locateFailed;
      },
      { timeout: 15000, maximumAge: 300000 },
    );
  });
  form.hidden = false;
}
