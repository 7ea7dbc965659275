"""What the download of somebody's data holds of the log of visits: what they wrote down themselves."""

from __future__ import annotations

from typing import Any

from citizen_app.accounts.extensions import DATA_EXPORTERS
from citizen_app.core.actor import Actor
from citizen_app.plain_help import queries


def export_outings(actor: Actor) -> list[dict[str, Any]]:
    """Return the entries that a person wrote down, those taken back too."""
    return [
        {
            "day": row.day.isoformat(),
            "purpose": row.purpose,
            "neighbourhood": row.neighbourhood.name if row.neighbourhood else None,
            "people": row.people,
            "helpers": row.helpers,
            "note": row.note,
            "taken_back_at": row.taken_back_at.isoformat() if row.taken_back_at else None,
        }
        for row in queries.all_written_by(actor)
    ]


def register() -> None:
    """Hang in."""
    DATA_EXPORTERS["outings"] = export_outings
