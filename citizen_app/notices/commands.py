"""Sending notices: once per event, recipient and channel, however often a handler is tried.

Each delivery is a unit of its own: claimed and committed, sent while no transaction is open, then
committed as sent. A slow mail server holds up no writer, and one refused address nobody else's notice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event, unit_of_work
from citizen_app.core.transports.messages import Message, Transport
from citizen_app.notices.models import Delivery


@dataclass(frozen=True)
class Recipient:
    """Whom to tell: by what they are (report_contact, account), and their address, which is not stored.

    `channel`: email, sms or zalo; the address of the last two is a phone number. `unsubscribe`: where
    somebody without an account ends such notices.
    """

    type: str
    id: int
    address: str
    language: str = "vi"
    channel: str = "email"
    unsubscribe: str = ""


def send_notice(
    event: Event,
    recipient: Recipient,
    *,
    channel: str,
    template: str,
    write: Callable[[], Message],
    transport: Transport,
) -> bool:
    """Send what `write` returns unless it went out before; return whether it went out now.

    Commits. A worker killed between sending and storing may send twice, never not at all.
    """
    delivery_id = _open_delivery(event.id, recipient, channel, template)
    if delivery_id is None:
        return False
    message = write()
    db.session.rollback()  # whatever was read to write it: nobody waits while the server takes it
    transport.send(message)
    with unit_of_work():
        delivery = db.session.get_one(Delivery, delivery_id)
        delivery.state, delivery.sent_at = "sent", clock.now()
    return True


def _open_delivery(event_id: int, recipient: Recipient, channel: str, template: str) -> int | None:
    """Store what is to be sent and return its number, or None when it went out before."""
    with unit_of_work():
        known = db.session.scalar(
            select(Delivery).where(
                Delivery.event_id == event_id,
                Delivery.recipient_type == recipient.type,
                Delivery.recipient_id == recipient.id,
                Delivery.channel == channel,
            )
        )
        if known is not None:
            return None if known.state == "sent" else known.id
        delivery = Delivery(
            event_id=event_id,
            recipient_type=recipient.type,
            recipient_id=recipient.id,
            channel=channel,
            template=template,
            created_at=clock.now(),
        )
        db.session.add(delivery)
        db.session.flush()
        return delivery.id
