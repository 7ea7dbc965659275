"""Those who asked say whether it is really done; a leader answers a dispute, or reopens the commitment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update

from citizen_app.commitments import policies
from citizen_app.commitments.commands.checking import refuse_personal_data
from citizen_app.commitments.commands.opening import open_commitment, record_fact
from citizen_app.commitments.events import (
    CommitmentConfirmed,
    CommitmentDisputed,
    CommitmentReopened,
    DisputeAnswered,
)
from citizen_app.commitments.models import Commitment, Reopening, Voice
from citizen_app.commitments.sources import Asked, asked_by
from citizen_app.commitments.workflow import State, machine
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, NotFound
from citizen_app.core.events import Fact
from citizen_app.core.files.attachments import attach_photos, remove_attachments
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc

CONFIRMED, DISPUTED = "confirmed", "disputed"


def speak(
    actor: Actor,
    commitment: Commitment,
    *,
    code: str,
    verdict: str,
    text: str = "",
    photos: Sequence[CleanPhoto] = (),
) -> Voice:
    """Confirm that it is done, or say that it is not: by one of those who asked, once a report.

    `code` is that of the case or question through which they asked. Until the window closes the same
    asker may change it; a dispute needs words, which the ward alone reads until they were checked.
    """
    open_commitment(commitment, None)
    asked = _asked(actor, commitment, code)
    is_time = policies.takes_voices(policies.voices_until(commitment))
    if commitment.state != State.DONE or not is_time:
        raise InvalidTransition(_l("The time to say whether it is done is over, or has not begun."))
    words = nfc(text).strip() if verdict == DISPUTED else ""
    if verdict not in (CONFIRMED, DISPUTED):
        raise Invalid("verdict", _l("Please choose one of the two."))
    if verdict == DISPUTED and not words:
        raise Invalid("text", _l("Please say what is not done, so that the ward can look at it."))
    machine.apply(actor, commitment, "speak")
    voice = _voice_of(commitment, asked)
    if voice.verdict == verdict and voice.text == words and not photos:
        return voice  # the same once more changes nothing
    _say(voice, verdict, words)
    if verdict == CONFIRMED or photos:
        remove_attachments(voice)
    attach_photos(voice, photos, AttachmentKind.PHOTO, is_public=False)
    count_voices(commitment)
    disputes = verdict == DISPUTED
    fact: Fact = CommitmentConfirmed(commitment.code, voice.id)
    if disputes:
        fact = CommitmentDisputed(commitment.code, voice.id)
    record_fact(fact, actor, commitment)
    return voice


def _asked(actor: Actor, commitment: Commitment, code: str) -> Asked:
    asked = next((one for one in asked_by(actor, commitment) if one.code == code), None)
    if asked is None:
        raise NotAllowed()
    return asked


def _voice_of(commitment: Commitment, asked: Asked) -> Voice:
    """Return this asker's voice about the newest report: the one there is, or a new one."""
    known = db.session.scalar(
        select(Voice).where(
            Voice.commitment_id == commitment.id,
            Voice.round == commitment.round,
            Voice.asked_type == asked.type,
            Voice.asked_id == asked.id,
        )
    )
    if known is not None:
        return known
    return Voice(
        commitment_id=commitment.id,
        round=commitment.round,
        asked_type=asked.type,
        asked_id=asked.id,
        verdict="",
        text="",
    )


def _say(voice: Voice, verdict: str, words: str) -> None:
    """Take over what is said now; what was answered about other words waits for an answer again."""
    voice.verdict, voice.text, voice.public_text = verdict, words, ""
    voice.at = clock.now()
    voice.answer, voice.answered_by_id, voice.answered_at = "", None, None
    db.session.add(voice)
    db.session.flush()


