// Clocks and ages. A phone's clock may be wrong: what the server says counts where there is a connection, and time
// never runs backwards from what was seen last.
const MINUTE = 60000;
const DAY = 24 * 60 * MINUTE;
export const KEEP_DAYS = 7;
export const WARN_DAYS = 5;
const MUCH = 10 * MINUTE;

// `times`: {prepared, seen, skew} in milliseconds; skew is the server's clock less the phone's.
export function standing(times, now = Date.now()) {
  const ranBack = Boolean(times.seen) && now < times.seen - MUCH;
  const moment = Math.max(now, times.seen || 0);
  const age = times.prepared ? moment - times.prepared : 0;
  return {
    age,
    days: Math.floor(age / DAY),
    daysLeft: Math.max(0, Math.ceil((KEEP_DAYS * DAY - age) / DAY)),
    isOver: age >= KEEP_DAYS * DAY,
    isOld: age >= WARN_DAYS * DAY,
    isClockWrong: ranBack || Math.abs(times.skew || 0) > MUCH,
    until: (times.prepared || moment) + KEEP_DAYS * DAY,
  };
}
