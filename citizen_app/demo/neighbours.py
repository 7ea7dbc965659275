"""Neighbours of the demonstration: they say that the same troubles them, or find their answer in a case."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.demo.people import DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.feedback.commands.deflect import note_answer_found
from citizen_app.feedback.commands.support import support_report
from citizen_app.feedback.models import Report
from citizen_app.feedback.policies import publicly_visible

DAYS_BEFORE = (75, 40, 18, 5)
MOST = 6


def neighbours_of(made: list[DemoWard]) -> list[Moments]:
    """Return the tales of each ward's neighbours."""
    return [_tell(one, clock.now()) for one in made]


def _tell(made: DemoWard, now: dt.datetime) -> Moments:
    dice = random.Random(made.ward.code)
    for days in DAYS_BEFORE:
        yield now - dt.timedelta(days=days)
        query = select(Report).where(Report.holder_ward_id == made.ward.id, publicly_visible())
        for report in db.session.scalars(query.order_by(Report.id)).all()[days % 2 :: 2]:
            for number in range(dice.randrange(MOST)):
                support_report(Actor(), report, device=f"demo-{report.code}-{days}-{number}")
            if report.published_at is not None and dice.random() < 0.3:
                note_answer_found(Actor(), report)
