"""Sending notices: once per event, recipient and channel, however often a handler is tried."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.transports.messages import Message, Transport
from citizen_app.notices.models import Delivery


@dataclass(frozen=True)
class Recipient:
    """Whom to tell: by what they are (report_contact, account), and their address, which is not stored."""

    type: str
    id: int
    address: str
    language: str = "vi"


def send_notice(
    event: Event,
    recipient: Recipient,
    *,
    channel: str,
    template: str,
    subject: str,
    body: str,
    transport: Transport,
) -> bool:
    """Send a notice unless it went out before; return whether it went out now.

    The row is claimed in this handler's transaction: when sending fails, both are rolled back and the
    whole is tried again. A worker killed between sending and storing may send twice, never not at all.
    """
    known = db.session.scalar(
        select(Delivery).where(
            Delivery.event_id == event.id,
            Delivery.recipient_type == recipient.type,
            Delivery.recipient_id == recipient.id,
            Delivery.channel == channel,
        )
    )
    if known is not None and known.state == "sent":
        return False
    delivery = known or Delivery(
        event_id=event.id,
        recipient_type=recipient.type,
        recipient_id=recipient.id,
        channel=channel,
        template=template,
        created_at=clock.now(),
    )
    db.session.add(delivery)
    db.session.flush()
    transport.send(Message(recipient.address, subject, body))
    delivery.state, delivery.sent_at = "sent", clock.now()
    return True
