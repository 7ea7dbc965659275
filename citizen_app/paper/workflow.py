"""A sheet's states and the steps between them."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.paper.policies import is_second_person, was_handed_out, was_kept
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where a sheet stands."""

    PRINTED = "printed"
    HANDED_OUT = "handed_out"
    ENTERED = "entered"
    CHECKED = "checked"
    BLOCKED = "blocked"


S = State
UNUSED = frozenset({S.PRINTED, S.HANDED_OUT})
STATE_LABELS: dict[str, object] = {
    S.PRINTED: _l("Printed"),
    S.HANDED_OUT: _l("Handed out"),
    S.ENTERED: _l("Waits for the second person"),
    S.CHECKED: _l("Has become a case"),
    S.BLOCKED: _l("Blocked"),
}

TRANSITIONS = (
    Transition(
        name="hand_out",
        sources=frozenset({S.PRINTED}),
        target=S.HANDED_OUT,
        permission=P.PAPER_KEEP,
        label=_l("Hand the booklet out"),
        event="BookletHandedOut",
        kind="primary",
    ),
    Transition(
        name="block",
        sources=UNUSED,
        target=S.BLOCKED,
        permission=P.PAPER_KEEP,
        label=_l("Block the booklet"),
        event="BookletBlocked",
        kind="warning",
    ),
    Transition(
        name="unblock",
        sources=frozenset({S.BLOCKED}),
        target=S.HANDED_OUT,
        permission=P.PAPER_KEEP,
        guard=was_handed_out,
        label=_l("Take the block away"),
        event="BookletUnblocked",
    ),
    Transition(
        name="unblock_kept",
        sources=frozenset({S.BLOCKED}),
        target=S.PRINTED,
        permission=P.PAPER_KEEP,
        guard=was_kept,
        label=_l("Take the block away"),
        event="BookletUnblocked",
    ),
    Transition(
        name="release",
        sources=frozenset({S.BLOCKED}),
        target=S.HANDED_OUT,
        permission=P.PAPER_KEEP,
        guard=was_handed_out,
        label=_l("Let this one sheet in"),
        event="SheetReleased",
    ),
    Transition(
        name="enter",
        sources=frozenset({S.HANDED_OUT}),
        target=S.ENTERED,
        permission=P.REPORT_ON_BEHALF,
        label=_l("Enter the sheet"),
        event="SheetEntered",
        kind="primary",
    ),
    Transition(
        name="check",
        sources=frozenset({S.ENTERED}),
        target=S.CHECKED,
        permission=P.PAPER_KEEP,
        guard=is_second_person,
        label=_l("It is as on the paper: make it a case"),
        event="SheetChecked",
        kind="primary",
    ),
    Transition(
        name="give_back",
        sources=frozenset({S.ENTERED}),
        target=S.HANDED_OUT,
        permission=P.PAPER_KEEP,
        guard=is_second_person,
        label=_l("Throw the entry away"),
        event="SheetGivenBack",
        kind="warning",
    ),
)

machine = Machine(State, TRANSITIONS)
