// Reads a text of the page aloud with the device's own Vietnamese voice. Without one the button stays hidden.
export function startReading(root) {
  const places = [...root.querySelectorAll("[data-read-aloud]")];
  const speech = window.speechSynthesis;
  if (!places.length || !speech) return;

  const show = () => {
    const voice = speech.getVoices().find((one) => one.lang.toLowerCase().startsWith("vi"));
    if (!voice) return;
    speech.removeEventListener?.("voiceschanged", show);
    places.forEach((place) => offer(place, voice));
  };
  speech.addEventListener?.("voiceschanged", show); // most browsers name their voices only later
  window.addEventListener("pagehide", () => speech.cancel());
  show();
}

function offer(place, voice) {
  const button = place.querySelector("button");
  const label = button.textContent;
  let reading = false;
  const said = (now) => {
    reading = now;
    button.textContent = now ? button.dataset.stop : label;
  };
  button.addEventListener("click", () => {
    const again = reading;
    window.speechSynthesis.cancel();
    said(false);
    if (again) return;
    said(true);
    const parts = sentences(document.getElementById(place.dataset.readAloud).textContent);
    parts.forEach((part, at) => {
      const speaking = new SpeechSynthesisUtterance(part);
      Object.assign(speaking, { voice, lang: "vi-VN", rate: 0.95 });
      if (at === parts.length - 1) speaking.onend = () => said(false);
      speaking.onerror = () => said(false);
      window.speechSynthesis.speak(speaking);
    });
  });
  place.hidden = false;
}

// Some voices stop in the middle of a long text: they get a sentence at a time.
function sentences(text) {
  return (text.match(/[^.!?\n]+[.!?]*/g) || []).map((part) => part.trim()).filter(Boolean);
}
