"""A message and what can carry it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One notice to one person, as plain text."""

    to: str
    subject: str
    body: str


class Transport(Protocol):
    """Carries a message or raises; who calls it tries again later."""

    def send(self, message: Message) -> None: ...
