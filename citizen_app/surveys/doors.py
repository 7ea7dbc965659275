"""By which door somebody comes to the survey, and the digest by which they come once.

An invitation in a case's page or notice is one person's: it is made of who they are under the wave's
key, so that all their cases give the same one, and it tells nothing without the key. A printed card is
everybody's; there the form's own number keeps a double click from counting twice, no more.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from citizen_app.core.ids import keyed_digest
from citizen_app.surveys.models import Wave

PERSONAL = {"c": "case", "d": "dialogue"}
INVITATION = re.compile(r"([cd])-([0-9a-f]{24})-([0-9a-f]{16})")
CARD = re.compile(r"t-([0-9A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4})")


@dataclass(frozen=True)
class Door:
    """How somebody came: `person` is set by an invitation of their own, `card` by a printed card's code."""

    channel: str
    person: str = ""
    card: str = ""

    def digest(self, wave: Wave, form_key: str, secret: str) -> str:
        """Return what is noted as used: the invitation, or where there is none the form itself."""
        own = f"person {self.person}" if self.person else f"form {form_key}"
        return keyed_digest(secret, "survey pass", wave.key, own)


def invitation(wave: Wave, kind: str, who: str, *, secret: str) -> str:
    """Return the invitation of one person; `kind` c (after a case) or d (after a dialogue)."""
    # Without the kind: whoever has a case and a dialogue answers once.
    person = keyed_digest(secret, "survey person", wave.key, who)[:24]
    return f"{kind}-{person}-{_proof(wave, kind, person, secret)}"


def card_token(code: str) -> str:
    """Return a card's part of the address."""
    return f"t-{code}"


def read_token(wave: Wave, token: str, *, secret: str) -> Door | None:
    """Return the door that a token opens, or None when it is not of this wave or made up."""
    card = CARD.fullmatch(token)
    if card is not None:
        return Door(channel="", card=card[1])
    found = INVITATION.fullmatch(token)
    if found is None or not wave.key:
        return None
    kind, person, proof = found.groups()
    if not hmac.compare_digest(proof, _proof(wave, kind, person, secret)):
        return None
    return Door(channel=PERSONAL[kind], person=person)


def _proof(wave: Wave, kind: str, person: str, secret: str) -> str:
    return keyed_digest(secret, "survey invitation", wave.key, kind, person)[:16]