def count_voices(commitment: Commitment) -> None:
    """Store how many confirm and dispute the newest report: counted, never added up.

    It is no change of the commitment itself: its version, which staff's forms carry, stays.
    """

    def counted(verdict: str) -> object:
        said = (Voice.commitment_id == commitment.id, Voice.round == commitment.round)
        query = select(func.count()).select_from(Voice)
        return query.where(*said, Voice.verdict == verdict).scalar_subquery()

    db.session.flush()
    db.session.execute(
        update(Commitment)
        .where(Commitment.id == commitment.id)
        .values(confirmed_count=counted(CONFIRMED), disputed_count=counted(DISPUTED))
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(commitment, ["confirmed_count", "disputed_count", "voices"])


def answer_dispute(
    actor: Actor,
    commitment: Commitment,
    voice_id: int,
    *,
    answer: str,
    public_text: str = "",
    is_checked: bool = False,
    version: int | None = None,
) -> None:
    """Answer a dispute; everyone reads the answer, and the words that are given free with it ("": none).

    `is_checked`: what looks like personal data in either stays on purpose.
    """
    open_commitment(commitment, version)
    voice = _open_dispute(commitment, voice_id)
    words, shown = nfc(answer).strip(), nfc(public_text).strip()
    if not words:
        raise Invalid("answer", _l("Please write the answer."))
    refuse_personal_data(commitment.ward, is_checked, answer=words, public_text=shown)
    machine.apply(actor, commitment, "answer_dispute")
    _settle(actor, voice, words, shown)
    record_fact(DisputeAnswered(commitment.code, voice.id, bool(shown)), actor, commitment)


def reopen_commitment(
    actor: Actor,
    commitment: Commitment,
    voice_id: int,
    *,
    answer: str,
    public_text: str = "",
    is_checked: bool = False,
    version: int | None = None,
) -> None:
    """Take the report back after a dispute: it is not done. All open disputes get the same answer."""
    open_commitment(commitment, version)
    voice = _open_dispute(commitment, voice_id)
    words, shown = nfc(answer).strip(), nfc(public_text).strip()
    if not words:
        raise Invalid("answer", _l("Please say why it is reopened and what happens now."))
    refuse_personal_data(commitment.ward, is_checked, answer=words, public_text=shown)
    assert commitment.done_on is not None, "the workflow reopens only what is done"
    machine.apply(actor, commitment, "reopen")
    disputes = policies.open_disputes(commitment)
    for one in disputes:
        _settle(actor, one, words, shown if one is voice else "")
    commitment.reopenings.append(_reopening(actor, commitment, words))
    commitment.outcome, commitment.done_by_id = "", None
    commitment.done_at = commitment.done_on = None
    commitment.confirmed_count = commitment.disputed_count = 0
    record_fact(CommitmentReopened(commitment.code, len(disputes)), actor, commitment)


def _reopening(actor: Actor, commitment: Commitment, reason: str) -> Reopening:
    return Reopening(
        commitment_id=commitment.id,
        outcome=commitment.outcome,
        done_on=commitment.done_on,
        confirmed_count=commitment.confirmed_count,
        disputed_count=commitment.disputed_count,
        reason=reason,
        by_id=actor.account_id,
        at=clock.now(),
    )


def _open_dispute(commitment: Commitment, voice_id: int) -> Voice:
    db.session.refresh(commitment, ["voices"])
    waiting = policies.open_disputes(commitment)
    voice = next((one for one in waiting if one.id == voice_id), None)
    if voice is not None:
        return voice
    if any(one.id == voice_id for one in commitment.voices):
        raise InvalidTransition(_l("This dispute does not wait for an answer any more."))
    raise NotFound()


def _settle(actor: Actor, voice: Voice, answer: str, public_text: str) -> None:
    voice.answer, voice.public_text = answer, public_text
    voice.answered_by_id, voice.answered_at = actor.account_id, clock.now()


def erase_voices(asked_type: str, asked_id: int) -> None:
    """Take away the words and photos of an asker whose data are erased; what was checked stays."""
    mine = select(Voice).where(Voice.asked_type == asked_type, Voice.asked_id == asked_id)
    for voice in db.session.scalars(mine):
        voice.text = voice.public_text
        remove_attachments(voice)
