"""Writing down what somebody could not do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.personal_data import find_personal_data
from citizen_app.core.text import nfc
from citizen_app.plain_help.events import DifficultyRecorded
from citizen_app.plain_help.models import Difficulty
from citizen_app.plain_help.words import REASONS, STEPS, TASKS
from citizen_app.wards.models import Neighbourhood, Ward

# Nobody's name goes with it: whoever is signed in stays out of the log here.
ANYBODY = Actor()


def record_difficulty(
    ward: Ward | None,
    *,
    task: str,
    step: str,
    reason: str,
    neighbourhood: Neighbourhood | None,
    note: str,
    key: str,
) -> Difficulty:
    """Write down that somebody could not do a task; the same form sent twice counts once."""
    if task not in TASKS:
        raise Invalid("task", _l("Please choose what you wanted to do."))
    if reason not in REASONS:
        raise Invalid("reason", _l("Please choose a reason."))
    said = nfc(note).strip()
    check_names_nobody(said)
    digest = ids.token_digest(f"difficulty\x1f{key}")
    known = db.session.scalar(select(Difficulty).where(Difficulty.form_digest == digest))
    if known is not None:
        return known
    today = clock.today()
    row = Difficulty(
        ward_id=ward.id if ward is not None else None,
        neighbourhood_id=neighbourhood.id if neighbourhood is not None else None,
        task=task,
        step=step if step in STEPS else "",
        reason=reason,
        note=said,
        week=today - dt.timedelta(days=today.weekday()),
        form_digest=digest,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:  # the same form at two servers at once
        return db.session.scalars(select(Difficulty).where(Difficulty.form_digest == digest)).one()
    fact = DifficultyRecorded(task, reason, row.neighbourhood_id)
    record(fact, actor=ANYBODY, ward_id=row.ward_id, subject=row)
    return row


def check_names_nobody(said: str) -> None:
    """Raise Invalid for a text with a number, an address or an e-mail of somebody."""
    if find_personal_data(said):
        raise Invalid(
            "note",
            _l("Please take out phone numbers, addresses and names: nobody needs them here."),
        )
