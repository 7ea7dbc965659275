"""A ward's own ladder: it may change a rung of the general one, or leave it out; the log tells how."""

from __future__ import annotations

from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.access import authorize
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotFound
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.permissions import Permission
from citizen_app.wards.commands.recording import note_added, note_change, set_values
from citizen_app.wards.escalation import TELL
from citizen_app.wards.models import EscalationRule, Ward

WHOLE, MOST_DAYS_LATE = 100, 60


def change_rung(
    actor: Actor,
    ward: Ward,
    *,
    code: str,
    share: int,
    days_late: int,
    tell: str,
    citation: str,
    is_active: bool,
) -> EscalationRule:
    """Change a rung for this ward; the general one stays as it is for the others."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    general, own = _rungs(ward, code)
    _check(share, days_late, tell)
    values = {
        "share": share,
        "days_late": days_late,
        "tell": tell,
        "citation": citation,
        "is_active": is_active,
    }
    if own is not None:
        set_values(actor, ward, own, code, **values)
        return own
    # A copy first, then what differs from it, so that the log tells what was changed and how.
    own = _copy_for(ward, general)
    note_added(actor, ward, own, code)
    set_values(actor, ward, own, code, **values)
    if citation != general.citation:
        own.citation_en = ""  # the translation belongs to the general citation
    return own


def _copy_for(ward: Ward, general: EscalationRule) -> EscalationRule:
    return EscalationRule(
        ward_id=ward.id,
        code=general.code,
        share=general.share,
        days_late=general.days_late,
        tell=general.tell,
        citation=general.citation,
        citation_en=general.citation_en,
        is_active=True,
        effective_from=clock.today(),
        effective_to=None,
    )


def drop_rung(actor: Actor, ward: Ward, *, code: str) -> None:
    """Let the general rung hold again."""
    authorize(actor, Permission.WARD_SETTINGS, ward.id)
    _general, own = _rungs(ward, code)
    if own is None:
        raise Invalid("", _l("This rung is the general one already."))
    note_change(actor, ward, own, "escalation_rule.removed", code, None, code)
    db.session.delete(own)


def _rungs(ward: Ward, code: str) -> tuple[EscalationRule, EscalationRule | None]:
    rows = db.session.scalars(
        select(EscalationRule).where(
            EscalationRule.code == code,
            EscalationRule.ward_id.is_(None) | (EscalationRule.ward_id == ward.id),
        )
    ).all()
    general = next((row for row in rows if row.ward_id is None), None)
    if general is None:
        raise NotFound()
    return general, next((row for row in rows if row.ward_id is not None), None)


def _check(share: int, days_late: int, tell: str) -> None:
    if not 1 <= share <= WHOLE:
        raise Invalid("share", _l("Please type a number from 1 to 100."))
    if not 0 <= days_late <= MOST_DAYS_LATE:
        raise Invalid("days_late", _l("Please type a number from 0 to 60."))
    if days_late and share != WHOLE:
        raise Invalid("share", _l("Days late count only when all of the time has passed: 100."))
    if tell not in TELL:
        raise Invalid("tell", _l("Please choose who is told."))
