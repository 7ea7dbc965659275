"""What somebody who rules the database may do: open what is closed, change it, close it again."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.seals.models import Seal
from citizen_app.seals.verifying import Findings, verify_log

SQLITE_TRIGGERS = "select name, sql from sqlite_master where type = 'trigger' and name like 'event_%'"
TABLES = ("event", "event_seal", "event_handling")


def tamper(*statements: str, **values: Any) -> None:
    """Run raw statements as a superuser: triggers and references are off, and on again afterwards."""
    db.session.rollback()
    is_sqlite = db.engine.dialect.name == "sqlite"
    if is_sqlite:
        db.session.execute(text("select 1")).all()
        db.session.rollback()
    with db.engine.connect() as connection:
        if is_sqlite:
            connection.exec_driver_sql("pragma foreign_keys=off")
            connection.rollback()
            connection.connection.driver_connection.execute("pragma foreign_keys=off")
        closed = open_up(connection, is_sqlite)
        for statement in statements:
            connection.execute(text(statement), values)
        close_again(connection, closed)
        connection.commit()
        if is_sqlite:
            connection.connection.driver_connection.execute("pragma foreign_keys=on")


def open_up(connection: Any, is_sqlite: bool) -> list[str]:
    if not is_sqlite:
        for table in TABLES:
            connection.execute(text(f"alter table {table} disable trigger all"))
        return [f"alter table {table} enable trigger all" for table in TABLES]
    found = connection.execute(text(SQLITE_TRIGGERS)).all()
    for name, _sql in found:
        connection.execute(text(f"drop trigger {name}"))
    return [sql for _name, sql in found]


def close_again(connection: Any, statements: list[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def found_by(verify: Callable[[], Findings] = verify_log) -> list[tuple[str, int | None]]:
    """The faults of a comparison: (what, number of the event, or of the seal where it is no event's)."""
    db.session.rollback()
    findings = verify()
    db.session.rollback()
    return [(str(f.fault), f.event_id or f.seal_number) for f in findings.faults]


def add_events(count: int, *, first: int | None = None) -> list[int]:
    """Write events as plainly as it goes; their numbers."""
    from citizen_app.core import clock

    with transaction():
        events = [
            Event(
                id=None if first is None else first + place,
                at=clock.now(),
                ward_id=None,
                kind="SettingChanged",
                subject_type="ward",
                subject_id=place + 1,
                actor_id=None,
                actor_role="system",
                channel="system",
                facts={"what": "thử", "old": None, "new": place, "parts": [1, True, "ă"]},
                request_id="",
            )
            for place in range(count)
        ]
        db.session.add_all(events)
        db.session.flush()
        ids = [event.id for event in events]
    return ids


def heads() -> list[str]:
    from sqlalchemy import select

    found = list(db.session.scalars(select(Seal.head).order_by(Seal.number)))
    db.session.rollback()
    return found
