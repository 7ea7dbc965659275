"""The sealed box: the newest answers of a wave, unreadable with the database alone, without a time.

Not Fernet, which writes the time of sealing into the open. The length is rounded up, so that it does
not tell what was chosen.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from citizen_app.core.ids import keyed_digest

STEP = 4096
NONCE = 12


@dataclass
class Contents:
    """What is in a box: answers in an order of their own words, and counts of the sensitive questions."""

    answers: list[dict[str, Any]] = field(default_factory=list)
    sensitive: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, answer: dict[str, Any], sensitive: dict[str, str]) -> None:
        """Put one person's answers in, so that nothing tells which came last."""
        self.answers.append(answer)
        self.answers.sort(key=lambda one: json.dumps(one, sort_keys=True))
        for question, choice in sensitive.items():
            counts = self.sensitive.setdefault(question, {})
            counts[choice] = counts.get(choice, 0) + 1


def seal(contents: Contents, *, secret: str, key: str) -> bytes:
    """Return the box closed."""
    plain = json.dumps([contents.answers, contents.sensitive], sort_keys=True).encode()
    plain += b" " * (-len(plain) % STEP)
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(secret, key).encrypt(nonce, plain, None)


def unseal(sealed: bytes, *, secret: str, key: str) -> Contents | None:
    """Return what is in a box; an empty box is empty; None when another key closed it."""
    if not sealed:
        return Contents()
    try:
        plain = _cipher(secret, key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except InvalidTag:
        return None
    answers, sensitive = json.loads(plain)
    return Contents(answers, sensitive)


def _cipher(secret: str, key: str) -> AESGCM:
    return AESGCM(bytes.fromhex(keyed_digest(secret, "survey box", key)))
