// Pages of a session that runs: only they ask for this bundle.
import { startLive } from "../live.js";
import { startNotes } from "../live_note.js";

for (const start of [startLive, startNotes]) {
  try {
    start(document);
  } catch (error) {
    console.error(error); // one part that fails must not take the other with it
  }
}
