"""A question's states: sent, then approved or refused; joined to another; taken back."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue.policies import (
    can_withdraw,
    has_open_appeal,
    is_asker_without_appeal,
    is_the_system,
    may_decide,
    may_note,
    may_run,
)
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a question stands."""

    SENT = "sent"
    APPROVED = "approved"
    REFUSED = "refused"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


S = State
STATE_LABELS: dict[str, object] = {
    S.SENT: _l("Waiting to be read"),
    S.APPROVED: _l("On the board"),
    S.REFUSED: _l("Not shown"),
    S.MERGED: _l("Joined to another"),
    S.WITHDRAWN: _l("Withdrawn"),
}
TRANSITIONS = (
    Transition(
        name="approve",
        sources=frozenset({S.SENT}),
        target=S.APPROVED,
        permission=P.DIALOGUE_MODERATE,
        guard=may_decide,
        label=_l("Approve"),
        event="QuestionApproved",
        kind="primary",
    ),
    Transition(
        name="refuse",
        sources=frozenset({S.SENT}),
        target=S.REFUSED,
        permission=P.DIALOGUE_MODERATE,
        guard=may_decide,
        label=_l("Do not show it"),
        event="QuestionRefused",
        kind="warning",
    ),
    Transition(
        name="merge",
        sources=frozenset({S.SENT, S.APPROVED}),
        target=S.MERGED,
        permission=P.DIALOGUE_MODERATE,
        guard=may_decide,
        label=_l("Join to another question"),
        event="QuestionMerged",
    ),
    Transition(
        name="assign",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.DIALOGUE_MODERATE,
        guard=may_decide,
        label=_l("Ask a department"),
        event="QuestionAssigned",
    ),
    Transition(
        name="prepare",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.DIALOGUE_PREPARE,
        label=_l("Prepare the answer"),
        event="AnswerPrepared",
    ),
    Transition(
        name="show",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.DIALOGUE_RUN,
        guard=may_run,
        label=_l("Put on the screen"),
        event="QuestionShown",
        kind="primary",
    ),
    Transition(
        name="note",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.DIALOGUE_RUN,
        guard=may_note,
        label=_l("Write down the answer"),
        event="AnswerNoted",
    ),
    Transition(
        name="answer",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.DIALOGUE_RUN,
        guard=may_run,
        label=_l("It is answered"),
        event="QuestionAnswered",
        kind="primary",
    ),
    Transition(
        name="unanswer",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=P.DIALOGUE_RUN,
        guard=may_run,
        label=_l("Not answered yet"),
        event="QuestionAnswered",
    ),
    Transition(
        name="hand_over",
        sources=frozenset({S.APPROVED}),
        target=None,
        permission=None,
        guard=is_the_system,
        label=_l("Goes on as a case"),
        event="QuestionBecameCase",
    ),
    Transition(
        name="withdraw",
        sources=frozenset({S.SENT, S.APPROVED, S.REFUSED}),
        target=S.WITHDRAWN,
        permission=None,
        guard=can_withdraw,
        label=_l("Withdraw my question"),
        event="QuestionWithdrawn",
    ),
    # The question that it was joined to was taken back: it is read again for itself.
    Transition(
        name="give_back",
        sources=frozenset({S.MERGED}),
        target=S.SENT,
        permission=None,
        guard=is_the_system,
        label=_l("Read it again"),
        event="QuestionGivenBack",
    ),
    Transition(
        name="appeal",
        sources=frozenset({S.REFUSED}),
        target=None,
        permission=None,
        guard=is_asker_without_appeal,
        label=_l("Object to it"),
        event="RefusalAppealed",
    ),
    Transition(
        name="uphold",
        sources=frozenset({S.REFUSED}),
        target=None,
        permission=P.DIALOGUE_SUPERVISE,
        guard=has_open_appeal,
        label=_l("The refusal stands"),
        event="AppealDecided",
    ),
    Transition(
        name="overturn",
        sources=frozenset({S.REFUSED}),
        target=S.APPROVED,
        permission=P.DIALOGUE_SUPERVISE,
        guard=has_open_appeal,
        label=_l("Show the question"),
        event="AppealDecided",
        kind="primary",
    ),
)

machine = Machine(State, TRANSITIONS)
