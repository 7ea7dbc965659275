"""Following a public case by e-mail without an account: asked for, confirmed, ended by a link.

The link's token is worked out from the row and the site's secret, so that the worker can write it
into every mail; the database keeps only its digest.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, delete, select

from citizen_app.accounts.models import Contact
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.events import lock_wards, record
from citizen_app.feedback import policies
from citizen_app.feedback.events import ReportFollowed, SubscriptionAsked
from citizen_app.feedback.models import Report, Subscription

CONFIRM_WITHIN_DAYS = 3


def ask_subscription(
    actor: Actor, report: Report, *, email: str, language: str, secret: str
) -> None:
    """Note that an address may want to follow; a mail asks it to confirm.

    Whoever asks learns nothing of the address: one that follows already gets no second mail.
    """
    if not policies.is_public(report):
        raise NotFound()
    address = email.strip().lower()
    lock_wards([report.holder_ward_id])  # a double click asks once, and the second is no error
    known = db.session.scalar(
        select(Subscription).where(
            Subscription.report_id == report.id, Subscription.email == address
        )
    )
    if known is not None and known.confirmed_at is not None:
        return
    if known is None:
        known = Subscription(
            report_id=report.id,
            email=address,
            token_digest=ids.token_digest(token_for(secret, report.id, address)),
        )
        db.session.add(known)
    known.language, known.asked_at = language, clock.now()
    db.session.flush()
    fact = SubscriptionAsked(known.id)
    # No ward: nothing that anybody reads has changed, so no page has to be made anew.
    record(fact, actor=actor, ward_id=None, subject=report)


def token_for(secret: str, report_id: int, email: str) -> str:
    """Return the token of a subscription's links."""
    return ids.keyed_digest(secret, "subscription", str(report_id), email)


def find_subscription(token: str) -> Subscription | None:
    """Return the subscription whose link this is, or None."""
    digest = ids.token_digest(token)
    return db.session.scalar(select(Subscription).where(Subscription.token_digest == digest))


def confirm_subscription(actor: Actor, token: str) -> Report:
    """Begin to follow: the address's owner has pressed the button; twice is as good as once."""
    subscription = find_subscription(token)
    report = db.session.get(Report, subscription.report_id) if subscription else None
    if subscription is None or report is None or not policies.is_public(report):
        raise NotFound()
    if subscription.confirmed_at is None:
        subscription.confirmed_at = clock.now()
        record(ReportFollowed(True), actor=actor, ward_id=report.holder_ward_id, subject=report)
    return report


def end_subscription(actor: Actor, token: str) -> None:
    """Cease to follow and erase the address; nothing happens when that was done already."""
    subscription = find_subscription(token)
    if subscription is None:
        return
    report = db.session.get_one(Report, subscription.report_id)
    db.session.delete(subscription)
    db.session.flush()
    record(ReportFollowed(False), actor=actor, ward_id=report.holder_ward_id, subject=report)


def subscribed_by(account_id: int) -> ColumnElement[bool]:
    """Return as SQL whether a subscription goes to one of an account's proved addresses."""
    own = select(Contact.value).where(
        Contact.account_id == account_id,
        Contact.kind == "email",
        Contact.verified_at.is_not(None),
    )
    return Subscription.email.in_(own)


def own_subscriptions(account_id: int, report: Report) -> list[Subscription]:
    """Return by which of its addresses an account follows a case."""
    query = select(Subscription).where(Subscription.report_id == report.id)
    return list(db.session.scalars(query.where(subscribed_by(account_id))))


def forget_unconfirmed() -> None:
    """Erase addresses that nobody confirmed in time."""
    since = clock.now() - dt.timedelta(days=CONFIRM_WITHIN_DAYS)
    waiting = Subscription.confirmed_at.is_(None), Subscription.asked_at < since
    db.session.execute(delete(Subscription).where(*waiting))
