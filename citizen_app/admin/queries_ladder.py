"""Reading the ladder of reminders of a ward, and how it was changed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.core.errors import NotFound
from citizen_app.core.events import Event
from citizen_app.wards.escalation import effective
from citizen_app.wards.models import EscalationRule, Ward

MOST_SHOWN = 20


@dataclass(frozen=True)
class Rung:
    """A rung as it holds in a ward: the general one, or the ward's own in its place."""

    shown: EscalationRule
    general: EscalationRule | None

    @property
    def is_own(self) -> bool:
        """Return whether the ward has changed it."""
        return self.shown.ward_id is not None


def list_ladder(ward: Ward) -> list[Rung]:
    """Return the rungs of a ward from the lowest to the highest, those out of use too."""
    rows = db.session.scalars(
        select(EscalationRule)
        .where(or_(EscalationRule.ward_id.is_(None), EscalationRule.ward_id == ward.id))
        .order_by(EscalationRule.id)
    ).all()
    general = {row.code: row for row in rows if row.ward_id is None}
    return [Rung(row, general.get(row.code)) for row in effective(rows)]


def get_rung(ward: Ward, code: str) -> Rung:
    """Return a rung by its code, or raise NotFound."""
    found = next((rung for rung in list_ladder(ward) if rung.shown.code == code), None)
    if found is None:
        raise NotFound()
    return found


def ladder_history(ward: Ward) -> list[tuple[Event, str]]:
    """Return the newest changes of a ward's ladder with the name of who made them."""
    query = (
        select(Event, Account.public_name)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(
            Event.ward_id == ward.id,
            Event.kind == "SettingChanged",
            Event.subject_type == EscalationRule.__tablename__,
        )
        .order_by(Event.id.desc())
        .limit(MOST_SHOWN)
    )
    return [(event, name or "") for event, name in db.session.execute(query).all()]
