"""Minutes go to those who sign: who they are, a version for them, links, signatures and objections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.events import Fact, lock_wards, record
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.core.workflow import check_version
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.dialogue import queries_minutes as queries
from citizen_app.dialogue.commands.minutes import change_minutes, mask_minutes
from citizen_app.dialogue.events_minutes import (
    MinutesChanged,
    MinutesObjected,
    MinutesSent,
    MinutesSigned,
    SigningLinkMade,
)
from citizen_app.dialogue.minutes_body import (
    Line,
    body_of,
    digest_of,
    essence_of,
    texts_of,
)
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_minutes import (
    Minutes,
    MinutesVersion,
    Signature,
    Signer,
    SignerRole,
    SigningLink,
    Verdict,
)
from citizen_app.dialogue.workflow_minutes import machine
from citizen_app.feedback.checking import Decisions, findings_in, refuse_undecided

NEEDED = (SignerRole.CHAIR, SignerRole.SECRETARY)
MOST_RESIDENTS = 2
NOTHING_DECIDED = Decisions({})


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody who is to sign: by account, else by a link that goes to `email` or is printed."""

    role: SignerRole
    name: str
    account_id: int | None = None
    email: str = ""

    def is_same(self, signer: Signer) -> bool:
        """Return whether a row stands for this very person."""
        one = (signer.role, signer.name, signer.account_id)
        return one == (self.role, self.name, self.account_id)


def name_signers(
    actor: Actor, session: Session, named: Iterable[Named], *, version: int | None = None
) -> Minutes:
    """Settle who signs; whoever stays keeps what was signed."""
    lock_wards([session.ward_id])
    check_version(queries.draft_of(session), version)
    wanted = list(named)
    _check_named(wanted)
    minutes = change_minutes(actor, session)
    kept: list[Signer] = []
    for place, one in enumerate(wanted):
        there = next((s for s in minutes.signing if s not in kept and one.is_same(s)), None)
        signer = there or Signer(role=one.role, name=one.name, account_id=one.account_id)
        signer.position, signer.email = place, one.email
        if there is None:
            minutes.signers.append(signer)
        kept.append(signer)
    for signer in minutes.signing:
        if signer not in kept:
            signer.removed_at = clock.now()
    db.session.flush()
    _record(MinutesChanged("signers", ""), actor, session)
    return minutes


def _check_named(named: list[Named]) -> None:
    accounts = [one.account_id for one in named if one.account_id is not None]
    if len(set(accounts)) != len(accounts):
        raise Invalid("", _l("One person signs once: please choose different people."))
    if sum(one.role == SignerRole.RESIDENT for one in named) > MOST_RESIDENTS:
        raise Invalid("", _l("Up to two residents sign."))
    roles = [one.role for one in named]
    for role in NEEDED:
        if role not in roles:
            raise Invalid(role, _l("Please say who signs."))


def send_minutes(
    actor: Actor,
    session: Session,
    *,
    decisions: Decisions = NOTHING_DECIDED,
    seen: str | None = None,
) -> MinutesVersion:
    """Send the minutes to be signed: a new version, or the last one where nothing has changed since.

    `decisions`: what of the personal data in them is masked first, what stays on purpose. `seen`: the
    essence that stood on the page.
    """
    lock_wards([session.ward_id])
    minutes = queries.draft_of(session)
    lines = queries.list_lines(session)
    body = body_of(session, minutes, lines)
    if seen is not None and seen != essence_of(body):
        raise StaleVersion(_l("Somebody else changed the minutes. Please read them once more."))
    _check_whole(minutes, body["questions"])
    body = _masked(actor, session, decisions, lines, body)
    refuse_undecided(session.ward, decisions.kept, *texts_of(body))
    machine.apply(actor, minutes, "send")
    version = minutes.newest
    if version is None or essence_of(version.body) != essence_of(body):
        version = MinutesVersion(
            minutes=minutes,
            number=len(minutes.versions) + 1,
            body=body,
            digest=digest_of(body),
            kept=_kept(session, decisions, body),
            reason=minutes.correction_reason,
            sent_at=clock.now(),
            by_id=actor.account_id,
        )
        db.session.add(version)
    db.session.flush()
    _make_links(minutes, version)
    _record(MinutesSent(version.number, version.digest), actor, session)
    return version


