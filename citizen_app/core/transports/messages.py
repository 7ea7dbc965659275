"""A message and what can carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One notice to one person, as plain text.

    A channel without subjects (SMS, Zalo) carries the body alone. `unsubscribe` is the address at
    which the recipient ends such notices; e-mail programs show a button for it (RFC 8058).
    """

    to: str
    subject: str
    body: str
    unsubscribe: str = ""


class Transport(Protocol):
    """Carries a message or raises; who calls it tries again later."""

    def send(self, message: Message) -> None: ...
