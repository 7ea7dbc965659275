"""The story of a report: sent, received, answered or not, judged, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from citizen_app.core import clock
from citizen_app.metrics.stories.telling import (
    MOST_DAYS,
    CalendarOf,
    Line,
    Share,
    Told,
    day_of,
    first_of,
    last_ward,
    moment_of,
    overdue_span,
)

FORWARDED = ("ReportForwarded", "ReportForwardedWithin")
ENVIRONMENT = frozenset(
    {"moi-truong", "thu-gom-rac", "xa-rac", "kenh-rach", "mui-khoi-bui", "vat-nuoi", "bien-rung"}
)


@dataclass(frozen=True)
class Case:
    """What the indicators ask of a report, worked out from its events."""

    lines: Sequence[Line]

    @cached_property
    def sent(self) -> Line | None:
        """Return its sending; a case taken over from another system has none and counts nowhere."""
        return first_of(self.lines, "ReportSubmitted")

    @cached_property
    def answered(self) -> list[Line]:
        """Return each publishing of an answer."""
        return [line for line in self.lines if line.kind == "AnswerPublished"]

    @cached_property
    def end(self) -> Line | None:
        """Return what ended the first wait of the sender, an answer or something else."""
        return next((line for line in self.lines if _ends(line)), None)

    @cached_property
    def due_at(self) -> dt.datetime | None:
        """Return the limit in force when the first wait ended, or now."""
        due = None
        for line in self.lines:
            if line is self.end:
                break
            if line.kind in {"DueDateSet", "DueDateExtended"}:
                due = moment_of(line.facts["due_at"])
        return due

    @cached_property
    def field(self) -> str:
        """Return the code of its field, "" while nobody chose one."""
        chosen = [
            line.facts["category"]
            for line in self.lines
            if line.kind in {"ReportSubmitted", "ReportReceived"}
        ]
        return next((code for code in reversed(chosen) if code), "")

    @cached_property
    def department(self) -> str:
        """Return the department that has it, or had it last in its ward."""
        for line in reversed(self.lines):
            if line.kind == "ReportAssigned":
                return str(line.facts["department_id"])
            if line.kind == "ReportForwardedWithin":
                return str(line.facts["to_department"])
            if line.kind == "ReportForwarded" and line.facts["to_ward"]:
                return ""
        return ""

    def has(self, *kinds: str) -> bool:
        """Return whether something of these kinds happened."""
        return first_of(self.lines, *kinds) is not None

    def after(self, line: Line, *kinds: str, until: Line | None = None) -> list[Line]:
        """Return what of these kinds came after an event, up to another one."""
        start = self.lines.index(line) + 1
        stop = self.lines.index(until) if until is not None else len(self.lines)
        return [one for one in self.lines[start:stop] if one.kind in kinds]


def _ends(line: Line) -> bool:
    if line.kind == "ReportForwarded":
        return not line.facts["to_ward"]  # it left the platform
    return line.kind in {"AnswerPublished", "ReportRefused", "ReportWithdrawn", "ReportMerged"}


def read_case(lines: Sequence[Line], calendar_of: CalendarOf) -> Told | None:
    """Return what a report adds to the indicators, or None when it counts nowhere."""
    case, ward_id = Case(lines), last_ward(lines)
    if case.sent is None or ward_id is None:
        return None
    calendar = calendar_of(ward_id)
    sent_on = day_of(case.sent)
    shares = [*_of_sending(case, case.sent), *_of_limit(case), *_of_help(case)]
    received = first_of(lines, "ReportReceived")
    if received is not None:
        days = calendar.working_days_between(sent_on, day_of(received))
        shares.append(Share("A20", day_of(received), 1, 1, _bin(days)))
    if case.answered:
        first = case.answered[0]
        days = calendar.working_days_between(sent_on, day_of(first))
        shares.append(Share("A2", day_of(first), 1, 1, _bin(days)))
    for number, answer in enumerate(case.answered):
        following = case.answered[number + 1] if number + 1 < len(case.answered) else None
        shares += _of_answer(case, answer, following)
    neighbourhood = case.sent.facts["neighbourhood_id"]
    return Told(
        ward_id,
        tuple(shares),
        neighbourhood=str(neighbourhood) if neighbourhood and not _moved(case) else "",
        department=case.department,
        field=case.field,
    )


def _bin(days: int) -> int:
    return max(0, min(days, MOST_DAYS))


def _moved(case: Case) -> bool:
    """Return whether it went to another ward, where its neighbourhood means nothing."""
    return any(line.kind == "ReportForwarded" and line.facts["to_ward"] for line in case.lines)


def _of_sending(case: Case, sent: Line) -> list[Share]:
    """Return what counts on the day of sending."""
    day = day_of(sent)
    # Both wards keep a copy of a forwarding between them.
    handed_on = {(line.at, str(line.facts)) for line in case.lines if line.kind in FORWARDED}
    shares = [
        Share("L7", day, 1, 0),
        Share("L3", day, int(not sent.facts["has_account"]), 1),
        Share("L4", day, int(case.has("ConsentGiven")), 1),
        Share("L8", day, int(case.has("ReceptionEntered")), 1),
        Share("A9", day, int(case.has("ReportRefused")), 1),
        Share("B10", day, int(case.has("ReportMerged")), 1),
        Share("A18", day, int(case.has("DueDateExtended")), 1),
        Share("A21", day, int(case.has("SenderAsked")), 1),
        Share("A22", day, int(case.has("ReportWithdrawn")), 1),
    ]
    if sent.channel == "web":
        shares.append(Share("T8", day, 1, 1))
    if handed_on:
        shares.append(Share("A8", day, int(len(handed_on) > 1), 1))
    return shares


def _of_limit(case: Case) -> list[Share]:
    """Return whether the first answer came in its limit (Law 10/2022 art. 35 and the rule in force).

    What was refused, withdrawn, merged or sent away in its limit waits for no answer and is not
    counted; after its limit it counts as late, so that nothing late can be made to disappear.
    """
    if case.due_at is None:
        return []
    due_on = clock.local_date(case.due_at)
    end = case.end
    ended_on = day_of(end) if end is not None else None
    late = overdue_span("A7", due_on, ended_on)
    explained = [Share("A19", due_on, int(case.has("DelayExplained")), 1)] if late else []
    if end is not None and end.kind != "AnswerPublished" and not late:
        return []
    in_time = end is not None and end.kind == "AnswerPublished" and end.at <= case.due_at
    return [Share("A1", due_on, int(in_time), 1), *late, *explained]


def _of_answer(case: Case, answer: Line, following: Line | None) -> list[Share]:
    """Return what counts on the day an answer was published, and on the day it was judged."""
    day = day_of(answer)
    judged = case.after(answer, "ReportJudged", until=following)
    opinion = judged[-1] if judged else None
    solved = opinion.facts["solved"] if opinion is not None else ""
    unsolved = solved in {"no", "partly"} or (not solved and not answer.facts["is_fixed"])
    shares = [
        Share("A3", day, int(unsolved), 1),
        Share("A25", day, int(solved == "yes"), 1),
        Share("A5", day, int(bool(case.after(answer, "ReportReopened", until=following))), 1),
        Share("A6", day, int(bool(case.after(answer, "AnswerCorrected", until=following))), 1),
        Share("K5", day, int(answer.facts["visibility"] == "public"), 1),
        Share("T2", day, int(opinion is not None), 1),
    ]
    if case.field in ENVIRONMENT:
        shares.append(Share("A16", day, int(solved == "yes"), 1))
    if opinion is not None:
        judged_on = day_of(opinion)
        shares.append(Share("A4", judged_on, int(solved == "yes"), 1))
        mark = opinion.facts["satisfaction"]
        if mark is not None:
            shares.append(Share("T1", judged_on, mark, 1, mark))
    return shares


def _of_help(case: Case) -> list[Share]:
    """Return what others took from the case: their own answer, or that they have the same trouble."""
    found = [
        Share("K9", day_of(one), 1, 0) for one in case.lines if one.kind == "AnswerFoundInstead"
    ]
    same = [Share("L6", day_of(one), 1, 0) for one in case.lines if one.kind == "ReportSupported"]
    return [*found, *same]
