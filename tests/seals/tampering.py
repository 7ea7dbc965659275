"""What somebody who rules the database may do: open what is closed, change it, close it again."""

from typing import Any

from sqlalchemy import select, text

from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import Event
from citizen_app.seals.models import Seal
from citizen_app.seals.verifying import Findings, verify_log

OF_SQLITE = "select name, sql from sqlite_master where type = 'trigger' and name like 'event_%'"
TABLES = ("event", "event_seal")


def tamper(*statements: str, **values: Any) -> None:
    """Run raw statements as a superuser: triggers and references are off, and on again afterwards."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        _tamper_sqlite(statements, values)
    else:
        _tamper_postgresql(statements, values)
    db.session.rollback()


def _tamper_sqlite(statements: tuple[str, ...], values: dict[str, Any]) -> None:
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("pragma foreign_keys=off")
        closed = connection.execute(text(OF_SQLITE)).all()
        connection.rollback()
        for name, _sql in closed:
            connection.execute(text(f"drop trigger {name}"))
        for statement in statements:
            connection.execute(text(statement), values)
        for _name, sql in closed:
            connection.exec_driver_sql(sql)
        connection.commit()
        driver.execute("pragma foreign_keys=on")


def _tamper_postgresql(statements: tuple[str, ...], values: dict[str, Any]) -> None:
    with db.engine.connect() as connection:
        for table in TABLES:
            connection.execute(text(f"alter table {table} disable trigger all"))
        for statement in statements:
            connection.execute(text(statement), values)
        for table in TABLES:
            connection.execute(text(f"alter table {table} enable trigger all"))
        connection.commit()


def faults_of(findings: Findings) -> list[tuple[str, int | None]]:
    """The faults: (what, number of the event, or of the seal where it is no event's)."""
    return [(str(f.fault), f.event_id or f.seal_number) for f in findings.faults]


def found() -> list[tuple[str, int | None]]:
    """The faults of a comparison of the whole log."""
    db.session.rollback()
    return faults_of(verify_log())


def an_event(number: int, event_id: int | None = None) -> Event:
    return Event(
        id=event_id,
        at=clock.now(),
        ward_id=None,
        kind="SettingChanged",
        subject_type="ward",
        subject_id=number,
        actor_id=None,
        actor_role="system",
        channel="system",
        facts={"what": "thử", "old": None, "new": number, "parts": [1, True, "ă"]},
        request_id="",
    )


def add_events(count: int) -> list[int]:
    """Write events as plainly as it goes; their numbers."""
    with transaction():
        events = [an_event(number) for number in range(1, count + 1)]
        db.session.add_all(events)
        db.session.flush()
        return [event.id for event in events]


def heads() -> list[str]:
    found_heads = list(db.session.scalars(select(Seal.head).order_by(Seal.number)))
    db.session.rollback()
    return found_heads
