"""What tests of commitments share: promises of every kind, evidence, those who asked."""

import dataclasses
import datetime as dt

from sqlalchemy import select

from citizen_app.commitments import commands
from citizen_app.commitments.commands import voices
from citizen_app.commitments.commands.evidence import Evidence
from citizen_app.commitments.models import Commitment, Voice
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.feedback.commands import answer
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.support import factories
from tests.support.factories import ANSWER, Sent, Team

PROMISE = "Thay toàn bộ đèn hẻm 48"


def working_day(ward: Ward, days: int = 10) -> dt.date:
    return wards.calendar_of(ward.id).add_working_days(clock.today(), days)


def evidence() -> Evidence:
    """A photo after the work."""
    return Evidence(after=[factories.read_photo(factories.photo()[0])])


@dataclasses.dataclass(frozen=True)
class Promised:
    """A promise made in the answer to a case, with the slip of its sender."""

    sent: Sent
    commitment: Commitment

    @property
    def code(self) -> str:
        return self.sent.report.code


def promised(ward: Ward, team: Team, *, by: Actor | None = None, **fields: object) -> Promised:
    """A published answer that promises something."""
    sent = factories.send(ward, by=by, **fields)
    factories.receive(sent.report, team)
    factories.assign(sent.report, team)
    promise = answer.Promise(PROMISE, working_day(ward))
    answer.draft_answer(team.officer, sent.report, body=ANSWER, promise=promise)
    answer.approve_and_publish(team.leader, sent.report, signed_by="Lãnh đạo phường")
    factories.store()
    newest = select(Commitment).order_by(Commitment.id.desc()).limit(1)
    return Promised(sent, db.session.scalars(newest).one())


def done(ward: Ward, team: Team, **fields: object) -> Promised:
    """The same, reported done."""
    made = promised(ward, team, **fields)
    finish(made.commitment, team.officer)
    return made


def finish(commitment: Commitment, officer: Actor) -> None:
    commands.finish_commitment(officer, commitment, outcome="Đã thay 12 đèn.", evidence=evidence())
    factories.store()


def say(made: Promised, verdict: str, text: str = "", *, by: Actor | None = None) -> Voice:
    voice = voices.speak(
        by or made.sent.sender, made.commitment, code=made.code, verdict=verdict, text=text
    )
    factories.store()
    return voice
