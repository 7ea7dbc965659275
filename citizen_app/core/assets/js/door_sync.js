// Sends what waits, in its order, and brings the list. The server takes each id once, so sending again is harmless.
const BATCH = 50;
const PATIENCE = 15000;
const SOON = 5000;
const LATER = 30000;

export function startSync(url, session, store, onState, onAnswer) {
  let isBusy = false;
  let isWanted = false;
  let timer;

  async function now() {
    clearTimeout(timer);
    if (isBusy) {
      isWanted = true;
      return;
    }
    isBusy = true;
    let state;
    do {
      isWanted = false;
      state = await once();
    } while (isWanted || state === "more");
    isBusy = false;
    const left = (await store.waiting(session)).length;
    onState(state, left);
    clearTimeout(timer);
    timer = setTimeout(now, left ? SOON : LATER);
  }

  async function once() {
    const waiting = await store.waiting(session);
    const items = waiting.slice(0, BATCH);
    if (items.length) onState("sending", waiting.length);
    const answer = await post(items);
    if (typeof answer === "string") return answer;
    const taken = new Set(answer.taken.map((one) => one.id));
    for (const item of items) if (taken.has(item.mark.id)) await store.remove(item.n);
    await onAnswer(answer);
    return waiting.length > items.length ? "more" : "online";
  }

  async function post(items) {
    const marks = items.map((item) => ({ ...item.mark, ago: Math.max(0, Math.round((Date.now() - item.at) / 1000)) }));
    const patience = new AbortController();
    const end = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ marks }),
        signal: patience.signal,
      });
      if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return "out";
      return response.ok ? await response.json() : "trouble";
    } catch (error) {
      return "offline";
    } finally {
      clearTimeout(end);
    }
  }

  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", () => !document.hidden && now());
  return now;
}
