// The door of a session: only its own page asks for this bundle.
import { startDoor } from "../door.js";

document.querySelectorAll("[data-door]").forEach((box) => startDoor(box).catch((error) => console.error(error)));
