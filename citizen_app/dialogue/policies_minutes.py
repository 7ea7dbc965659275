"""Who writes minutes and when, who signs them, and which of it everyone reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_minutes import Minutes, MinutesVersion, Signature, Signer
from citizen_app.dialogue.models_minutes import SigningLink as Link
from citizen_app.permissions import Permission

LINK_LASTS = dt.timedelta(days=14)


def takes_minutes(session: Session) -> bool:
    """Return whether minutes are written now: from the opening on, or once its time is over on paper."""
    held_on_paper = session.state == "announced" and clock.now() >= session.ends_at
    return held_on_paper or session.state in {"live", "closed", "published"}


def can_write(actor: Actor, session: Session) -> bool:
    """Return whether the actor writes the minutes of a session."""
    return actor.may(Permission.DIALOGUE_RUN, session.ward_id) and takes_minutes(session)


def is_open(_actor: Actor, minutes: Minutes) -> bool:
    """Return whether the minutes may be changed, as far as the session goes."""
    return takes_minutes(minutes.session)


def is_held(_actor: Actor, minutes: Minutes) -> bool:
    """Return whether the session is over: minutes are sent to be signed only then."""
    return minutes.session.state in {"closed", "published"}


def is_first(_actor: Actor, minutes: Minutes) -> bool:
    """Return whether results are published for the first time."""
    return minutes.session.state == "closed"


def is_correction(_actor: Actor, minutes: Minutes) -> bool:
    """Return whether published results are corrected."""
    return minutes.session.state == "published"


def is_live_link(link: Link, version: MinutesVersion | None) -> bool:
    """Return whether a link still opens the version that waits for signatures."""
    newest = version is not None and link.version_id == version.id
    return newest and link.ended_at is None and clock.now() < link.expires_at


def signer_of(actor: Actor, minutes: Minutes) -> Signer | None:
    """Return as whom the actor signs: by staff account, or by a link opened just now."""
    for signer in minutes.signing:
        by_account = actor.is_staff and actor.account_id is not None
        if by_account and signer.account_id == actor.account_id:
            return signer
        if any(
            link.code in actor.unlocked and is_live_link(link, minutes.newest)
            for link in signer.links
        ):
            return signer
    return None


def signature_of(signer: Signer, version: MinutesVersion | None) -> Signature | None:
    """Return what a signatory said to a version, or None."""
    if version is None:
        return None
    return next((one for one in version.signatures if one.signer_id == signer.id), None)


def may_sign(actor: Actor, minutes: Any) -> bool:
    """Return whether the actor signs or objects now: once per version."""
    signer = signer_of(actor, minutes)
    return signer is not None and signature_of(signer, minutes.newest) is None


def missing(minutes: Minutes) -> list[Signer]:
    """Return who has said nothing to the newest version."""
    return [one for one in minutes.signing if signature_of(one, minutes.newest) is None]


def is_published(version: MinutesVersion) -> bool:
    """Return whether everyone may read a version."""
    return version.published_at is not None


def results_public() -> ColumnElement[bool]:
    """Return which sessions have published results, as SQL."""
    return Session.state == "published"
