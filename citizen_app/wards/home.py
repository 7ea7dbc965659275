"""What stands on a ward's home page: features above this one add their part when they register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from citizen_app.wards.models import Ward

PARTS: list[Callable[[Ward], dict[str, Any]]] = []


def ward_home_context(ward: Ward) -> dict[str, Any]:
    """Return everything that the home page shows."""
    context: dict[str, Any] = {}
    for part in PARTS:
        context.update(part(ward))
    return context
