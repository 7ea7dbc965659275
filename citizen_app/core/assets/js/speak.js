// Reads a part of the page aloud with the device's own Vietnamese voice; without one the button stays hidden.
export function startSpeaking(root) {
  const buttons = root.querySelectorAll("[data-speak]");
  const speech = window.speechSynthesis;
  if (!buttons.length || !speech) return;
  const show = () => {
    const voice = speech.getVoices().find((one) => /^vi\b/i.test(one.lang));
    if (voice) buttons.forEach((button) => ready(root, button, voice));
  };
  show();
  if (speech.addEventListener) speech.addEventListener("voiceschanged", show);
  window.addEventListener("pagehide", () => speech.cancel());
}

function ready(root, button, voice) {
  if (!button.hidden) return;
  const start = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return;
    }
    // Sentence by sentence: long texts are cut off by some voices.
    const parts = root.getElementById(button.dataset.speak).innerText.match(/[^.!?\n]+[.!?]*/g) || [];
    parts.forEach((part, place) => {
      const said = new SpeechSynthesisUtterance(part.trim());
      said.lang = voice.lang;
      said.voice = voice;
      said.rate = 0.9;
      if (place === parts.length - 1) said.onend = () => { button.textContent = start; };
      said.onerror = () => { button.textContent = start; };
      speechSynthesis.speak(said);
    });
    button.textContent = button.dataset.speakStop;
  });
}
