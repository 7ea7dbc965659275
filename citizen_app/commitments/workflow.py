"""A commitment's states and the table of steps between them. Late is no state: it is worked out."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.commitments.policies import (
    has_dispute,
    has_no_open_wish,
    has_open_dispute_about_other,
    has_open_wish_of_other,
    is_asker,
)
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a commitment stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


S = State
STATE_LABELS: dict[str, object] = {
    S.NOT_STARTED: _l("Not begun"),
    S.IN_PROGRESS: _l("Under way"),
    S.DONE: _l("Kept"),
}
# What people see beside the states that are stored: worked out by policies.standing.
STANDINGS: dict[str, object] = {
    **STATE_LABELS,
    "late": _l("Late"),
    "disputed": _l("Those who asked do not agree"),
    "confirmed": _l("Confirmed by those who asked"),
}
OPEN = frozenset({S.NOT_STARTED, S.IN_PROGRESS})

TRANSITIONS = (
    Transition(
        name="start",
        sources=frozenset({S.NOT_STARTED}),
        target=S.IN_PROGRESS,
        permission=P.COMMITMENT_KEEP,
        label=_l("Work has begun"),
        event="CommitmentStarted",
    ),
    Transition(
        name="finish",
        sources=OPEN,
        target=S.DONE,
        permission=P.COMMITMENT_KEEP,
        label=_l("It is done"),
        event="CommitmentDone",
        kind="primary",
        hint=_l("Say what was done, and show it: at least one photo or file."),
    ),
    Transition(
        name="add_milestone",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        label=_l("Add a milestone"),
        event="MilestoneAdded",
    ),
    Transition(
        name="mark_milestone",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        label=_l("Milestone reached"),
        event="MilestoneMarked",
    ),
    Transition(
        name="drop_milestone",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        label=_l("Take the milestone out"),
        event="MilestoneDropped",
    ),
    Transition(
        name="add_evidence",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        label=_l("Add photos and files"),
        event="EvidenceAdded",
    ),
    Transition(
        name="drop_evidence",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        label=_l("Take the file out"),
        event="EvidenceDropped",
    ),
    Transition(
        name="ask_date",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_KEEP,
        guard=has_no_open_wish,
        label=_l("Ask for another date"),
        event="CommitmentDateAsked",
        hint=_l("A second person decides. The first date stays readable."),
    ),
    Transition(
        name="grant_date",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_REDATE,
        guard=has_open_wish_of_other,
        label=_l("Agree to the new date"),
        event="CommitmentDateChanged",
        kind="primary",
    ),
    Transition(
        name="refuse_date",
        sources=OPEN,
        target=None,
        permission=P.COMMITMENT_REDATE,
        guard=has_open_wish_of_other,
        label=_l("Keep the date as it is"),
        event="CommitmentDateRefused",
    ),
    Transition(
        name="speak",
        sources=frozenset({S.DONE}),
        target=None,
        permission=None,
        guard=is_asker,
        label=_l("Say whether it is really done"),
        event="CommitmentConfirmed",
        kind="primary",
    ),
    Transition(
        name="answer_dispute",
        sources=frozenset({S.DONE}),
        target=None,
        permission=P.COMMITMENT_REVIEW,
        guard=has_open_dispute_about_other,
        label=_l("Answer the dispute"),
        event="DisputeAnswered",
        kind="primary",
    ),
    Transition(
        name="reopen",
        sources=frozenset({S.DONE}),
        target=S.IN_PROGRESS,
        permission=P.COMMITMENT_REVIEW,
        guard=has_dispute,
        label=_l("Reopen the commitment"),
        event="CommitmentReopened",
        kind="warning",
        hint=_l("It counts as not done again; what was reported stays readable."),
    ),
)

machine = Machine(State, TRANSITIONS)
