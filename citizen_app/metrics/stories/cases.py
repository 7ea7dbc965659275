"""The story of a report: sent, received, answered or not, judged, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from citizen_app.core import clock
from citizen_app.core.calendar import WorkingCalendar
from citizen_app.metrics.stories.case import Case, leaves
from citizen_app.metrics.stories.seeing import seen_of
from citizen_app.metrics.stories.telling import (
    MOST_DAYS,
    CalendarOf,
    Line,
    Share,
    Told,
    day_of,
    first_of,
    last_ward,
    left_in,
    overdue_span,
)

FORWARDED = ("ReportForwarded", "ReportForwardedWithin")
ENVIRONMENT = frozenset(
    {"moi-truong", "thu-gom-rac", "xa-rac", "kenh-rach", "mui-khoi-bui", "vat-nuoi", "bien-rung"}
)
# Rubbish, flooding, lights, water, power, roads: what PAPI 6.3 asks of daily services.
BASIC = frozenset({"thu-gom-rac", "thoat-nuoc", "chieu-sang", "cap-nuoc", "dien", "mat-duong"})
CONTENT = 4  # of 5


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
        shares += _of_privacy(case, case.sent, received)
    if case.answered:
        first = case.answered[0]
        days = calendar.working_days_between(sent_on, day_of(first))
        shares.append(Share("A2", day_of(first), 1, 1, _bin(days)))
    for number, answer in enumerate(case.answered):
        following = case.answered[number + 1] if number + 1 < len(case.answered) else None
        shares += _of_answer(case, answer, following)
    shares += _of_basic_services(case, sent_on, calendar)
    neighbourhood = case.sent.facts["neighbourhood_id"]
    return Told(
        ward_id,
        tuple(shares),
        neighbourhood=str(neighbourhood) if neighbourhood and not _moved(case) else "",
        department=case.department,
        field=case.field,
        seen=seen_of(lines),
    )


def left_by_case(lines: Sequence[Line]) -> list[Told]:
    """Return what a report leaves in each ward that handed it on to another and has it no more.

    There it ended without an answer; handed on after its limit it was late, and stays so.
    """
    case, holder = Case(lines), last_ward(lines)
    if case.sent is None:
        return []
    left: dict[int, Told] = {}
    copy_of: Line | None = None
    for line in lines:
        if line.kind != "ReportForwarded" or not line.facts["to_ward"]:
            continue
        if copy_of is not None and copy_of.facts == line.facts:
            copy_of = None  # the copy in the ward that received it
            continue
        copy_of = line
        if line.ward_id is not None and line.ward_id != holder:
            left[line.ward_id] = left_in(line.ward_id, _of_leaving(case, case.sent, line))
    return list(left.values())


def _of_leaving(case: Case, sent: Line, line: Line) -> list[Share]:
    day, due = day_of(sent), case.due_before(line)
    gone = [Share("A26", day, 1, 1), Share("A27", day, 1, 1)]
    end = case.end
    is_waiting = end is None or case.lines.index(end) > case.lines.index(line)
    if is_waiting and due is not None and clock.local_date(due) < day_of(line):
        due_on = clock.local_date(due)
        unsolved = [
            Share("A31", due_on, 1, 1),
            Share("A32", due_on, 0, 1),
            Share("T9", due_on, 0, 1),
        ]
        late = overdue_span("A7", due_on, day_of(line))
        gone += [Share("A1", due_on, 0, 1), *unsolved, *late]
    return gone


def _of_privacy(case: Case, sent: Line, received: Line) -> list[Share]:
    """Return whether the ward keeps private what its sender did not want private; if that is known."""
    if sent.facts.get("privacy_asked") is not False:
        return []
    seen = [one for one in case.lines if one.kind in {"ReportReceived", "ReportRescreened"}]
    is_kept = seen[-1].facts["visibility"] == "private"
    return [Share("K6", day_of(received), int(is_kept), 1)]


def _of_basic_services(case: Case, sent_on: dt.date, calendar: WorkingCalendar) -> list[Share]:
    """Return the working days up to the answer that the sender says solved it."""
    if case.field not in BASIC:
        return []
    for number, answer in enumerate(case.answered):
        following = case.answered[number + 1] if number + 1 < len(case.answered) else None
        judged = case.after(answer, "ReportJudged", until=following)
        if judged and judged[-1].facts["solved"] == "yes":
            days = calendar.working_days_between(sent_on, day_of(answer))
            return [Share("T7", day_of(answer), 1, 1, _bin(days))]
    return []


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
        Share("A26", day, int(case.end is not None and case.end.kind != "AnswerPublished"), 1),
        Share("A27", day, int(any(leaves(line) for line in case.lines)), 1),
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
    return [Share("A1", due_on, int(in_time), 1), *_of_outcome(case, due_on), *late, *explained]


def _of_outcome(case: Case, due_on: dt.date) -> list[Share]:
    """Return what became of a report that was due: of all, so that no silence and no answer helps."""
    last = case.answered[-1] if case.answered else None
    judged = case.after(last, "ReportJudged") if last is not None else []
    solved = bool(judged) and judged[-1].facts["solved"] == "yes"
    content = bool(judged) and (judged[-1].facts["satisfaction"] or 0) >= CONTENT
    undone = not solved and (last is None or not last.facts["is_fixed"])
    shares = [
        Share("A31", due_on, int(undone), 1),
        Share("A32", due_on, int(solved), 1),
        Share("T9", due_on, int(content), 1),
    ]
    return [*shares, Share("T10", due_on, int(solved), 1)] if case.field in BASIC else shares


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
        Share("T2", day, int(opinion is not None), 1),
    ]
    if not case.is_private_by_right:
        shares.append(Share("K5", day, int(answer.facts["visibility"] == "public"), 1))
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
