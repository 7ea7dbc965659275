"""Taking what a phone sends: once by its key, with consent, under the slip and the PIN that it gave out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed
from citizen_app.core.events import lock_wards
from citizen_app.core.files.images import CleanPhoto
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.commands.asking import Asking
from citizen_app.dialogue.commands.register import Request
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.queries import find_session
from citizen_app.feedback.commands.submit import Submission
from citizen_app.pocket.commands.uploads import forget_uploads, read_uploads
from citizen_app.pocket.errors import Conflict
from citizen_app.pocket.limits import KEEP_DAYS
from citizen_app.pocket.models import KINDS, HelperPhone, PocketSlip
from citizen_app.pocket.queries import find_slip, find_slip_by_key
from citizen_app.surveys.commands.answering import Reply
from citizen_app.surveys.queries import open_wave_of
from citizen_app.teams.commands import filing as teams
from citizen_app.teams.commands.consents import ConsentTaken
from citizen_app.teams.queries import list_places
from citizen_app.teams.rules import monday_of
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Neighbourhood, Ward

PREFIX = "TM"
SURVEY = "survey"
KEY = re.compile(r"[0-9a-f]{48}")
PIN = re.compile(r"[0-9]{6}")
CONSENT_FIELDS = frozenset({"kind", "relation", "signature", "slip", "code"})
SAME_WITHIN = dt.timedelta(days=2)
# From the Monday of the week in which it came: a phone asks for as long as it keeps what waits.
ANSWER_KEPT = dt.timedelta(days=7 + KEEP_DAYS)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One thing that waited on a phone. `said` was checked by its form; photos by their names there.

    `made_at`: by the phone's clock; `skew_seconds`: our clock less the phone's at the moment of sending.
    `despite`: conflicts that the helper has seen and wants it sent all the same.
    """

    kind: str
    key: str
    slip: str
    pin: str
    said: Mapping[str, Any]
    how: str
    relation: str = ""
    photos: Sequence[str] = ()
    proof: str = ""
    made_at: dt.datetime | None = None
    skew_seconds: int = 0
    despite: frozenset[str] = frozenset()

    @property
    def taken_at(self) -> dt.datetime | None:
        """Return when it was made by a right clock."""
        if self.made_at is None:
            return None
        return self.made_at + dt.timedelta(seconds=self.skew_seconds)


def known_slip(phone: HelperPhone, parcel: Parcel, *, secret: str) -> PocketSlip | None:
    """Return what became of this very parcel when it came before; refuse one that cannot be this phone's."""
    number = ids.parse_code(PREFIX, parcel.slip)
    whole = bool(KEY.fullmatch(parcel.key) and PIN.fullmatch(parcel.pin))
    if parcel.kind not in KINDS or not whole or number != parcel.slip:
        raise Invalid("", _l("Please open the page again and send once more."))
    if number[3:7] != phone.prefix:
        raise Conflict("invalid", _l("This slip number is not of this phone."))
    known = find_slip_by_key(_key_digest(parcel, secret))
    if known is None and find_slip(number) is not None:
        raise Conflict("invalid", _l("This slip number was used before. Please write a new one."))
    return known


def take_parcel(
    actor: Actor, phone: HelperPhone, parcel: Parcel, *, secret: str, device: str
) -> PocketSlip:
    """File what a phone sends and return where its slip leads; what came before is not filed again.

    Raises Conflict when it cannot be filed as it is; then nothing is stored.
    """
    known = known_slip(phone, parcel, secret=secret)
    if known is not None:
        return known
    photos = read_uploads(phone, parcel.photos)
    proof = read_uploads(phone, [parcel.proof])[0] if parcel.proof else None
    place = _place(actor, parcel)
    lock_wards([place.ward_id])
    taken = ConsentTaken(
        kind=parcel.how,
        neighbourhood=place,
        relation=parcel.relation,
        proof=proof,
        taken_at=parcel.taken_at,
        is_offline=True,
        device=device,
    )
    thing = _filed(actor, taken, parcel, photos, secret)
    slip = PocketSlip(
        phone_id=phone.id,
        slip=parcel.slip,
        key_digest=_key_digest(parcel, secret),
        kind=parcel.kind,
        subject_type=thing.__tablename__ if thing is not None else "",
        subject_id=thing.id if thing is not None else None,
        code=thing.code if thing is not None else "",
        **_moments(parcel),
    )
    db.session.add(slip)
    forget_uploads(phone, [*parcel.photos, *([parcel.proof] if parcel.proof else [])])
    db.session.flush()
    return slip


def _moments(parcel: Parcel) -> dict[str, Any]:
    """Return when it was made and came; of a survey answer the week alone, for a minute leads to a person."""
    if parcel.kind == SURVEY:
        return {"received_at": clock.start_of_day(monday_of(clock.today()))}
    return {
        "made_at": parcel.made_at,
        "skew_seconds": parcel.skew_seconds,
        "received_at": clock.now(),
    }


def forget_answers() -> None:
    """Forget that survey answers came, once no phone can ask for them any more."""
    old = PocketSlip.received_at < clock.now() - ANSWER_KEPT
    db.session.execute(delete(PocketSlip).where(PocketSlip.kind == SURVEY, old))


