// Published answers that the phone carries: found by words, with or without diacritics, the best first.
import { fold } from "../door_codes.js";

const MOST = 20;

export function findAnswers(answers, typed) {
  const words = fold(typed).split(/[^a-z0-9]+/).filter(Boolean);
  if (!words.length) return answers.slice(0, MOST);
  return answers
    .map((answer, place) => ({ answer, place, rank: rankOf(answer, words) }))
    .filter((found) => found.rank > 0)
    .sort((a, b) => b.rank - a.rank || a.place - b.place)
    .slice(0, MOST)
    .map((found) => found.answer);
}

function rankOf(answer, words) {
  const title = fold(answer.title);
  const whole = `${title} ${fold(answer.text)} ${fold(answer.answer)} ${fold(answer.place || "")} ${answer.code.toLowerCase()}`;
  const phrase = words.join(" ");
  let rank = words.length > 1 && whole.includes(phrase) ? (title.includes(phrase) ? 9 : 4) : 0;
  for (const word of words) {
    if (!whole.includes(word)) return 0;
    rank += title.includes(word) ? 3 : 1;
  }
  return rank;
}
