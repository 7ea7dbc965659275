"""What the clock brings: sealing each hour, and each night the newest part compared with its seals."""

from __future__ import annotations

import datetime as dt
import logging

from citizen_app.core import clock
from citizen_app.core.db import reading, transaction
from citizen_app.core.jobs import scheduled
from citizen_app.seals.commands import note_check, seal_hour
from citizen_app.seals.guards import missing_guards
from citizen_app.seals.queries import number_since
from citizen_app.seals.telling import lines_of
from citizen_app.seals.verifying import Findings, KeptHead, verify_log

log = logging.getLogger(__name__)
NEWEST = dt.timedelta(days=3)


@scheduled(minute="7")
def seal_events() -> None:
    """Seal what the log has gained in the last hour."""
    seal_hour()


@scheduled(minute="40", hour="18")
def verify_newest() -> None:
    """Compare the newest part of the log with its seals, and the chain of all; 01:40 in the ward."""
    verify(newest_only=True)


def verify(*, newest_only: bool, kept: list[KeptHead] | None = None) -> Findings:
    """Compare the log with its seals, note the outcome and raise the alarm over faults.

    A comparison with heads kept elsewhere is only told to whoever asked: a slip of the finger must not
    put an alarm before the public.
    """
    with reading():
        from_number = number_since(clock.now() - NEWEST) if newest_only else 1
        findings = verify_log(from_number=from_number, kept=kept or (), guards=missing_guards())
    lines = list(lines_of(findings))
    for line in lines:
        log.error("event log: %s", line)
    if not kept:
        with transaction():
            note_check(findings, lines)
    return findings