def _key_digest(parcel: Parcel, secret: str) -> str:
    return ids.keyed_digest(secret, "pocket item", parcel.key)


def _place(actor: Actor, parcel: Parcel) -> Neighbourhood:
    wanted = str(parcel.said.get("neighbourhood", ""))
    place = next((one for one in list_places(actor) if str(one.id) == wanted), None)
    if place is None:
        raise Conflict(
            "neighbourhood",
            _l("You do not help in this neighbourhood any more."),
            field="neighbourhood",
        )
    return place


def _filed(
    actor: Actor, taken: ConsentTaken, parcel: Parcel, photos: list[CleanPhoto], secret: str
) -> Any:
    """File the thing and return it, None for a survey answer; say every refusal as a Conflict."""
    try:
        if parcel.kind == SURVEY:
            return _file_answer(actor, taken, parcel, secret)
        filed = _file_thing(actor, taken, parcel, photos, secret)
    except Invalid as error:
        conflict = "consent" if error.field in CONSENT_FIELDS else "invalid"
        if not error.field:
            conflict = "closed"
        raise Conflict(conflict, error.message, field=error.field) from error
    except InvalidTransition as error:
        raise Conflict("closed", error.message) from error
    except NotAllowed as error:
        raise Conflict("neighbourhood", error.message, field="neighbourhood") from error
    if not filed.is_repeat:
        # The slip in the resident's hand has the PIN that the phone made; here lies its digest only.
        filed.thing.pin_digest = ids.keyed_digest(secret, filed.thing.code, parcel.pin)
        db.session.flush()
    return filed.thing


def _file_thing(
    actor: Actor, taken: ConsentTaken, parcel: Parcel, photos: list[CleanPhoto], secret: str
) -> teams.Filed:
    ward, said = taken.neighbourhood.ward, parcel.said
    if parcel.kind == "report":
        _check_same(actor, parcel, secret)
        submission = _submission(ward, taken.neighbourhood, parcel, photos)
        return teams.file_report(actor, taken, submission, secret=secret)
    session = _session(ward, said)
    if parcel.kind == "question":
        asking = Asking(
            key=parcel.key,
            text=said["text"],
            neighbourhood=taken.neighbourhood,
            name=said["name"],
            phone=said["phone"],
            for_other=True,
        )
        return teams.ask_question_for(actor, taken, session, asking, secret=secret)
    asked = Request(
        key=parcel.key,
        name=said["name"],
        phone=said["phone"],
        neighbourhood=taken.neighbourhood,
        people=int(said["people"]),
        needs_interpreter=bool(said["needs_interpreter"]),
        needs_wheelchair=bool(said["needs_wheelchair"]),
    )
    return teams.register_for(actor, taken, session, asked, secret=secret)


def _submission(
    ward: Ward, place: Neighbourhood, parcel: Parcel, photos: list[CleanPhoto]
) -> Submission:
    said = parcel.said
    return Submission(
        key=parcel.key,
        text=said["text"],
        category=_category(ward, said["category"]),
        neighbourhood=place,
        place=said["place"],
        name=said["name"],
        email=said["email"],
        phone=said["phone"],
        notify_by="email" if said["email"] else "sms",
        is_private=bool(said["is_private"]),
        photos=photos,
    )


def _category(ward: Ward, code: str) -> Category | None:
    return next((one for one in wards.list_categories(ward.id) if one.code == code), None)


def _session(ward: Ward, said: Mapping[str, Any]) -> Session:
    session = find_session(ward, said["session"])
    if session is None:
        raise Conflict("closed", _l("This dialogue is not announced any more."), field="session")
    return session


def _file_answer(actor: Actor, taken: ConsentTaken, parcel: Parcel, secret: str) -> None:
    wave = open_wave_of(taken.neighbourhood.ward)
    if wave is None:
        raise Conflict("closed", _l("This survey is closed. Thank you for your interest."))
    chosen = {name[2:]: str(value) for name, value in parcel.said.items() if name.startswith("q_")}
    reply = Reply(
        choices=chosen,
        neighbourhood_id=taken.neighbourhood.id,
        sex=str(parcel.said.get("sex") or ""),
        age_group=str(parcel.said.get("age_group") or ""),
    )
    teams.answer_survey_for(actor, taken, wave, reply, key=parcel.key, secret=secret)


def _check_same(actor: Actor, parcel: Parcel, secret: str) -> None:
    """Ask the helper when the very same words came for the very same person a moment ago."""
    if "duplicate" in parcel.despite:
        return
    same = teams.find_same_words(
        actor, parcel.said["text"], since=clock.now() - SAME_WITHIN, secret=secret
    )
    for consent in same:
        thing = teams.thing_of(consent)
        name = thing.contact.name if getattr(thing, "contact", None) is not None else ""
        if name == parcel.said["name"]:
            raise Conflict(
                "duplicate",
                _l("You have sent the same words for the same person: %(code)s.", code=thing.code),
                code=thing.code,
            )
