// A map with the ward's outline: [data-map] shows a place; with fields for a pin it lets one be set.
// Without background tiles it has a grid instead. The words stand in data attributes, in the reader's language.
import L from "leaflet";

const BRAND = "#0b5570";
const CLOSE_UP = 16;
const GRID = 0.005; // degrees, about 500 m
const MOST_LINES = 60;

export function startMaps(root) {
  root.querySelectorAll("[data-map-wanted]").forEach((box) => {
    delete box.dataset.mapWanted;
    try {
      new WardMap(box);
    } catch (error) {
      box.hidden = true;
      console.error(error); // a page without its map still works
    }
  });
}

class WardMap {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    const form = box.closest("form");
    this.fields = box.dataset.mapPick === undefined ? null : { lat: form.elements.lat, lon: form.elements.lon };
    this.unfold();
    this.canvas = box.querySelector(".map__canvas");
    this.map = L.map(this.canvas, {
      attributionControl: true,
      zoomControl: false,
      scrollWheelZoom: false,
      maxZoom: 18,
      minZoom: 9,
    });
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
    this.addGround();
    const start = this.startingPlace();
    this.map.setView(start || [Number(this.words.mapCenterLat) || 10.776, Number(this.words.mapCenterLon) || 106.7], start ? CLOSE_UP : 14);
    if (start) this.put(start, false);
    this.addOutline(!start);
    if (this.fields) this.letPick();
  }

  unfold() {
    const open = this.box.querySelector("[data-map-open]");
    if (!open) return;
    const hadFocus = document.activeElement === open;
    const parts = this.box.querySelector("[data-map-parts]");
    parts.hidden = false;
    open.hidden = true;
    if (hadFocus) this.box.querySelector("[data-map-here]").focus({ preventScroll: true });
  }

  startingPlace() {
    const lat = this.fields ? this.fields.lat.value : this.words.mapLat;
    const lon = this.fields ? this.fields.lon.value : this.words.mapLon;
    return lat && lon ? [Number(lat), Number(lon)] : null;
  }

  addGround() {
    if (this.words.tiles) {
      L.tileLayer(this.words.tiles, { maxZoom: 18, attribution: escaped(this.words.tilesCredit) }).addTo(this.map);
      return;
    }
    this.map.attributionControl.addAttribution(escaped(this.words.noTiles));
    this.grid = L.layerGroup().addTo(this.map);
    this.map.on("moveend", () => this.drawGrid());
  }

  drawGrid() {
    this.grid.clearLayers();
    const view = this.map.getBounds();
    let step = GRID;
    while ((view.getNorth() - view.getSouth() + view.getEast() - view.getWest()) / step > MOST_LINES) step *= 2;
    const line = (from, to) =>
      L.polyline([from, to], { color: "#9db4bd", weight: 1, interactive: false }).addTo(this.grid);
    for (let lat = Math.ceil(view.getSouth() / step) * step; lat < view.getNorth(); lat += step)
      line([lat, view.getWest()], [lat, view.getEast()]);
    for (let lon = Math.ceil(view.getWest() / step) * step; lon < view.getEast(); lon += step)
      line([view.getSouth(), lon], [view.getNorth(), lon]);
  }

  async addOutline(fit) {
    try {
      const answer = await fetch(this.words.outline);
      const shape = L.geoJSON(await answer.json(), {
        interactive: false,
        style: { color: BRAND, weight: 3, fillColor: BRAND, fillOpacity: this.words.tiles ? 0.04 : 0.1 },
      }).addTo(this.map);
      const bounds = shape.getBounds();
      if (fit && bounds.isValid() && !this.pin) this.map.fitBounds(bounds, { padding: [12, 12], animate: false });
    } catch (error) {
      // the map is of use without it
    }
  }

  letPick() {
    this.status = this.box.querySelector(".map__status");
    this.map.on("click", (event) => this.put(event.latlng, true));
    this.on("[data-map-center]", () => this.put(this.map.getCenter(), true));
    this.on("[data-map-clear]", () => this.clear());
    this.on("[data-map-here]", (button) => this.locate(button));
    if (!navigator.geolocation) this.box.querySelector("[data-map-here]").hidden = true;
    this.show();
  }

  on(selector, act) {
    const button = this.box.querySelector(selector);
    button.addEventListener("click", () => act(button));
  }

  locate(button) {
    this.say(this.words.busy);
    button.setAttribute("aria-disabled", "true");
    const done = () => button.removeAttribute("aria-disabled");
    navigator.geolocation.getCurrentPosition(
      (position) => {
        done();
        const place = [position.coords.latitude, position.coords.longitude];
        this.map.setView(place, CLOSE_UP, { animate: false });
        this.put(place, true);
      },
      () => {
        done();
        this.say(this.words.failed);
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  }

  put(place, isNew) {
    const at = L.latLng(place);
    if (this.pin) this.pin.setLatLng(at);
    else this.pin = this.makePin(at).addTo(this.map);
    if (this.fields && isNew) this.write(at);
    this.show();
  }

  makePin(at) {
    if (this.words.mapRough !== undefined)
      return L.circle(at, { radius: 110, color: "#b3261e", weight: 2, fillOpacity: 0.15, interactive: false });
    const icon = L.divIcon({ className: "", html: '<div class="map__pin"></div>', iconSize: [28, 28], iconAnchor: [14, 33] });
    const pin = L.marker(at, { icon, keyboard: false, interactive: Boolean(this.fields), draggable: Boolean(this.fields), alt: this.words.pin });
    pin.on("dragend", () => {
      this.write(pin.getLatLng());
      this.show();
    });
    return pin;
  }

  write(at) {
    this.fields.lat.value = at.lat.toFixed(5);
    this.fields.lon.value = at.lng.toFixed(5);
  }

  clear() {
    if (this.pin) this.pin.remove();
    this.pin = null;
    this.fields.lat.value = "";
    this.fields.lon.value = "";
    this.show();
  }

  show() {
    if (!this.status) return;
    this.box.querySelector("[data-map-clear]").hidden = !this.pin;
    this.say(this.pin ? this.words.set : this.words.unset);
  }

  say(words) {
    this.status.textContent = words;
  }
}

function escaped(text) {
  const span = document.createElement("span");
  span.textContent = text || "";
  return span.innerHTML;
}
