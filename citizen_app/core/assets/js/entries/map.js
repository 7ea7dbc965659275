// Fetched by mapload.js once a map is wanted.
import { startMaps } from "../map.js";

document.addEventListener("mapwanted", () => startMaps(document));
startMaps(document);
