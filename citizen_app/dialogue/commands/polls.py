"""Polls of a session: the chair makes, opens and closes them; each participant has one vote."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies_live
from citizen_app.dialogue.events_live import PollClosed, PollMade, PollOpened, VoteCast
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_live import Poll, PollOption, Vote
from citizen_app.dialogue.workflow_polls import machine

LEAST_OPTIONS, MOST_OPTIONS = 2, 8


def make_poll(actor: Actor, session: Session, *, title: str, options: Sequence[str]) -> Poll:
    """Write a poll; nobody sees it before it is opened."""
    lock_wards([session.ward_id])
    if not policies_live.can_run(actor, session):
        raise NotAllowed()
    given = list(dict.fromkeys(nfc(one).strip() for one in options if one.strip()))
    if not LEAST_OPTIONS <= len(given) <= MOST_OPTIONS:
        raise Invalid("options", _l("Please write 2 to 8 different answers, one a line."))
    poll = Poll(session_id=session.id, session=session, ward_id=session.ward_id, title=nfc(title))
    poll.options = [PollOption(position=n, title=one) for n, one in enumerate(given)]
    db.session.add(poll)
    db.session.flush()
    record(PollMade(len(given)), actor=actor, ward_id=poll.ward_id, subject=poll)
    return poll


def open_poll(actor: Actor, poll: Poll) -> None:
    """Let everybody vote."""
    _begin(poll)
    machine.apply(actor, poll, "open")
    poll.opened_at = clock.now()
    db.session.flush()
    record(PollOpened(), actor=actor, ward_id=poll.ward_id, subject=poll)


def close_poll(actor: Actor, poll: Poll) -> None:
    """End a vote; from now on everybody sees the result."""
    _begin(poll)
    machine.apply(actor, poll, "close")
    poll.closed_at = clock.now()
    db.session.flush()
    votes = db.session.scalar(select(func.count()).where(Vote.poll_id == poll.id)) or 0
    record(PollClosed(votes), actor=actor, ward_id=poll.ward_id, subject=poll)


def close_all(actor: Actor, session: Session) -> None:
    """Close what is still open when the session ends."""
    for poll in db.session.scalars(
        select(Poll).where(Poll.session_id == session.id, Poll.state == "open")
    ):
        close_poll(actor, poll)


def cast_vote(poll: Poll, *, option_id: int, participant: str, secret: str) -> None:
    """Vote, or vote otherwise while the poll is open: one vote for each participant.

    `participant` tells an account or a device from all others. Neither it nor who acts goes into the
    table or the log: only a digest that is of use for this one poll.
    """
    _begin(poll)
    if poll.state != "open" or not policies_live.is_live(poll.session):
        raise Invalid("", _l("Voting is closed."))
    if option_id not in {option.id for option in poll.options}:
        raise Invalid("lua-chon", _l("Please choose one of the answers."))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    vote = insert(Vote).values(
        poll_id=poll.id,
        option_id=option_id,
        voter_digest=ids.keyed_digest(secret, "vote", str(poll.id), participant),
    )
    db.session.execute(
        vote.on_conflict_do_update(
            index_elements=["poll_id", "voter_digest"], set_={"option_id": option_id}
        )
    )
    record(VoteCast(), actor=Actor(), ward_id=poll.ward_id, subject=poll)


def _begin(poll: Poll) -> None:
    lock_wards([poll.ward_id])
    db.session.refresh(poll, ["state", "version"])
