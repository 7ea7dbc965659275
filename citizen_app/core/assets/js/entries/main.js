// Every page gets this one small bundle. Each part looks for its data attributes and does nothing without them.
import { startActions } from "../copy.js";
import { startForgetting } from "../door_forget.js";
import { startDrafts } from "../drafts.js";
import { startForms } from "../forms.js";
import { startMentions } from "../mentions.js";
import { startInbox } from "../inbox.js";
import { startMapLoading } from "../mapload.js";
import { startNav } from "../nav.js";
import { startPhotos } from "../photos.js";
import { startSigning } from "../signing.js";
import { startSimilar } from "../similar.js";
import { startWard } from "../ward.js";

for (const start of [startForms, startInbox, startNav, startPhotos, startSigning, startSimilar, startMapLoading, startDrafts, startWard, startMentions, startActions, startForgetting]) {
  try {
    start(document);
  } catch (error) {
    console.error(error); // one part that fails must not take the others with it
  }
}
