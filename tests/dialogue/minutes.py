"""Minutes for tests, made by the very commands that people use."""

import datetime as dt
import itertools
from contextlib import AbstractContextManager
from typing import Any

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands import minutes as commands
from citizen_app.dialogue.commands import signing
from citizen_app.dialogue.commands.minutes import Outcome, Rest
from citizen_app.dialogue.commands.results import publish_results
from citizen_app.dialogue.commands.signing import Named
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_minutes import Minutes, MinutesVersion, SignerRole
from citizen_app.wards import queries as wards
from tests.support import factories
from tests.support.factories import Team

CONCLUSIONS = "Phường sẽ báo cáo việc thoát nước vào kỳ họp tới."
ANSWER = "Đã khảo sát, đang lập dự toán thay cống."
_keys = itertools.count(1)


def after(session: Session, days: int = 1) -> AbstractContextManager[None]:
    """Some days after the session, at nine in the morning."""
    day = clock.local_date(session.ends_at)
    return clock.at(clock.start_of_day(day) + dt.timedelta(days=days, hours=9))


def minutes_of(session: Session) -> Minutes:
    """The minutes as they are stored now."""
    db.session.expire_all()
    found = queries.find_minutes(session)
    assert found is not None
    return found


def write(
    team: Team, session: Session, question: Question, outcome: str = "on_the_spot", **fields: Any
) -> None:
    """Write an answer with its outcome."""
    said = {"answer": ANSWER} | fields
    if outcome == "assigned":
        said.setdefault("promise", "Thay 40 m cống hẻm 48")
        said.setdefault("due_on", next_working_day(team, 20))
        said.setdefault("department", factories.department_of(team.ward))
        said.setdefault("head_id", team.officer.account_id)
    if outcome == "passed_up":
        said.setdefault("passed_to", "Sở Xây dựng")
    commands.write_outcome(team.clerk, session, question, Outcome(outcome=outcome, **said))
    factories.store()


def next_working_day(team: Team, days: int) -> dt.date:
    """A working day of the ward, so many of them from today."""
    return wards.calendar_of(team.ward.id).add_working_days(clock.today(), days)


def room_question(team: Team, session: Session, text: str = "Khi nào sửa đèn hẻm 30?") -> Question:
    """A question that was asked in the room."""
    key = f"khoa-hoi-tai-cho-{next(_keys):06}"
    question = commands.add_room_question(team.clerk, session, key=key, text=text)
    factories.store()
    return question


def conclude(team: Team, session: Session, **fields: Any) -> None:
    """Write the rest."""
    rest = Rest(**({"present": "Chủ tịch UBND phường", "conclusions": CONCLUSIONS} | fields))
    commands.write_rest(team.clerk, session, rest)
    factories.store()


def named(team: Team, *, residents: tuple[tuple[str, str], ...] = ()) -> list[Named]:
    """Chair, secretary and Fatherland Front by account, residents by name and e-mail."""
    offices = (
        (SignerRole.CHAIR, team.leader),
        (SignerRole.SECRETARY, team.clerk),
        (SignerRole.FRONT, team.supervisor),
    )
    found = []
    for role, actor in offices:
        account = db.session.get_one(Account, actor.account_id)
        found.append(Named(role=role, name=account.public_name, account_id=account.id))
    for name, email in residents:
        found.append(Named(role=SignerRole.RESIDENT, name=name, email=email))
    return found


def sent(
    team: Team, session: Session, *, residents: tuple[tuple[str, str], ...] = ()
) -> MinutesVersion:
    """Close the session, write the rest, name who signs, send."""
    if session.state != "closed":
        commands.close_held(team.clerk, session)
    conclude(team, session)
    signing.name_signers(team.clerk, session, named(team, residents=residents))
    version = signing.send_minutes(team.clerk, session)
    factories.store()
    return version


def all_sign(team: Team, session: Session) -> None:
    """Everybody with an account signs."""
    for actor in (team.leader, team.clerk, team.supervisor):
        minutes = minutes_of(session)
        assert minutes.newest is not None
        signing.sign_minutes(actor, minutes, number=minutes.newest.number)
        factories.store()


def publish(team: Team, session: Session, *answered: Question) -> None:
    """Write what becomes of some answers, have everybody sign, publish the results."""
    for question in answered:
        write(team, session, question)
    sent(team, session)
    all_sign(team, session)
    publish_results(team.leader, session)
    factories.store()
