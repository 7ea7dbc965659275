"""Reading a session that runs: the board, the same for everybody; what its moderators see beyond it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from citizen_app.core import ids
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.events import last_event_id
from citizen_app.dialogue import policies
from citizen_app.dialogue.commands.stage import IN_LINE
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.models_live import USUAL_SPEAKING_SECONDS, Poll, Speaker, Stage, Vote
from citizen_app.dialogue.queries.questions import CARD
from citizen_app.feedback import policies as cases
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward

# A board for cheap phones: the front of the line; the rest stands on a page of its own.
MOST_ON_BOARD, MOST_ANSWERED, MOST = 30, 20, 500


@dataclass(frozen=True)
class PollResult:
    """A poll with its votes: (answer, count) in the order of the answers."""

    poll: Poll
    rows: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """Return how many voted."""
        return sum(count for _title, count in self.rows)


@dataclass(frozen=True)
class Board:
    """What everybody sees of a session. `version` is at most as new as the rest."""

    version: int
    stage: Stage | None
    line: Sequence[Question]
    line_length: int
    waiting: int
    answered: Sequence[Question]
    answered_count: int
    polls: list[PollResult]
    speaking: Speaker | None
    queue: Sequence[Speaker]

    @property
    def now(self) -> Question | None:
        """Return the question that is being answered; one that was taken back meanwhile is none."""
        question = self.stage.question if self.stage is not None else None
        return question if question is not None and policies.is_shown(question) else None

    @property
    def speaking_seconds(self) -> int:
        """Return how long somebody may speak."""
        return self.stage.speaking_seconds if self.stage is not None else USUAL_SPEAKING_SECONDS

    @property
    def speaks_until(self) -> dt.datetime | None:
        """Return when the time of whoever speaks is over."""
        one = self.speaking
        if one is None or one.called_at is None:
            return None
        return one.called_at + dt.timedelta(seconds=one.seconds or self.speaking_seconds)


def version_of(ward: Ward) -> int:
    """Return what grows with everything that a board of the ward may show: the ward's last event."""
    return last_event_id(ward.id)


def get_session(ward: Ward, code: str) -> Session:
    """Return an announced session of a ward in one query, or raise NotFound."""
    query = select(Session).where(
        Session.ward_id == ward.id,
        Session.code == (ids.parse_code("DT", code) or ""),
        policies.publicly_visible(),
    )
    session = db.session.scalar(query)
    if session is None:
        raise NotFound()
    return session


def get_board(ward: Ward, session: Session, most: int = MOST_ON_BOARD) -> Board:
    """Return the whole state in a fixed number of queries, whatever the number of questions."""
    version = version_of(ward)
    stage = db.session.scalar(
        select(Stage)
        .where(Stage.session_id == session.id)
        .options(joinedload(Stage.question).options(*CARD))
    )
    counts = _counts(session)
    speakers = _speakers(session)
    return Board(
        version=version,
        stage=stage,
        line=_line(session, most),
        line_length=counts.line,
        waiting=counts.waiting,
        answered=_answered(session),
        answered_count=counts.answered,
        polls=list_polls(session, ("open", "closed")),
        speaking=next((one for one in speakers if one.state == "speaking"), None),
        queue=[one for one in speakers if one.state == "waiting"],
    )


@dataclass(frozen=True)
class _Counts:
    line: int
    waiting: int
    answered: int


def _counts(session: Session) -> _Counts:
    answered = Question.answered_at.is_not(None)
    rows = db.session.execute(
        select(Question.state, answered, func.count())
        .where(Question.session_id == session.id, Question.state.in_(("approved", "sent")))
        .group_by(Question.state, answered)
    ).all()
    found = {(state, bool(done)): count for state, done, count in rows}
    return _Counts(
        line=found.get(("approved", False), 0),
        waiting=found.get(("sent", False), 0),
        answered=found.get(("approved", True), 0),
    )


def _line(session: Session, most: int) -> Sequence[Question]:
    query = select(Question).where(
        Question.session_id == session.id, policies.shown(), Question.answered_at.is_(None)
    )
    return db.session.scalars(query.options(*CARD).order_by(*IN_LINE).limit(most)).all()


def _answered(session: Session) -> Sequence[Question]:
    query = select(Question).where(
        Question.session_id == session.id, policies.shown(), Question.answered_at.is_not(None)
    )
    newest = query.order_by(Question.answered_at.desc(), Question.id.desc())
    return db.session.scalars(newest.options(*CARD).limit(MOST_ANSWERED)).all()


