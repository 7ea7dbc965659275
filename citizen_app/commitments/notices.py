"""Who is told of what about a commitment: who is in charge, who asked, and the ward's leaders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.accounts.queries import people_in_role, people_with
from citizen_app.commitments.events import (
    CommitmentDisputed,
    CommitmentDone,
    CommitmentReminded,
    CommitmentReopened,
    CommitmentsLate,
    DisputeAnswered,
)
from citizen_app.commitments.models import Commitment, Voice
from citizen_app.commitments.policies import is_late, voices_until
from citizen_app.commitments.queries import may_read
from citizen_app.commitments.sources import askers_of
from citizen_app.commitments.workflow import OPEN
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import mail_notices
from citizen_app.permissions import Permission, Role

TO_ASKER = {
    "CommitmentDone": "commitments/mail/asker_done.txt",
    "CommitmentReopened": "commitments/mail/asker_reopened.txt",
    "DisputeAnswered": "commitments/mail/asker_answered.txt",
}


@handles(CommitmentReminded)
def remind_owner(event: Event) -> None:
    """Tell whoever is in charge of it."""
    commitment = db.session.get_one(Commitment, event.subject_id)
    head, number = commitment.head, event.facts.get("milestone_id")
    if commitment.state not in OPEN or head is None:
        return
    milestone = next((one for one in commitment.milestones if one.id == number), None)
    if number is not None and (milestone is None or milestone.done_on is not None):
        return
    recipients = [_recipient(one) for one in _readers([head], commitment)]
    mail_notices(
        event,
        recipients,
        "commitments/mail/staff_reminded.txt",
        commitment=commitment,
        milestone=milestone,
        is_late=event.facts["when"] == "after",
    )


@handles(CommitmentDone, CommitmentReopened, DisputeAnswered)
def tell_askers(event: Event) -> None:
    """Tell those who asked what came of it; of an answer to a dispute only whose dispute it was."""
    commitment = db.session.get_one(Commitment, event.subject_id)
    voice = db.session.get(Voice, event.facts["voice_id"]) if "voice_id" in event.facts else None
    for asked, recipient in list(askers_of(commitment)):
        if voice is not None and (voice.asked_type, voice.asked_id) != (asked.type, asked.id):
            continue
        mail_notices(
            event,
            [recipient],
            TO_ASKER[event.kind],
            commitment=commitment,
            asked=asked,
            voice=voice,
            until=voices_until(commitment),
            reopening=commitment.reopenings[-1] if commitment.reopenings else None,
        )


@handles(CommitmentDisputed)
def tell_leaders(event: Event) -> None:
    """Tell those who answer disputes that one waits."""
    commitment = db.session.get_one(Commitment, event.subject_id)
    leaders = people_with(Permission.COMMITMENT_REVIEW, commitment.ward_id)
    recipients = [_recipient(one) for one in _readers(leaders, commitment)]
    template = "commitments/mail/staff_disputed.txt"
    mail_notices(event, recipients, template, commitment=commitment)


@handles(CommitmentReopened)
def tell_owner(event: Event) -> None:
    """Tell whoever is in charge that it counts as not done again."""
    commitment = db.session.get_one(Commitment, event.subject_id)
    if commitment.head is None or commitment.head_id == event.actor_id or not commitment.reopenings:
        return
    recipients = [_recipient(one) for one in _readers([commitment.head], commitment)]
    mail_notices(
        event,
        recipients,
        "commitments/mail/staff_reopened.txt",
        commitment=commitment,
        reopening=commitment.reopenings[-1],
    )


@handles(CommitmentsLate)
def tell_of_late_ones(event: Event) -> None:
    """Tell the people of a rung, each of the late commitments that they may read, in one mail."""
    numbers = event.facts["ids"]
    query = select(Commitment).where(Commitment.id.in_(numbers), Commitment.state.in_(OPEN))
    rows = db.session.scalars(query.order_by(Commitment.due_on, Commitment.id)).unique().all()
    mails: dict[int, tuple[Account, list[Commitment]]] = {}
    for commitment in rows:
        for account in _readers(_people(commitment, event.facts["tell"]), commitment):
            mails.setdefault(account.id, (account, []))[1].append(commitment)
    failures = []
    for account, some in mails.values():
        try:
            mail_notices(
                event,
                [_recipient(account)],
                "commitments/mail/staff_late.txt",
                commitments=some,
                is_late=is_late,
            )
        except Exception as error:  # one address that fails holds up nobody else
            failures.append(error)
    if failures:
        raise failures[0]


def _people(commitment: Commitment, tell: str) -> Sequence[Account]:
    """Return who stands on a rung: with nobody in the department, those who answer for the ward."""
    ward_id = commitment.ward_id
    if tell == "department":
        people: list[Account] = []
        if commitment.department_id is not None:
            people += people_with(
                Permission.COMMITMENT_KEEP, ward_id, department_id=commitment.department_id
            )
        if commitment.head is not None:
            people.append(commitment.head)
        return people or people_with(Permission.COMMITMENT_REVIEW, ward_id)
    if tell == "leader":
        return people_with(Permission.COMMITMENT_REVIEW, ward_id)
    return people_in_role(Role.SUPERVISOR, ward_id)


def _readers(accounts: Iterable[Account], commitment: Commitment) -> Iterable[Account]:
    """Yield those who may read it, once each: never whom the case is about, nobody who has left."""
    for account in {one.id: one for one in accounts}.values():
        is_there = account.email and account.disabled_at is None
        if is_there and may_read(acting_as(Actor(), account), commitment):
            yield account


def _recipient(account: Account) -> Recipient:
    return Recipient("account", account.id, account.email, account.language)
