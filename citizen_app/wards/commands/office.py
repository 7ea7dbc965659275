"""What the public reads about the office, and whether it takes reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import StaleVersion
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import set_values
from citizen_app.wards.models import Ward


def change_office(
    actor: Actor,
    ward: Ward,
    *,
    is_open: bool,
    address: str,
    hotline: str,
    email: str,
    office_hours: str,
    version: int | None = None,
) -> bool:
    """Change how the office is reached and whether it takes reports; return whether it differs."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    _take_turn(ward, ward.version if version is None else version)
    return set_values(
        actor,
        ward,
        ward,
        "",
        is_open=is_open,
        address=address,
        hotline=hotline,
        email=email,
        office_hours=office_hours,
    )


def _take_turn(ward: Ward, seen: int) -> None:
    """Count the version up, or raise StaleVersion when somebody else has done so before."""
    taken: Any = db.session.execute(
        update(Ward).where(Ward.id == ward.id, Ward.version == seen).values(version=seen + 1)
    )
    if not taken.rowcount:
        raise StaleVersion(_l("Somebody else changed these settings in the meantime."))
