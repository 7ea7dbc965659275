"""What people are told of a state: few plain words, and "late" worked out, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citizen_app.core import clock
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Fixed, Kind, Report
from citizen_app.feedback.refusals import GROUNDS, REFUSAL_GROUNDS
from citizen_app.feedback.workflow import OPEN, STATE_LABELS, WITH_WARD, State

KIND_LABELS: dict[str, object] = {
    Kind.REPORT: _l("Report of a problem"),
    Kind.PROPOSAL: _l("Proposal"),
    Kind.SUGGESTION: _l("Suggestion"),
    Kind.QUESTION: _l("Question"),
}
# Who alone reads a case that is about somebody of the ward, or looks like a denunciation.
CONFINED_LABELS: dict[str, object] = {
    "clerk": _l("For the reception clerk alone"),
    "leader": _l("For the leaders alone"),
    "city": _l("For the city alone"),
}
SOLVED_LABELS: dict[str, object] = {
    "yes": _l("Yes, it is solved"),
    "partly": _l("Partly"),
    "no": _l("No, it is not solved"),
}


@dataclass(frozen=True)
class PublicState:
    """A word and its colour's name."""

    key: str
    label: object


WORDS = {
    "sent": PublicState("received", _l("Sent to the ward")),
    "received": PublicState("received", _l("Received")),
    "in_progress": PublicState("in_progress", _l("In progress")),
    "waiting_resident": PublicState("waiting_resident", _l("Waiting for the sender")),
    "published": PublicState("published", _l("Answered")),
    "fixed": PublicState("fixed", _l("Fixed")),
    "not_fixed": PublicState("not_fixed", _l("Not fixed yet")),
    "forwarded": PublicState("forwarded", _l("Forwarded")),
    "merged": PublicState("merged", _l("Merged")),
    "refused": PublicState("refused", _l("Not accepted")),
    "withdrawn": PublicState("withdrawn", _l("Withdrawn")),
    "reopened": PublicState("reopened", _l("Reopened")),
}
RECEIVED_STATES = (State.RECEIVED, State.SCREENING)
PROGRESS_STATES = (State.ASSIGNED, State.IN_PROGRESS, State.DRAFTED, State.RETURNED, State.APPROVED)
# What a reader may filter by, and the states behind each word.
FILTERS: dict[str, tuple[object, tuple[State, ...]]] = {
    "da-tra-loi": (_l("Answered"), (State.PUBLISHED, State.CLOSED)),
    "da-khac-phuc": (_l("Fixed"), (State.PUBLISHED, State.CLOSED)),
    "chua-khac-phuc": (
        _l("Answered, not fixed yet"),
        (State.PUBLISHED, State.CLOSED, State.REOPENED),
    ),
    "dang-xu-ly": (
        _l("In progress"),
        (*RECEIVED_STATES, *PROGRESS_STATES, State.WAITING_RESIDENT, State.REOPENED),
    ),
    "qua-han": (_l("Overdue"), tuple(sorted(WITH_WARD))),
    "chuyen-noi-khac": (_l("Forwarded"), (State.FORWARDED,)),
    "khong-tiep-nhan": (_l("Not accepted"), (State.REFUSED,)),
}


def public_state(report: Report) -> PublicState:
    """Return the word for a report's state that residents read."""
    if report.state in RECEIVED_STATES:
        return WORDS["sent" if report.state == State.RECEIVED else "received"]
    if report.state in PROGRESS_STATES:
        return WORDS["in_progress"]
    if report.state in (State.PUBLISHED, State.CLOSED):
        if report.kind != Kind.REPORT:
            return WORDS["published"]  # a question is answered; there is nothing to fix
        return WORDS[
            {Fixed.YES: "fixed", Fixed.NO: "not_fixed"}.get(Fixed(report.fixed), "published")
        ]
    return WORDS[report.state]


def is_overdue(report: Report) -> bool:
    """Return whether the ward has let the limit pass."""
    return report.state in WITH_WARD and report.due_at is not None and report.due_at < clock.now()


# What every template may use.
TEMPLATE_WORDS: dict[str, Any] = {
    "public_state": public_state,
    "is_overdue": is_overdue,
    "open_states": OPEN,
    "state_labels": STATE_LABELS,
    "kind_labels": KIND_LABELS,
    "confined_labels": CONFINED_LABELS,
    "solved_labels": SOLVED_LABELS,
    "refusal_grounds": REFUSAL_GROUNDS,
    "grounds_of_refusal": GROUNDS,
}
