"""State machines as tables. Only a machine changes a state; buttons and diagrams come from its table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.orm.attributes import flag_modified

from citizen_app.core.actor import Actor
from citizen_app.core.errors import InvalidTransition, NotAllowed, StaleVersion
from citizen_app.core.i18n import lazy_gettext as _l


class Stateful(Protocol):
    """A thing with a state, a version that grows with each change, and a ward."""

    state: Any
    version: Any

    @property
    def permission_ward_id(self) -> int | None: ...


Guard = Callable[[Actor, Any], bool]


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One allowed step.

    `permission` None means that the step is not staff's: `guard` alone says who may take it.
    `target` None means that the thing stays where it is.
    `label` is the button's text, `hint` one line that says what happens then.
    """

    name: str
    sources: frozenset[str]
    target: str | None
    permission: str | None
    label: Any
    event: str
    hint: Any = ""
    guard: Guard | None = None
    kind: str = "secondary"

    def is_open_to(self, actor: Actor, thing: Any) -> bool:
        """Return whether this actor may take this step with this thing, its state apart."""
        if self.permission is not None and not actor.may(self.permission, thing.permission_ward_id):
            return False
        return self.guard is None or self.guard(actor, thing)


class Machine:
    """The table of one kind of thing."""

    def __init__(self, states: type[StrEnum], transitions: Iterable[Transition]) -> None:
        self.states = states
        self.transitions = {transition.name: transition for transition in transitions}

    def available(self, actor: Actor, thing: Stateful) -> list[Transition]:
        """Return the steps that this actor may take now, in the table's order."""
        return [
            t
            for t in self.transitions.values()
            if thing.state in t.sources and t.is_open_to(actor, thing)
        ]

    def may(self, actor: Actor, thing: Stateful, name: str) -> bool:
        """Return whether the named step is open to the actor now."""
        transition = self.transitions[name]
        return thing.state in transition.sources and transition.is_open_to(actor, thing)

    def apply(self, actor: Actor, thing: Stateful, name: str) -> Transition:
        """Take a step; raise NotAllowed or InvalidTransition and change nothing if it is not open."""
        transition = self.transitions[name]
        if not transition.is_open_to(actor, thing):
            raise NotAllowed(_l("You may not do this with this case."))
        if thing.state not in transition.sources:
            raise InvalidTransition(
                _l("This case has moved on since. Look at it again before you go on.")
            )
        if transition.target is not None:
            thing.state = transition.target
        # The version grows with every step, also with one that stays: a second draft must make an
        # approval form that shows the first one stale.
        flag_modified(thing, "state")
        return transition


def check_version(thing: Stateful, seen: int | None) -> None:
    """Raise StaleVersion when somebody else changed the thing since the form was opened."""
    if seen is not None and seen != thing.version:
        raise StaleVersion(_l("Somebody else changed this case while you were working on it."))
