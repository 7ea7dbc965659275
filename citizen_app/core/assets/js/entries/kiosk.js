// The hall screen: wipes itself, number pads, reading aloud. Only its pages load this.
import { startWiping } from "../kiosk_wipe.js";
import { startPads } from "../kiosk_pad.js";
import { startReading } from "../read_aloud.js";

for (const start of [startWiping, startPads, startReading]) {
  try {
    start(document);
  } catch (error) {
    console.error(error); // one part that fails must not take the wiping with it
  }
}
