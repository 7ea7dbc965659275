// The helper's app that works without a signal: only its own page asks for this bundle.
import { startApp } from "../pocket/app.js";

document.querySelectorAll("[data-pocket]").forEach((root) => startApp(root).catch((error) => console.error(error)));
