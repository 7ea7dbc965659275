"""The event log: one row per fact, written with the change it tells of.

It is the audit log, the outbox, the public timeline and the source of the metrics. Rows are never
changed or removed: the database refuses it (triggers in the first migration). What still has to be
done about an event lies beside it, a row per handler, so that a killed worker loses nothing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import Base, BigId, UtcDateTime, after_commit, db, transaction

log = logging.getLogger(__name__)
MOST_TRIES = 24  # with the growing waits, between three and four days
CLAIM = dt.timedelta(minutes=5)
EVENT_ORDER = 4247  # names our advisory locks among others


class Event(Base):
    """One fact. `facts` holds ids, codes, dates and old and new values, never personal data."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_ward_id_id", "ward_id", "id"),
        Index("ix_event_ward_id_at", "ward_id", "at", "id"),
        Index("ix_event_subject", "subject_type", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"))
    kind: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_role: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str] = mapped_column(String(40), default="")


class EventHandling(Base):
    """What one handler still owes one event."""

    __tablename__ = "event_handling"
    __table_args__ = (
        UniqueConstraint("event_id", "handler"),
        Index("ix_event_handling_open", "state", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    handler: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="open")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(String(300), default="")


class Fact:
    """Base of the event classes that features declare: frozen dataclasses named in the past tense."""

    label: ClassVar[object]
    public: ClassVar[bool] = False
    # Set where nobody has to do anything, so that a forgotten handler shows.
    no_handler: ClassVar[bool] = False


F = TypeVar("F", bound="Fact")
Handler = Callable[[Event], None]
KINDS: dict[str, type[Fact]] = {}
HANDLERS: dict[str, dict[str, Handler]] = {}


def event_kind(kind: type[F]) -> type[F]:
    """Register a class of events; a label for people is required."""
    if not getattr(kind, "label", None):
        raise TypeError(f"{kind.__name__} has no label")
    KINDS[kind.__name__] = kind
    return kind


def handles(*kinds: type[Fact]) -> Callable[[Handler], Handler]:
    """Register a function that the worker calls once per event, and again until it succeeds.

    It runs in one transaction. One that does slow or independent things commits each of them itself,
    with `unit_of_work()`, so that no writer waits for it and a later failure leaves them done; it must
    pass over what is done already when it is tried again.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__.removeprefix('citizen_app.')}.{handler.__name__}"
        for kind in kinds:
            HANDLERS.setdefault(kind.__name__, {})[name] = handler
        return handler

    return register


_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def without_handlers() -> Iterator[None]:
    """Record events that owe nobody anything: a history that is taken over needs no notices."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def lock_wards(ward_ids: Iterable[int | None]) -> None:
    """Let events of these wards become visible in the order of their numbers, until the commit.

    The newest number is the cache key of the ward's pages: a slower change with a lower number must
    not appear behind it unnoticed. `record` does it for its own ward; a change that records in several
    wards calls this first, so that two of them never wait for each other. SQLite has one writer anyway.
    """
    if db.engine.dialect.name != "postgresql":
        return
    with db.session.no_autoflush:
        for ward_id in sorted({number for number in ward_ids if number is not None}):
            db.session.execute(select(func.pg_advisory_xact_lock(EVENT_ORDER, ward_id)))


def record(fact: Fact, *, actor: Actor, ward_id: int | None, subject: Any) -> Event:
    """Add the event and what is owed for it to this transaction; hand it to the worker after the commit."""
    lock_wards([ward_id])
    event = Event(
        at=clock.now(),
        ward_id=ward_id,
        kind=type(fact).__name__,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        actor_id=actor.account_id,
        actor_role=actor.role_in(ward_id),
        channel=actor.channel,
        facts=dataclasses.asdict(fact),  # type: ignore[call-overload]
        request_id=actor.request_id,
    )
    db.session.add(event)
    db.session.flush()
    owed = {} if _quiet.get() else HANDLERS.get(event.kind, {})
    for name in owed:
        db.session.add(EventHandling(event_id=event.id, handler=name, next_try_at=clock.now()))
    if owed:
        event_id = event.id
        after_commit(lambda: _hand_over(event_id))
    return event


# Set by core.jobs: gives the event to the worker at once; the sweep finds it anyway.
hand_over: list[Callable[[int], None]] = []


def _hand_over(event_id: int) -> None:
    for give in hand_over:
        give(event_id)


def handle_event(event_id: int) -> None:
    """Run every open handler of one event, each in its own transaction."""
    rows = db.session.scalars(
        select(EventHandling.id).where(
            EventHandling.event_id == event_id, EventHandling.state == "open"
        )
    ).all()
    db.session.rollback()
    for row_id in rows:
        _handle(row_id)


def _claim(row_id: int) -> bool:
    """Take a row for a while; only one of several workers gets it."""
    now = clock.now()
    due = update(EventHandling).where(
        EventHandling.id == row_id,
        EventHandling.state == "open",
        EventHandling.next_try_at <= now,
    )
    with transaction():
        # The last try was counted but told nothing of its end: it took the worker down with it.
        lost: Any = db.session.execute(
            due.where(EventHandling.tries >= MOST_TRIES).values(
                state="failed", last_error="WorkerLost"
            )
        )
        taken: Any = db.session.execute(
            due.values(next_try_at=now + CLAIM, tries=EventHandling.tries + 1)
        )
    if lost.rowcount:
        log.error("handling %s is given up: its worker never came back", row_id)
    return bool(taken.rowcount)


_at_work: ContextVar[int | None] = ContextVar("at_work", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Commit a part of a handler's work on its own, and keep the claim for the parts to come."""
    row_id = _at_work.get()
    with transaction():
        yield
        if row_id is not None:
            db.session.execute(
                update(EventHandling)
                .where(EventHandling.id == row_id)
                .values(next_try_at=clock.now() + CLAIM)
            )


def _handle(row_id: int) -> None:
    if not _claim(row_id):
        return
    row = db.session.get_one(EventHandling, row_id)
    event, name = db.session.get_one(Event, row.event_id), row.handler
    token = _at_work.set(row_id)
    try:
        with transaction():
            HANDLERS[event.kind][name](event)
            db.session.get_one(EventHandling, row_id).state = "done"
    except Exception as error:  # each handler fails alone and is tried again
        log.warning("%s failed, kept for another try: %s", name, place_of(error))
        _postpone(row_id, error)
    finally:
        _at_work.reset(token)


def place_of(error: Exception) -> str:
    """Return an error's kind and place, for logs: its words may name a person."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name} ({Path(frame.filename).name}:{frame.lineno})"


def _postpone(row_id: int, error: Exception) -> None:
    with transaction():
        row = db.session.get_one(EventHandling, row_id)
        wait = dt.timedelta(seconds=min(30 * 2**row.tries, 6 * 3600))
        row.next_try_at = clock.now() + wait
        row.last_error = type(error).__name__
        row.state = "failed" if row.tries >= MOST_TRIES else "open"


def sweep(most: int = 500) -> int:
    """Handle what was left over: a worker died, a queue was lost, a mail server was away."""
    due = db.session.scalars(
        select(EventHandling.id)
        .where(EventHandling.state == "open", EventHandling.next_try_at <= clock.now())
        .order_by(EventHandling.id)
        .limit(most)
    ).all()
    db.session.rollback()
    for row_id in due:
        _handle(row_id)
    return len(due)


# The same question for one ward, as the driver takes it (core/web/kept_answers.py).
NEWEST_EVENT = "select max(id) from event where ward_id = :ward"


def last_event_id(ward_id: int | None) -> int:
    """Return the id of the newest event of a ward (None: of all): the version of all its pages."""
    query = select(func.max(Event.id))
    if ward_id is not None:
        query = query.where(Event.ward_id == ward_id)
    return db.session.scalar(query) or 0


def events_of(subject: Any) -> list[Event]:
    """Return the events of one thing, oldest first."""
    return list(
        db.session.scalars(
            select(Event)
            .where(Event.subject_type == subject.__tablename__, Event.subject_id == subject.id)
            .order_by(Event.id)
        )
    )
