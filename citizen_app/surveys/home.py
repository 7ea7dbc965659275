"""What this feature shows on a ward's home."""

from __future__ import annotations

from typing import Any

from citizen_app.surveys import queries
from citizen_app.wards.home import PARTS
from citizen_app.wards.models import Ward


def home_part(ward: Ward) -> dict[str, Any]:
    """Return the survey that is open, and whether results can be read."""
    current, has_results = queries.standing_of(ward)
    return {"survey": current, "has_survey_results": has_results}


def register() -> None:
    """Add the part once."""
    if home_part not in PARTS:
        PARTS.append(home_part)
