"""Who follows a public case is told how it goes on: by account, or by a confirmed address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.core.web.addresses import whole_address
from citizen_app.feedback import policies
from citizen_app.feedback.commands.subscribing import CONFIRM_WITHIN_DAYS, token_for
from citizen_app.feedback.events import (
    AnswerCorrected,
    AnswerPublished,
    DelayExplained,
    SubscriptionAsked,
)
from citizen_app.feedback.models import Follow, Report, Subscription
from citizen_app.feedback.notices import words_of
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices

TO_FOLLOWERS = {
    "AnswerPublished": "feedback/mail/followed.txt",
    "AnswerCorrected": "feedback/mail/followed_corrected.txt",
    "DelayExplained": "feedback/mail/followed_delayed.txt",
}


@handles(AnswerPublished, AnswerCorrected, DelayExplained)
def tell_followers(event: Event) -> None:
    """Tell everybody who follows the case, while the public may read it."""
    report = db.session.get_one(Report, event.subject_id)
    if not policies.is_public(report):
        return
    recipients = [*_accounts(report), *_subscribers(report)]
    mail_notices(event, recipients, TO_FOLLOWERS[event.kind], **words_of(event, report))


def _accounts(report: Report) -> Iterator[Recipient]:
    followers = db.session.scalars(
        select(Account)
        .join(Follow, Follow.account_id == Account.id)
        .where(
            Follow.report_id == report.id, Account.notify_by_email, Account.disabled_at.is_(None)
        )
        .order_by(Account.id)
    ).unique()
    for account in followers.all():
        if account.email and account.id != report.account_id:
            yield Recipient("account", account.id, account.email, account.language)


def _subscribers(report: Report) -> Iterator[Recipient]:
    query = select(Subscription).where(
        Subscription.report_id == report.id, Subscription.confirmed_at.is_not(None)
    )
    for row in db.session.scalars(query.order_by(Subscription.id)).all():
        link = whole_address("feedback.end_subscription", token=_token(row))
        yield Recipient("subscription", row.id, row.email, row.language, unsubscribe=link)


@handles(SubscriptionAsked)
def ask_to_confirm(event: Event) -> None:
    """Ask an address whether it really wants to follow."""
    row = db.session.get(Subscription, event.facts["subscription_id"])
    if row is None or row.confirmed_at is not None or row.asked_at < _oldest():
        return
    report = db.session.get_one(Report, row.report_id)
    if not policies.is_public(report):
        return
    mail_notices(
        event,
        [Recipient("subscription", row.id, row.email, row.language)],
        "feedback/mail/subscribe.txt",
        report=report,
        token=_token(row),
        days=CONFIRM_WITHIN_DAYS,
    )


def _oldest() -> dt.datetime:
    return clock.now() - dt.timedelta(days=CONFIRM_WITHIN_DAYS)


def _token(row: Subscription) -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return token_for(secret, row.report_id, row.email)
