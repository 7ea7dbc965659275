// Talking to the server. Each call says which version of the app it comes from; each answer becomes one of
//   {ok, ...}                what was asked for
//   {problem: "offline"}     no connection, or it broke off: nobody knows whether the server has it
//   {problem: "trouble"}     the server cannot just now (5xx, too many tries)
//   {problem: "out"}         signed out
//   {problem: "update"}      this version of the app is too old
//   {problem: "wipe"}        the ward wants this phone emptied
//   {problem: "conflict", conflict, words, ...}   the server says why not
export const VERSION = 2;

// `device` is the phone's own secret; the server knows the phone by it (set once it is known).
export const own = { device: "" };

export async function call(url, { body, bytes, patience = 20000, headers = {} } = {}) {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), patience);
  const wanted = { "X-So-Tay": String(VERSION), "X-May": own.device, ...headers };
  const options = { redirect: "manual", credentials: "same-origin", cache: "no-store", signal: end.signal, headers: wanted };
  if (body !== undefined) {
    wanted["Content-Type"] = "application/json";
    Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  } else if (bytes !== undefined) {
    wanted["Content-Type"] = "application/octet-stream";
    Object.assign(options, { method: "POST", body: bytes });
  }
  try {
    return await read(await fetch(url, options));
  } catch (error) {
    return { problem: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

export async function read(response) {
  if (response.type === "opaqueredirect" || response.status === 401) return { problem: "out" };
  const told = await response.json().catch(() => null);
  const serverTime = Date.parse(response.headers.get("Date") || "");
  if (response.ok && told) return { ...told, ok: true, serverTime };
  if (response.status === 426) return { problem: "update" };
  if (told && told.wipe) return { problem: "wipe", words: told.words };
  if (told && told.conflict) return { ...told, problem: "conflict", status: response.status };
  if (response.status === 403) return { problem: "out" };
  return { problem: "trouble", status: response.status };
}
