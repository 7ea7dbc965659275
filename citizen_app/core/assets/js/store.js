// localStorage that may be missing, full or forbidden: then nothing is kept, and nothing breaks.
const PREFIX = "lang-nghe:";

export function remember(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch (error) {
    // kept nothing
  }
}

export function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch (error) {
    return null;
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch (error) {
    // nothing was kept
  }
}

// Forgets everything under a prefix that is no longer wanted.
export function forgetAll(prefix, isUnwanted) {
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX + prefix))
      .map((name) => name.slice(PREFIX.length))
      .filter((key) => isUnwanted(recall(key)))
      .forEach(forget);
  } catch (error) {
    // nothing was kept
  }
}
