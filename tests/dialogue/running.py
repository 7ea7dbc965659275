"""A session that runs, for tests."""

import datetime as dt

from citizen_app.core import clock
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.commands.polls import make_poll, open_poll
from citizen_app.dialogue.commands.running import open_session
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_live import Poll
from tests.dialogue.plans import plan
from tests.support import factories
from tests.support.factories import Team


def running(team: Team) -> Session:
    """Announced two weeks ago, opened now."""
    with clock.at(clock.now() - dt.timedelta(days=14)):
        session = plan_session(team.clerk, team.ward, plan())
        announce_session(team.leader, session)
        factories.store()
    now = clock.now()
    session.starts_at, session.ends_at = now, now + dt.timedelta(hours=2)
    session.questions_until = now - dt.timedelta(hours=1)
    factories.store()
    open_session(team.leader, session)
    factories.store()
    return session


def poll_of(session: Session, team: Team, *, is_open: bool = True) -> Poll:
    """A poll with two answers."""
    poll = make_poll(
        team.leader, session, title="Họp tối hay họp sáng?", options=["Buổi tối", "Buổi sáng"]
    )
    if is_open:
        open_poll(team.leader, poll)
    factories.store()
    return poll


def texts(line: list[Question]) -> list[str]:
    return [question.public_text for question in line]