def _masked(
    actor: Actor,
    session: Session,
    decisions: Decisions,
    lines: Sequence[Line],
    body: dict[str, Any],
) -> dict[str, Any]:
    """Take out what is to be masked and return the body without it."""
    ward = session.ward
    if all(decisions.apply(ward, text) == text for text in texts_of(body)):
        return body
    mask_minutes(actor, session, lines, lambda text: decisions.apply(ward, text))
    return body_of(session, queries.draft_of(session), lines)


def _kept(session: Session, decisions: Decisions, body: dict[str, Any]) -> list[str]:
    there = {one.key for one in findings_in(session.ward, *texts_of(body))}
    return sorted(decisions.kept & there)


def _check_whole(minutes: Minutes, questions: list[dict[str, Any]]) -> None:
    if not minutes.conclusions:
        raise Invalid("", _l("The conclusions are missing."))
    open_ones = [one["code"] for one in questions if one["answer"] and not one["outcome"]]
    if open_ones:
        raise Invalid(
            "",
            _l(
                "Say for each answer what becomes of it. Still open: %(codes)s",
                codes=", ".join(open_ones[:5]),
            ),
        )
    roles = {signer.role for signer in minutes.signing}
    if not roles.issuperset(NEEDED):
        raise Invalid("", _l("Say first who signs: chair and secretary at least."))


def _make_links(minutes: Minutes, version: MinutesVersion) -> None:
    """Give those without an account their link, once per version."""
    for signer in minutes.signing:
        if signer.account_id is None and queries.link_of(signer, version) is None:
            _new_link(signer, version)
    db.session.flush()


def _new_link(signer: Signer, version: MinutesVersion) -> SigningLink:
    now = clock.now()
    link = SigningLink(
        code=ids.new_code(queries.LINK_PREFIX),
        signer=signer,
        version=version,
        created_at=now,
        expires_at=now + policies.LINK_LASTS,
    )
    db.session.add(link)
    return link


def renew_link(actor: Actor, session: Session, signer: Signer) -> SigningLink:
    """Make a new link for somebody who lost it or came too late; the old one opens nothing any more."""
    lock_wards([session.ward_id])
    minutes = queries.draft_of(session)
    machine.apply(actor, minutes, "renew_link")
    version = minutes.newest
    if version is None or signer.account_id is not None or signer.removed_at is not None:
        raise Invalid("", _l("This person signs with an account."))
    for link in signer.links:
        link.ended_at = link.ended_at or clock.now()
    link = _new_link(signer, version)
    db.session.flush()
    _record(SigningLinkMade(version.number, signer.role, link.code), actor, session)
    return link


def sign_minutes(actor: Actor, minutes: Minutes, *, number: int) -> Signature:
    """Sign the version that was read."""
    return _say(actor, minutes, number, Verdict.SIGNED, "")


def object_to_minutes(actor: Actor, minutes: Minutes, *, number: int, text: str) -> Signature:
    """Object to the version that was read; the words are published with the minutes."""
    words = nfc(text).strip()
    if not words:
        raise Invalid("text", _l("Please write what you do not agree with."))
    return _say(actor, minutes, number, Verdict.OBJECTED, words)


def _say(actor: Actor, minutes: Minutes, number: int, verdict: Verdict, text: str) -> Signature:
    session = minutes.session
    lock_wards([session.ward_id])
    minutes = queries.draft_of(session)
    version = minutes.newest
    if version is None or version.number != number:
        raise StaleVersion(_l("There is a newer version of the minutes. Please read that one."))
    signer = policies.signer_of(actor, minutes)
    machine.apply(actor, minutes, "sign" if verdict is Verdict.SIGNED else "object")
    assert signer is not None, "the workflow lets nobody else get here"
    by_link = signer.account_id is None
    signature = Signature(
        version=version,
        signer=signer,
        verdict=verdict,
        text=text,
        by_link=by_link,
        at=clock.now(),
    )
    db.session.add(signature)
    db.session.flush()
    fact: Fact = MinutesSigned(version.number, signer.role, by_link)
    if verdict is Verdict.OBJECTED:
        fact = MinutesObjected(version.number, signer.role, by_link)
    _record(fact, actor, session)
    return signature


def _record(fact: Fact, actor: Actor, session: Session) -> None:
    record(fact, actor=actor, ward_id=session.ward_id, subject=session)
