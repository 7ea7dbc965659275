"""The queue of those who want to speak: ask, leave, be called, finish; and erasing who it was."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition
from citizen_app.core.events import lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.dialogue import policies_live
from citizen_app.dialogue.commands.stage import stage_of
from citizen_app.dialogue.events_live import (
    SpeakerCalled,
    SpeakerFinished,
    SpeakerLeft,
    SpeakerQueued,
    SpeakersErased,
)
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_live import Speaker
from citizen_app.dialogue.workflow_speakers import machine
from citizen_app.wards.models import Neighbourhood


def ask_to_speak(
    actor: Actor,
    session: Session,
    *,
    display: str,
    neighbourhood: Neighbourhood | None,
    participant: str,
) -> Speaker:
    """Queue up, once at a time for each participant: asking again gives the place that is held."""
    lock_wards([session.ward_id])
    if not policies_live.is_live(session):
        raise Invalid("", _l("The session is not going on."))
    if neighbourhood is not None and neighbourhood.ward_id != session.ward_id:
        raise Invalid("neighbourhood", _l("This neighbourhood is not in the ward."))
    held = waiting_of(session, participant)
    if held is not None:
        return held
    last = db.session.scalar(
        select(func.max(Speaker.number)).where(Speaker.session_id == session.id)
    )
    speaker = Speaker(
        session_id=session.id,
        session=session,
        ward_id=session.ward_id,
        number=(last or 0) + 1,
        display=nfc(display).strip(),
        neighbourhood=neighbourhood,
        participant_digest=participant,
        state="waiting",
        asked_at=clock.now(),
    )
    db.session.add(speaker)
    db.session.flush()
    fact = SpeakerQueued(speaker.number, speaker.neighbourhood_id)
    record(fact, actor=actor, ward_id=session.ward_id, subject=speaker)
    return speaker


def waiting_of(session: Session, participant: str) -> Speaker | None:
    """Return the place that a participant holds in the queue."""
    return db.session.scalar(
        select(Speaker).where(
            Speaker.session_id == session.id,
            Speaker.participant_digest == participant,
            Speaker.state == "waiting",
        )
    )


def call_speaker(actor: Actor, speaker: Speaker) -> None:
    """Give somebody the word; whoever speaks finishes first."""
    _begin(speaker)
    session = speaker.session
    if not policies_live.is_live(session):
        raise InvalidTransition(_l("The session is not going on."))
    now = db.session.scalars(
        select(Speaker).where(Speaker.session_id == session.id, Speaker.state == "speaking")
    )
    for one in now:
        _finish(actor, one)
    machine.apply(actor, speaker, "call")
    speaker.called_at = clock.now()
    speaker.seconds = stage_of(session).speaking_seconds
    db.session.flush()
    fact = SpeakerCalled(speaker.seconds)
    record(fact, actor=actor, ward_id=speaker.ward_id, subject=speaker)


def finish_speaker(actor: Actor, speaker: Speaker) -> None:
    """Say that somebody has spoken."""
    _begin(speaker)
    _finish(actor, speaker)


def _finish(actor: Actor, speaker: Speaker) -> None:
    machine.apply(actor, speaker, "finish")
    speaker.ended_at = clock.now()
    db.session.flush()
    spoken = speaker.ended_at - (speaker.called_at or speaker.ended_at)
    fact = SpeakerFinished(int(spoken.total_seconds()))
    record(fact, actor=actor, ward_id=speaker.ward_id, subject=speaker)


def leave_queue(actor: Actor, speaker: Speaker, *, step: str = "leave") -> None:
    """Leave the queue, or be passed over ("skip"); how the person wanted to be called is erased."""
    _begin(speaker)
    machine.apply(actor, speaker, step)
    speaker.display = speaker.participant_digest = ""
    db.session.flush()
    record(SpeakerLeft(), actor=actor, ward_id=speaker.ward_id, subject=speaker)


def erase_participant(speakers: Iterable[Speaker]) -> None:
    """Erase one person from the queues of all sessions, at their wish; who still waits leaves."""
    for speaker in speakers:
        if speaker.state == "waiting":
            leave_queue(Actor(unlocked=frozenset({speaker.participant_digest})), speaker)
        else:
            speaker.display = speaker.participant_digest = ""
    db.session.flush()


def erase_speakers(session: Session) -> int:
    """Erase how the speakers of a session wanted to be called; numbers and times remain."""
    lock_wards([session.ward_id])
    named = db.session.scalars(
        select(Speaker).where(Speaker.session_id == session.id, Speaker.participant_digest != "")
    ).all()
    for speaker in named:
        speaker.display = speaker.participant_digest = ""
    db.session.flush()
    if named:
        fact = SpeakersErased(len(named))
        record(fact, actor=SYSTEM, ward_id=session.ward_id, subject=session)
    return len(named)


def end_all(actor: Actor, session: Session) -> None:
    """Let the session's end be the end of whoever speaks."""
    for speaker in db.session.scalars(
        select(Speaker).where(Speaker.session_id == session.id, Speaker.state == "speaking")
    ):
        _finish(actor, speaker)


def _begin(speaker: Speaker) -> None:
    lock_wards([speaker.ward_id])
    db.session.refresh(speaker, ["state", "version"])
