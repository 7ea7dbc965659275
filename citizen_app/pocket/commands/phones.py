"""Phones: made known when they are made ready, told to empty themselves when it is time."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from citizen_app.accounts.commands.sign_ins import end_all_sign_ins
from citizen_app.accounts.events import SignInEnded
from citizen_app.core import clock, ids
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.events import record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.pocket.errors import Conflict, Wipe
from citizen_app.pocket.events import HelperPhoneAdded, HelperPhoneWipeAsked, HelperPhoneWiped
from citizen_app.pocket.limits import MOST_PHONES
from citizen_app.pocket.models import HelperPhone
from citizen_app.pocket.queries import find_phone, phones_of
from citizen_app.wards.models import Neighbourhood

KEY = re.compile(r"[0-9a-f]{48}")
PREFIX_LENGTH = 4
TRIES = 5
MOST_VERSION = 100_000
MOST_SKEW = 10 * 366 * 24 * 3600


@dataclass(frozen=True)
class Said:
    """What a phone says of itself: its own secret, its clock, how much waits on it."""

    key: str
    version: int
    now: dt.datetime | None = None
    waiting: int = 0

    @property
    def skew_seconds(self) -> int:
        """Return our clock less the phone's."""
        if self.now is None:
            return 0
        skew = int((clock.now() - self.now).total_seconds())
        return max(-MOST_SKEW, min(MOST_SKEW, skew))


def greet_phone(
    actor: Actor, said: Said, places: list[Neighbourhood], *, secret: str
) -> HelperPhone:
    """Return the phone, made known if it is new; raise Wipe when it has to forget everything."""
    if not KEY.fullmatch(said.key):
        raise Invalid("device", _l("Please open the page again and send once more."))
    phone = known_phone(actor, said.key, places, secret=secret)
    if phone is None:
        phone = _add_phone(actor, said, places[0].ward_id, secret)
    phone.seen_at = clock.now()
    phone.skew_seconds = said.skew_seconds
    phone.app_version = max(0, min(MOST_VERSION, said.version))
    phone.waiting = max(0, min(10_000, said.waiting))
    db.session.flush()
    return phone


def known_phone(
    actor: Actor, key: str, places: list[Neighbourhood], *, secret: str
) -> HelperPhone | None:
    """Return the actor's phone with a secret, None for a new one.

    Raises Wipe when the ward asked for it or the helper is one no longer, Conflict for another helper's.
    """
    phone = find_phone(digest_of(key, secret))
    if phone is not None and phone.account_id != actor.account_id:
        raise Conflict(
            "other",
            _l("This phone carries the work of another helper. They send it and sign out first."),
        )
    if not places:
        raise _wiped(actor, phone, "membership")
    if phone is not None and phone.wipe_asked_at is not None:
        raise _wiped(actor, phone, "asked")
    return phone


def tell_lost_phone(actor: Actor, key: str, *, secret: str) -> None:
    """Raise Wipe for a phone that the ward asked to be emptied, whether or not anybody is signed in on it."""
    phone = find_phone(digest_of(key, secret))
    if phone is not None and phone.wipe_asked_at is not None:
        raise _wiped(actor, phone, "asked")


def _wiped(actor: Actor, phone: HelperPhone | None, reason: str) -> Wipe:
    if phone is not None and phone.wipe_told_at is None:
        phone.wipe_told_at = clock.now()
        db.session.flush()
        fact = HelperPhoneWiped(phone.prefix, reason)
        record(fact, actor=actor, ward_id=phone.ward_id, subject=phone)
        keep_despite_error()
    if reason == "asked":
        return Wipe(_l("The ward has asked for this phone to be emptied. Please ask your ward."))
    return Wipe(_l("You are in no team any more, so everything of it was removed from this phone."))


def _add_phone(actor: Actor, said: Said, ward_id: int, secret: str) -> HelperPhone:
    known = phones_of(actor.account_id)
    since = clock.now() - dt.timedelta(days=1)
    if sum(phone.made_at > since for phone in known) >= MOST_PHONES:
        raise Conflict("invalid", _l("Too many phones were made ready today. Try again tomorrow."))
    for _try in range(TRIES):
        prefix = "".join(secrets.choice(ids.ALPHABET) for _ in range(PREFIX_LENGTH))
        phone = HelperPhone(
            account_id=actor.account_id,
            ward_id=ward_id,
            prefix=prefix,
            key_digest=digest_of(said.key, secret),
            made_at=clock.now(),
            seen_at=clock.now(),
        )
        try:
            with db.session.begin_nested():
                db.session.add(phone)
                db.session.flush()
        except IntegrityError:  # another phone has this prefix: draw again
            continue
        record(HelperPhoneAdded(prefix), actor=actor, ward_id=ward_id, subject=phone)
        return phone
    raise Conflict("invalid", _l("Please try again in a moment."))


def digest_of(key: str, secret: str) -> str:
    """Return what is kept of a phone's own secret."""
    return ids.keyed_digest(secret, "helper phone", key)


def ask_for_wipe(actor: Actor, phone: HelperPhone) -> None:
    """Have a phone emptied at its next contact: it was lost, or given away.

    Whoever holds it is signed in as the helper, so the helper's sessions end at once, on all devices; the
    phone is told all the same (tell_lost_phone).
    """
    authorize(actor, Permission.TEAM_MANAGE, phone.ward_id)
    if phone.wipe_asked_at is not None:
        return
    phone.wipe_asked_at = clock.now()
    db.session.flush()
    ended = end_all_sign_ins(phone.account)
    if ended:
        record(SignInEnded(count=ended), actor=actor, ward_id=None, subject=phone.account)
    fact = HelperPhoneWipeAsked(phone.prefix)
    record(fact, actor=actor, ward_id=phone.ward_id, subject=phone)


def phone_by_prefix(prefix: str) -> HelperPhone | None:
    """Return the phone whose slips begin with a prefix, or None."""
    return db.session.scalar(select(HelperPhone).where(HelperPhone.prefix == prefix))
