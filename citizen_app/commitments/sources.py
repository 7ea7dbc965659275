"""What commitments are made in: features above this one say who may know of theirs and where they stand.

A source is added once, when its feature registers. A commitment whose source nobody registered is
shown to nobody but those who keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_

from citizen_app.commitments.models import Commitment
from citizen_app.core.actor import Actor
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.notices.commands import Recipient


@dataclass(frozen=True)
class Place:
    """Where a commitment was made: what it is called, its page for everyone (or "") and for staff.

    `kind` says in a word what it is; `more` are further pages for everyone with their names: the session
    in which it was asked, the line of its minutes.
    """

    title: str
    url: str = ""
    staff_url: str = ""
    kind: object = _l("Promised in the answer to:")
    more: tuple[tuple[object, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A case or a question behind a commitment: the code on its slip, its table and its number."""

    code: str
    type: str
    id: int


def nobody(*_: object) -> tuple[()]:
    """Return nobody: what nobody asked for has nobody to judge it."""
    return ()


@dataclass(frozen=True)
class Source:
    """One kind of thing in which commitments are made; conditions are about `Commitment.subject_id`.

    `asked`: of those who asked for what a subject is about (the sender of the case, the askers of all
    questions that were joined), what this actor asked. `told`: how each of them is reached.
    """

    subject_type: str
    public: Callable[[], ColumnElement[bool]]
    staff: Callable[[Actor], ColumnElement[bool]]
    places: Callable[[Iterable[int]], Mapping[int, Place]]
    asked: Callable[[Actor, int], Sequence[Asked]] = nobody
    told: Callable[[int], Iterable[tuple[Asked, Recipient]]] = nobody


SOURCES: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Add a source, or put a new one in the place of an old one."""
    SOURCES[source.subject_type] = source


def publicly_visible() -> ColumnElement[bool]:
    """Return which commitments everyone may read: public ones whose source is public still."""
    made_in = [
        and_(Commitment.subject_type == source.subject_type, source.public())
        for source in SOURCES.values()
    ]
    by_hand = Commitment.subject_type == ""
    return and_(Commitment.is_public, or_(by_hand, *made_in))


def visible_to_staff(actor: Actor, permission: str) -> ColumnElement[bool]:
    """Return which commitments an actor may read: in wards where the right is held, by the source's rule."""
    wards = actor.wards_with(permission)
    here = (
        Commitment.ward_id.in_(sorted(wards)) if wards is not None else Commitment.id.is_not(None)
    )
    if wards is not None and not wards:
        return false()
    made_in = [
        and_(Commitment.subject_type == source.subject_type, source.staff(actor))
        for source in SOURCES.values()
    ]
    return and_(here, or_(Commitment.subject_type == "", *made_in))


def places_of(commitments: Iterable[Commitment]) -> dict[int, Place]:
    """Return where each commitment was made, by its id; one query per kind of source."""
    rows = list(commitments)
    found: dict[int, Place] = {}
    for source in SOURCES.values():
        made_in = {
            c.id: c.subject_id
            for c in rows
            if c.subject_type == source.subject_type and c.subject_id is not None
        }
        if made_in:
            places = source.places(set(made_in.values()))
            found |= {id_: places[thing] for id_, thing in made_in.items() if thing in places}
    return found


def asked_by(actor: Actor, commitment: Commitment) -> Sequence[Asked]:
    """Return which of the things that a commitment answers the actor asked, by account or by a slip."""
    source = SOURCES.get(commitment.subject_type)
    if source is None or commitment.subject_id is None:
        return ()
    return source.asked(actor, commitment.subject_id)


def askers_of(commitment: Commitment) -> Iterable[tuple[Asked, Recipient]]:
    """Return how those who asked are reached."""
    source = SOURCES.get(commitment.subject_type)
    if source is None or commitment.subject_id is None:
        return ()
    return source.told(commitment.subject_id)
