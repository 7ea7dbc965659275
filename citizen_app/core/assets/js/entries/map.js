// Only pages with a map load this bundle.
import { startMaps } from "../map.js";

startMaps(document);
