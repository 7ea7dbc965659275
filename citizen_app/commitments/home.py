"""What this feature shows on a ward's home."""

from __future__ import annotations

from typing import Any

from citizen_app.commitments import queries
from citizen_app.wards.home import PARTS
from citizen_app.wards.models import Ward


def home_part(ward: Ward) -> dict[str, Any]:
    """Return how the ward keeps its word."""
    return {"promises": queries.ward_figures(ward)}


def register() -> None:
    """Add the part once."""
    if home_part not in PARTS:
        PARTS.append(home_part)
