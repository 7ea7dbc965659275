"""Rows of public things, read from their events: facts without a word that anybody wrote.

Nothing is taken from the tables with people's words, so nothing of them can slip into a file.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from citizen_app.core import clock
from citizen_app.metrics.stories import Told
from citizen_app.metrics.stories.cases import ENVIRONMENT, FORWARDED, Case
from citizen_app.metrics.stories.telling import Line, Share, day_of, first_of, moment_of
from citizen_app.metrics.suppression import HELD
from citizen_app.opendata.fact_shares import FROM_FACTS

Row = dict[str, Any]
Made = Iterator[tuple[str, Row]]


@dataclass(frozen=True)
class Names:
    """What the numbers in events are called in a ward."""

    ward_code: str
    neighbourhoods: Mapping[str, str]
    departments: Mapping[str, str]


def rows_of(kind: str, lines: Sequence[Line], told: Told, names: Names) -> Made:
    """Yield (data set, row) of a public thing, from its events and what it tells."""
    code = _code_of(lines)
    place = names.neighbourhoods.get(told.neighbourhood, "") if kind not in MAKERS else ""
    for dataset, row in MAKERS.get(kind, _nothing)(lines, told, names):
        yield dataset, {"ward_code": names.ward_code, "code": code, **row}
    for share in told.shares:
        if share.indicator not in FROM_FACTS | HELD:
            yield "shares", _share_row(kind, code, place, share, names)


def _share_row(kind: str, code: str, place: str, share: Share, names: Names) -> Row:
    return {
        "ward_code": names.ward_code,
        "thing": kind,
        "code": code,
        "neighbourhood": place,
        "indicator": share.indicator,
        "day": share.day,
        "num": share.num,
        "den": share.den,
        "bin": share.bin,
    }


def _code_of(lines: Sequence[Line]) -> str:
    """Return the code of a thing; of a wave its quarter, of a turn of speaking nothing."""
    named = (line.facts.get("code") or line.facts.get("quarter") for line in lines)
    return str(next((name for name in named if name), ""))


def _nothing(_lines: Sequence[Line], _told: Told, _names: Names) -> Made:
    """Make no row: speakers are people, and waves have a table of their own."""
    return iter(())


def _case(lines: Sequence[Line], told: Told, names: Names) -> Made:
    case = Case(lines)
    sent = case.sent
    assert sent is not None, "a case that tells something was sent"
    received = first_of(lines, "ReportReceived")
    answered = case.answered[0] if case.answered else None
    end, days = case.end, _days_of(told)
    is_answer = end is not None and end.kind == "AnswerPublished"
    in_time = is_answer and end is not None and case.due_at is not None and end.at <= case.due_at
    handed_on = {(line.at, str(line.facts)) for line in lines if line.kind in FORWARDED}
    yield (
        "cases",
        {
            "kind": sent.facts["kind"],
            "field": told.field,
            "is_environment": told.field in ENVIRONMENT,
            "neighbourhood": names.neighbourhoods.get(told.neighbourhood, ""),
            "department": names.departments.get(told.department, ""),
            "sent_on": day_of(sent),
            "received_on": day_of(received) if received is not None else None,
            "days_to_receive": days.get("A20"),
            "due_on": clock.local_date(case.due_at) if case.due_at is not None else None,
            "ended_on": day_of(end) if end is not None else None,
            "ended_by": "" if end is None else "answer" if is_answer else "other",
            "answered_in_time": in_time,
            "delay_explained": case.has("DelayExplained"),
            "was_extended": case.has("DueDateExtended"),
            "was_asked": case.has("SenderAsked"),
            "was_refused": case.has("ReportRefused"),
            "was_merged": case.has("ReportMerged"),
            "was_withdrawn": case.has("ReportWithdrawn"),
            "times_handed_on": len(handed_on),
            "answered_on": day_of(answered) if answered is not None else None,
            "days_to_answer": days.get("A2"),
        },
    )
    for number, answer in enumerate(case.answered):
        following = case.answered[number + 1] if number + 1 < len(case.answered) else None
        yield "answers", _answer(case, answer, following, number + 1)
    yield from _months(lines)


def _days_of(told: Told) -> dict[str, int]:
    """Return the working days that were counted: they depend on the calendar, which the story has read."""
    return {share.indicator: share.bin for share in told.shares if share.indicator in {"A2", "A20"}}


def _answer(case: Case, answer: Line, following: Line | None, number: int) -> Row:
    judged = case.after(answer, "ReportJudged", until=following)
    opinion = judged[-1] if judged else None
    return {
        "number": number,
        "answered_on": day_of(answer),
        "was_public": answer.facts["visibility"] == "public",
        "says_fixed": bool(answer.facts["is_fixed"]),
        "judged_on": day_of(opinion) if opinion is not None else None,
        "solved": opinion.facts["solved"] if opinion is not None else "",
        "mark": opinion.facts["satisfaction"] if opinion is not None else None,
        "was_reopened": bool(case.after(answer, "ReportReopened", until=following)),
        "was_corrected": bool(case.after(answer, "AnswerCorrected", until=following)),
    }


def _months(lines: Sequence[Line]) -> Made:
    supports, found = Counter[dt.date](), Counter[dt.date]()
    for line in lines:
        if line.kind == "ReportSupported":
            supports[day_of(line).replace(day=1)] += 1
        elif line.kind == "AnswerFoundInstead":
            found[day_of(line).replace(day=1)] += 1
    for month in sorted(supports.keys() | found.keys()):
        counts = {"supports": supports[month], "answers_found": found[month]}
        yield "case_months", {"month": month, **counts}


def _question(lines: Sequence[Line], told: Told, names: Names) -> Made:
    sent = first_of(lines, "QuestionSent")
    assert sent is not None, "a question that tells something was sent"
    decided = first_of(lines, "QuestionApproved", "QuestionRefused", "QuestionMerged")
    appeal = first_of(lines, "AppealDecided")
    yield (
        "questions",
        {
            "dialogue": "",
            "field": told.field,
            "neighbourhood": names.neighbourhoods.get(told.neighbourhood, ""),
            "sent_on": day_of(sent),
            "was_decided": decided is not None,
            "appeal_decided_on": day_of(appeal) if appeal is not None else None,
            "appeal_overturned": appeal is not None and appeal.facts["outcome"] == "overturned",
        },
    )


def _session(lines: Sequence[Line], told: Told, names: Names) -> Made:
    planned = first_of(lines, "DialoguePlanned")
    notices = [one for one in lines if one.kind in {"DialogueAnnounced", "DialogueNoticeChanged"}]
    closed = first_of(lines, "DialogueClosed")
    published = first_of(lines, "DialogueResultsPublished")
    marks = [line for line in lines if line.kind == "AttendanceMarked"]
    facts = closed.facts if closed is not None else {}
    due = facts.get("results_due_on") or None
    counted = closed is not None and marks
    yield (
        "dialogues",
        {
            "kind": planned.facts["session_kind"] if planned is not None else "",
            "announced_on": day_of(notices[0]),
            "starts_on": clock.local_date(moment_of(notices[-1].facts["starts_at"])),
            "notice_in_time": bool(notices[-1].facts["is_in_time"]),
            "closed_on": day_of(closed) if closed is not None else None,
            "answered": facts.get("answered"),
            "unanswered": facts.get("unanswered"),
            "results_due_on": dt.date.fromisoformat(due) if due else None,
            "results_in_time": bool(published is not None and published.facts["is_in_time"]),
            "people": marks[-1].facts["people"] if counted else None,
        },
    )


PROMISED_IN = {"answer": "answer", "dialogue_question": "dialogue"}


def _commitment(lines: Sequence[Line], told: Told, names: Names) -> Made:
    made = first_of(lines, "CommitmentMade")
    assert made is not None, "a commitment that tells something was made"
    moves = [line for line in lines if line.kind == "CommitmentDateChanged"]
    first = dt.date.fromisoformat(made.facts["due_on"])
    done_on = next((share.day for share in told.shares if share.indicator == "A12"), None)
    yield (
        "commitments",
        {
            "promised_in": PROMISED_IN.get(made.facts["subject_type"], "office"),
            "department": names.departments.get(told.department, ""),
            "made_on": day_of(made),
            "first_due_on": first,
            "due_on": dt.date.fromisoformat(moves[-1].facts["due_on"]) if moves else first,
            "was_moved": bool(moves),
            "done_on": done_on,
            "was_disputed": done_on is not None
            and first_of(lines, "CommitmentDisputed") is not None,
        },
    )


MAKERS: Mapping[str, Callable[[Sequence[Line], Told, Names], Made]] = {
    "report": _case,
    "dialogue_question": _question,
    "dialogue_session": _session,
    "commitment": _commitment,
}
