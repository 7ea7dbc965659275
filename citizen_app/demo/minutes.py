"""The demonstration's session that is over: who came, what was answered, signed, published, promised."""

from __future__ import annotations

import datetime as dt
from typing import Any

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.demo.people import DemoWard
from citizen_app.demo.promised import promises_of
from citizen_app.demo.telling import Moments
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands import minutes, results, signing
from citizen_app.dialogue.commands.checkin import Mark, take_marks
from citizen_app.dialogue.commands.minutes import Outcome, Rest
from citizen_app.dialogue.commands.signing import Named
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_attendance import MOST_WALK_INS, CheckInKind
from citizen_app.dialogue.models_minutes import SignerRole
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards

CHAIR = 1  # which of the ward's leaders presided
SENT_AFTER, PUBLISHED_AFTER = dt.timedelta(days=2), dt.timedelta(days=6)


def minutes_of(
    made: DemoWard, session: Session, row: dict[str, Any], asked: list[Question], now: dt.datetime
) -> Moments:
    """Tell a session from its door to the published results.

    `row` is the part "minutes" of a dialogue's row; days of promises count from `now`.
    """
    clerk = made.one(Role.CLERK)
    yield session.starts_at
    _come(clerk, made, session, row["came"])
    yield session.ends_at + dt.timedelta(minutes=20)
    answers = _write(made, session, row, asked, now)
    minutes.close_held(clerk, session)
    yield session.ends_at + SENT_AFTER
    signing.name_signers(clerk, session, _signers(made, row))
    version = signing.send_minutes(clerk, session)
    for number, actor in enumerate((clerk, made.one(Role.LEADER, CHAIR), _resident(session))):
        yield session.ends_at + SENT_AFTER + dt.timedelta(hours=3 * (number + 1))
        draft = queries.draft_of(session)
        signing.sign_minutes(actor, draft, number=version.number)
    yield session.ends_at + SENT_AFTER + dt.timedelta(days=1)
    front = made.one(Role.SUPERVISOR)
    draft = queries.draft_of(session)
    signing.object_to_minutes(front, draft, number=version.number, text=row["objection"])
    yield session.ends_at + PUBLISHED_AFTER
    results.publish_results(made.one(Role.LEADER, CHAIR), session)
    yield from promises_of(made, answers, now)


def _come(clerk: Actor, made: DemoWard, session: Session, came: dict[str, int]) -> None:
    """Check people in by neighbourhood, as many at a time as the door takes."""
    marks: list[Mark] = []
    for name, people in came.items():
        for first in range(0, people, MOST_WALK_INS):
            marks.append(
                Mark(
                    id=f"demo-{session.code}-{len(marks):04}",
                    kind=CheckInKind.WALK_IN,
                    at=clock.now(),
                    neighbourhood_id=made.neighbourhoods[name].id,
                    people=min(MOST_WALK_INS, people - first),
                )
            )
    take_marks(clerk, session, marks)


def _write(
    made: DemoWard, session: Session, row: dict[str, Any], asked: list[Question], now: dt.datetime
) -> list[tuple[Question, dict[str, Any]]]:
    """Write the minutes; return the questions with their rows, those asked in the room too."""
    clerk = made.one(Role.CLERK)
    answers = [(asked[one["question"]], one) for one in row["answers"]]
    for question, one in answers:
        minutes.write_outcome(clerk, session, question, _outcome(made, one, now))
    for number, one in enumerate(row["room"]):
        key = f"demo-{session.code}-room-{number}"
        question = minutes.add_room_question(clerk, session, key=key, text=one["text"])
        minutes.write_outcome(clerk, session, question, _outcome(made, one, now))
        answers.append((question, one))
    rest = Rest(
        present=row["present"],
        conclusions=row["conclusions"],
        recording_link=row["recording_link"],
    )
    minutes.write_rest(clerk, session, rest)
    return answers


def _outcome(made: DemoWard, one: dict[str, Any], now: dt.datetime) -> Outcome:
    words = {name: one.get(name, "") for name in ("answer", "outcome", "promise", "passed_to")}
    if one["outcome"] != "assigned":
        return Outcome(**words)
    calendar = wards.calendar_of(made.ward.id)
    due_on = clock.local_date(now) + dt.timedelta(days=one["days"])
    if not calendar.is_working_day(due_on):
        due_on = calendar.add_working_days(due_on, 1)
    return Outcome(
        **words,
        due_on=due_on,
        department=made.departments[one["department"]],
        head_id=made.officer_for(one["department"]).account_id,
    )


def _signers(made: DemoWard, row: dict[str, Any]) -> list[Named]:
    offices = (
        (SignerRole.CHAIR, made.one(Role.LEADER, CHAIR)),
        (SignerRole.SECRETARY, made.one(Role.CLERK)),
        (SignerRole.FRONT, made.one(Role.SUPERVISOR)),
    )
    named = [Named(role=role, name=one.name, account_id=one.account_id) for role, one in offices]
    return [*named, Named(role=SignerRole.RESIDENT, name=row["resident"])]


def _resident(session: Session) -> Actor:
    """Return the resident who signs by the printed slip."""
    draft = queries.draft_of(session)
    signer = next(one for one in draft.signing if one.account_id is None)
    link = queries.link_of(signer, draft.newest)
    assert link is not None, "sending gave the resident a link"
    return Actor(unlocked=frozenset({link.code}))