def list_polls(session: Session, states: tuple[str, ...]) -> list[PollResult]:
    """Return the polls of a session, newest first, with their votes counted."""
    polls = db.session.scalars(
        select(Poll)
        .where(Poll.session_id == session.id, Poll.state.in_(states))
        .options(selectinload(Poll.options))
        .order_by(Poll.id.desc())
        .limit(MOST_ANSWERED)
    ).all()
    counted = db.session.execute(
        select(Vote.option_id, func.count())
        .where(Vote.poll_id.in_([poll.id for poll in polls]))
        .group_by(Vote.option_id)
    ).all()
    votes = {option_id: count for option_id, count in counted}  # noqa: C416
    return [
        PollResult(poll, [(one.title, votes.get(one.id, 0)) for one in poll.options])
        for poll in polls
    ]


def get_poll(session: Session, number: int) -> Poll:
    """Return a poll of a session with its answers, or raise NotFound."""
    query = select(Poll).where(Poll.id == number, Poll.session_id == session.id)
    poll = db.session.scalar(query.options(selectinload(Poll.options), joinedload(Poll.session)))
    if poll is None:
        raise NotFound()
    return poll


def _speakers(session: Session) -> Sequence[Speaker]:
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.session_id == session.id, Speaker.state.in_(("waiting", "speaking")))
        .options(joinedload(Speaker.neighbourhood))
        .order_by(Speaker.number)
        .limit(MOST)
    ).all()


def list_speaking_of(participant: str) -> Sequence[Speaker]:
    """Return all that one participant asked to say, in every session that still knows it."""
    query = select(Speaker).where(Speaker.participant_digest == participant)
    return db.session.scalars(
        query.options(joinedload(Speaker.session)).order_by(Speaker.id).limit(MOST)
    ).all()


def get_speaker(session: Session, number: int) -> Speaker:
    """Return who has a number in a session's queue, or raise NotFound."""
    speaker = db.session.scalar(
        select(Speaker)
        .where(Speaker.session_id == session.id, Speaker.number == number)
        .options(joinedload(Speaker.session))
    )
    if speaker is None:
        raise NotFound()
    return speaker


def get_supportable(ward: Ward, code: str, qcode: str) -> Question:
    """Return a question on the board with its session, in one query, or raise NotFound."""
    question = db.session.scalar(
        select(Question)
        .join(Question.session)
        .where(
            Question.code == (ids.parse_code("CH", qcode) or ""),
            Session.code == (ids.parse_code("DT", code) or ""),
            Session.ward_id == ward.id,
            policies.publicly_visible(),
            policies.shown(),
        )
        .options(contains_eager(Question.session))
    )
    if question is None:
        raise NotFound()
    return question


def list_to_read(session: Session) -> Sequence[Question]:
    """Return the questions that wait to be read, oldest first."""
    return db.session.scalars(
        select(Question)
        .where(Question.session_id == session.id, Question.state == "sent")
        .options(*CARD)
        .order_by(Question.id)
        .limit(MOST_ON_BOARD)
    ).all()


def list_handed_over(session: Session) -> Sequence[tuple[Question, str]]:
    """Return the questions that went on as cases, with the case's code where everyone may read it."""
    if session.state not in {"closed", "published"}:
        return []
    public: ColumnElement[bool] = cases.publicly_visible()
    rows = db.session.execute(
        select(Question, case((public, Report.code), else_=""))
        .join(Report, Report.id == Question.report_id)
        .where(Question.session_id == session.id, policies.shown())
        .options(*CARD)
        .order_by(Question.support_count.desc(), Question.id)
        .limit(MOST)
    )
    return [(question, code) for question, code in rows]


def list_merged_into(question: Question) -> Sequence[Question]:
    """Return the questions that were joined to one, with how to reach their askers."""
    query = select(Question).where(Question.merged_into_id == question.id)
    return db.session.scalars(
        query.options(joinedload(Question.contact)).order_by(Question.id)
    ).all()


def list_answered(session: Session) -> Sequence[Question]:
    """Return every question that was answered, in the order of the answers."""
    query = select(Question).where(
        Question.session_id == session.id, policies.shown(), Question.answered_at.is_not(None)
    )
    ordered = query.options(*CARD).order_by(Question.answered_at, Question.id)
    return db.session.scalars(ordered.limit(MOST)).all()


def case_of(question: Question) -> Report | None:
    """Return the case that a question, or the one that it was joined to, became."""
    target = question.merged_into if question.merged_into is not None else question
    return db.session.get(Report, target.report_id) if target.report_id is not None else None
