"""From rows to shares: what one thing of the open data adds to one indicator on one day.

A part of the program for strangers (recompute.py): it needs the standard library alone.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    Row = dict[str, str]
    # Indicator, day, numerator, denominator, place in the distribution (working days, marks).
    Shares = Iterator[tuple[str, str, int, int, int]]

# Indicators that follow from the columns of the rows; other shares of public things stand in shares.csv.
FROM_FACTS = frozenset(
    "A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A16 A18 A19 A20 A21 A22 A23 A24 A25 "
    "A26 B1 B2 B3 B7 B9 B10 B11 K9 L6 L7 T1 T2".split()
)


def shares_of_case(row: Row) -> Shares:
    """Yield (indicator, day, numerator, denominator, place in the distribution) of a case."""
    sent = row["sent_on"]
    yield "L7", sent, 1, 0, 0
    for indicator, column in (
        ("A9", "was_refused"),
        ("B10", "was_merged"),
        ("A18", "was_extended"),
        ("A21", "was_asked"),
        ("A22", "was_withdrawn"),
    ):
        yield indicator, sent, is_yes(row[column]), 1, 0
    yield "A26", sent, int(row["ended_by"] == "other"), 1, 0
    times = int(row["times_handed_on"])
    if times:
        yield "A8", sent, int(times > 1), 1, 0
    if row["received_on"]:
        yield "A20", row["received_on"], 1, 1, int(row["days_to_receive"])
    if row["answered_on"]:
        yield "A2", row["answered_on"], 1, 1, int(row["days_to_answer"])
    yield from shares_of_limit(row)


def shares_of_limit(row: Row) -> Shares:
    """Yield what the limit of a case adds: in time or not, overdue from then to then, explained."""
    due, ended = row["due_on"], row["ended_on"]
    if not due:
        return
    late = not ended or ended > due
    if late:
        yield "A7", day_after(due), 1, 0, 0
        if ended:
            yield "A7", ended, -1, 0, 0
        yield "A19", due, is_yes(row["delay_explained"]), 1, 0
    if late or row["ended_by"] != "other":
        yield "A1", due, is_yes(row["answered_in_time"]), 1, 0


def shares_of_answer(row: Row, is_environment: bool) -> Shares:
    """Yield what a published answer and its judgement add."""
    day, solved = row["answered_on"], row["solved"]
    unsolved = solved in ("no", "partly") or (not solved and not is_yes(row["says_fixed"]))
    yield "A3", day, int(unsolved), 1, 0
    yield "A25", day, int(solved == "yes"), 1, 0
    yield "A5", day, is_yes(row["was_reopened"]), 1, 0
    yield "A6", day, is_yes(row["was_corrected"]), 1, 0
    yield "T2", day, int(bool(row["judged_on"])), 1, 0
    if is_environment:
        yield "A16", day, int(solved == "yes"), 1, 0
    if row["judged_on"]:
        yield "A4", row["judged_on"], int(solved == "yes"), 1, 0
        if row["mark"]:
            yield "T1", row["judged_on"], int(row["mark"]), 1, int(row["mark"])


def shares_of_case_month(row: Row) -> Shares:
    """Yield what others took from a case in a month."""
    if int(row["supports"]):
        yield "L6", row["month"], int(row["supports"]), 0, 0
    if int(row["answers_found"]):
        yield "K9", row["month"], int(row["answers_found"]), 0, 0


def shares_of_question(row: Row) -> Shares:
    """Yield what a question on the board adds."""
    yield "B11", row["sent_on"], 1, 0, 0
    if is_yes(row["was_decided"]):
        yield "B3", row["sent_on"], 1, 1, 0
    if row["appeal_decided_on"]:
        yield "B9", row["appeal_decided_on"], is_yes(row["appeal_overturned"]), 1, 0


def shares_of_dialogue(row: Row) -> Shares:
    """Yield what a session adds."""
    yield "B2", row["starts_on"], is_yes(row["notice_in_time"]), 1, 0
    if not row["closed_on"]:
        return
    yield "B1", row["closed_on"], 1, 0, 0
    answered, left = int(row["answered"]), int(row["unanswered"])
    if answered + left:
        yield "A14", row["closed_on"], answered, answered + left, 0
    if row["results_due_on"]:
        yield "A13", row["results_due_on"], is_yes(row["results_in_time"]), 1, 0
    if row["people"]:
        yield "B7", row["closed_on"], int(row["people"]), 0, 0


def shares_of_commitment(row: Row) -> Shares:
    """Yield what a commitment adds."""
    first, due, done = row["first_due_on"], row["due_on"], row["done_on"]
    yield "A10", first, int(bool(done) and done <= first), 1, 0
    yield "A11", row["made_on"], is_yes(row["was_moved"]), 1, 0
    yield "A23", row["made_on"], 1, 0, 0
    if not done or done > due:
        yield "A24", day_after(due), 1, 0, 0
        if done:
            yield "A24", done, -1, 0, 0
    if done:
        yield "A12", done, is_yes(row["was_disputed"]), 1, 0


def shares_of_other(row: Row) -> Shares:
    """Yield a share that stands as it is."""
    place = int(row["bin"])
    yield row["indicator"], row.get("day") or row["month"], int(row["num"]), int(row["den"]), place


def is_yes(text: str) -> int:
    """Return 1 for true and 0 for false or nothing."""
    return int(text == "true")


def day_after(day: str) -> str:
    """Return the day after one, as text."""
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=1)).isoformat()
