"""How a resident agreed: recorded with what was filed, withdrawn by them alone, its proof erased in time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from citizen_app.core import clock, ids
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import record
from citizen_app.core.files.attachments import attach_photos, attachments_of, remove_attachments
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.teams import policies
from citizen_app.teams.events import (
    ConsentGiven,
    ConsentProofErased,
    ConsentProofSeen,
    ConsentWithdrawn,
)
from citizen_app.teams.models import Consent, ConsentKind, Relation, Team, Visit
from citizen_app.teams.rules import value
from citizen_app.wards.models import Neighbourhood

PREFIX = "DY"
PICTURED = (ConsentKind.SIGNATURE, ConsentKind.SLIP)
BATCH = 200


@dataclass(frozen=True, kw_only=True)
class ConsentTaken:
    """What a helper says of the consent they took; `neighbourhood` is the resident's.

    kind       a ConsentKind. `witness` needs a `relation`; `signature` and `slip` need a `proof` picture;
               `code` needs the open `visit` in which the resident's code was typed, so it is never offline.
    taken_at   when, by the helper's phone; None means now. A moment that cannot be is kept and marked.
    is_offline whether the helper had no signal then.
    device     keyed digest of the browser's mark, "" where there is none.
    """

    kind: str
    neighbourhood: Neighbourhood
    relation: str = Relation.NONE
    proof: CleanPhoto | None = None
    taken_at: dt.datetime | None = None
    is_offline: bool = False
    visit: Visit | None = None
    device: str = ""


def check_consent(actor: Actor, taken: ConsentTaken) -> None:
    """Raise Invalid, with the field that must be mended, unless the consent is whole."""
    if taken.kind not in set(ConsentKind):
        raise Invalid("kind", _l("Please choose how they agreed."))
    if taken.kind == ConsentKind.WITNESS and taken.relation not in set(Relation) - {Relation.NONE}:
        raise Invalid("relation", _l("Please choose who was there as a witness."))
    if taken.kind == ConsentKind.SIGNATURE and taken.proof is None:
        raise Invalid(
            "signature", _l("There is no signature yet. Let them sign, or choose another way.")
        )
    if taken.kind == ConsentKind.SLIP and taken.proof is None:
        raise Invalid("slip", _l("Please add a photo of the signed slip."))
    visit = taken.visit
    if visit is not None and (
        visit.helper_id != actor.account_id
        or visit.neighbourhood_id != taken.neighbourhood.id
        or not policies.is_open(visit)
    ):
        raise NotAllowed(_l("This help has ended. Begin again with the person beside you."))
    if taken.kind == ConsentKind.CODE and (visit is None or visit.code_right_at is None):
        raise Invalid("code", _l("The code from their phone is still missing."))


def record_consent(
    actor: Actor, team: Team, taken: ConsentTaken, thing: Any, *, purpose: str, key: str, said: str
) -> Consent:
    """Store a checked consent with the thing it was given for; `key` and `said` are keyed digests."""
    now = clock.now()
    at = taken.taken_at or now
    pictured = taken.kind in PICTURED and taken.proof is not None
    consent = Consent(
        code=ids.new_code(PREFIX),
        key_digest=key,
        subject_type=thing.__tablename__,
        subject_id=thing.id,
        subject_code=thing.code,
        ward_id=team.ward_id,
        neighbourhood_id=taken.neighbourhood.id,
        team_id=team.id,
        helper_id=actor.account_id,
        purpose=purpose,
        kind=taken.kind,
        relation=taken.relation if taken.kind == ConsentKind.WITNESS else Relation.NONE,
        taken_at=at,
        recorded_at=now,
        is_offline=taken.is_offline,
        is_time_doubtful=_is_doubtful(at, now),
        device_digest=taken.device,
        text_digest=said,
        proof_until=_days_from_now("proof_days"),  # a picture, or only the digests
    )
    db.session.add(consent)
    db.session.flush()
    if pictured and taken.proof is not None:
        attach_photos(consent, [taken.proof], AttachmentKind.PHOTO, is_public=False)
    fact = ConsentGiven(purpose, consent.kind, consent.neighbourhood_id, consent.is_offline)
    record(fact, actor=actor, ward_id=team.ward_id, subject=thing)
    return consent


def _is_doubtful(at: dt.datetime, now: dt.datetime) -> bool:
    latest = now + dt.timedelta(minutes=value("clock_minutes_ahead"))
    return not now - dt.timedelta(days=value("offline_days") + 1) <= at <= latest


def _days_from_now(rule: str) -> dt.date:
    return clock.today() + dt.timedelta(days=value(rule))


def text_mark(secret: str, consented_by: int, text: str) -> str:
    """Return what only tells that one helper files the same words again; numbers and marks do not count."""
    letters = re.sub(r"[\W\d_]+", "", nfc(text).casefold())
    return ids.keyed_digest(secret, "help text", str(consented_by), letters) if letters else ""


def withdraw_consent(actor: Actor, consent: Consent, thing: Any, *, secret: str) -> str:
    """Take the helper's access back, by the resident; return the new PIN of what was filed.

    What was filed stays, and so does the fact that help happened. The helper knows the old PIN, so there
    is a new one; the same button pressed twice gives the same. The proof goes some days later.
    """
    if not policies.is_of_resident(actor, thing):
        raise NotAllowed()
    pin = new_pin(consent, secret=secret)
    if consent.withdrawn_at is not None:
        return pin
    consent.withdrawn_at = clock.now()
    if consent.proof_until is not None:
        sooner = _days_from_now("proof_days_after_withdrawal")
        consent.proof_until = min(consent.proof_until, sooner)
    thing.pin_digest = ids.keyed_digest(secret, thing.code, pin)
    db.session.flush()
    fact = ConsentWithdrawn(consent.purpose)
    record(fact, actor=actor, ward_id=consent.ward_id, subject=thing)
    return pin


def new_pin(consent: Consent, *, secret: str) -> str:
    """Return the PIN that what was filed gets when the helper's access is taken back."""
    return ids.pin_for(secret, f"withdrawn {consent.key_digest}")


def note_proof_seen(actor: Actor, consent: Consent) -> None:
    """Tell the log that a supervisor opened the picture of a consent."""
    fact = ConsentProofSeen(consent.purpose)
    record(fact, actor=actor, ward_id=consent.ward_id, subject=consent)


def erase_proof(actor: Actor, consent: Consent) -> bool:
    """Erase the picture that shows a consent, and what tells its words and device apart; once."""
    if consent.proof_erased_at is not None:
        return False
    had_picture = bool(attachments_of(consent, public_only=False))
    remove_attachments(consent)
    consent.proof_erased_at = clock.now()
    consent.proof_until = None
    consent.text_digest = consent.device_digest = ""
    db.session.flush()
    if had_picture:
        fact = ConsentProofErased(consent.purpose)
        record(fact, actor=actor, ward_id=consent.ward_id, subject=consent)
    return had_picture


def erase_due_proofs() -> int:
    """Erase the proofs whose time is over; return how many there were."""
    due = select(Consent).where(Consent.proof_until <= clock.today())
    rows = db.session.scalars(due.order_by(Consent.ward_id, Consent.id).limit(BATCH)).all()
    for consent in rows:
        erase_proof(SYSTEM, consent)
    return len(rows)
