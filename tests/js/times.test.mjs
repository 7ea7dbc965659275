import assert from "node:assert/strict";
import test from "node:test";
import { findAnswers } from "../../citizen_app/core/assets/js/pocket/lookup.js";
import { standing } from "../../citizen_app/core/assets/js/pocket/times.js";

const DAY = 86400000;
const START = Date.UTC(2026, 10, 27);

test("after seven days it is over, from the fifth on it is old", () => {
  const at = (days) => standing({ prepared: START, seen: START, skew: 0 }, START + days * DAY);
  assert.deepEqual([at(1).isOld, at(5).isOld, at(6.9).isOver, at(7).isOver], [false, true, false, true]);
  assert.equal(at(5).daysLeft, 2);
});

test("a clock that runs back is noticed and does not make things younger", () => {
  const back = standing({ prepared: START, seen: START + 6 * DAY, skew: 0 }, START - 30 * DAY);
  assert.ok(back.isClockWrong);
  assert.equal(back.days, 6);
});

test("a clock that differs from the server's by more than ten minutes is wrong", () => {
  const skewed = (minutes) => standing({ prepared: START, seen: START, skew: minutes * 60000 }, START).isClockWrong;
  assert.deepEqual([skewed(9), skewed(-11), skewed(11)], [false, true, true]);
});

test("answers are found without accents, the best first", () => {
  const answers = [
    { code: "PA-1", title: "Ổ gà trên đường", text: "Có đèn báo", answer: "", place: "" },
    { code: "PA-2", title: "Đèn đường hỏng", text: "Tối", answer: "Đã thay", place: "Lê Lợi" },
    { code: "PA-3", title: "Rác", text: "Hôi", answer: "", place: "" },
  ];
  assert.deepEqual(findAnswers(answers, "den duong").map((one) => one.code), ["PA-2", "PA-1"]);
  assert.deepEqual(findAnswers(answers, "ĐÈN ĐƯỜNG").map((one) => one.code), ["PA-2", "PA-1"]);
  assert.equal(findAnswers(answers, "xyz").length, 0);
  assert.equal(findAnswers(answers, " ").length, 3);
});
