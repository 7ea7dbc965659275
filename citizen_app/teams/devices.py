"""The device that a helper works on, as a keyed digest: it tells "the same again" and nothing else."""

from __future__ import annotations

from flask import current_app

from citizen_app.core.ids import keyed_digest
from citizen_app.feedback.devices import device_mark


def device_digest() -> str:
    """Return the digest of the browser that makes this (changing) request; it gets a mark if it had none."""
    return digest_of(device_mark(), str(current_app.config["SECRET_KEY"]))


def digest_of(mark: str, secret: str) -> str:
    """Return what is kept of a browser's mark."""
    return keyed_digest(secret, "help device", mark)
