"""The trace of every handing over: who had the case, who has it now, why."""

from __future__ import annotations

from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.text import nfc
from citizen_app.feedback.models import Report, Transfer
from citizen_app.wards.models import Department, Ward

# A case may come back to a ward, but nobody plays ball with it: a person waits for an answer.
MOST_HANDED_ON_BY_ONE_WARD = 2


def note_transfer(
    actor: Actor,
    report: Report,
    *,
    kind: str,
    to_ward: Ward | None = None,
    to_department: Department | None = None,
    body: str = "",
    letter: str = "",
    explanation: str = "",
) -> Transfer:
    """Write down that the case leaves its present holder; before the holder is changed."""
    transfer = Transfer(
        report_id=report.id,
        kind=kind,
        from_ward_id=report.holder_ward_id,
        to_ward_id=to_ward.id if to_ward else None,
        from_department_id=report.department_id,
        to_department_id=to_department.id if to_department else None,
        body=nfc(body).strip(),
        letter=nfc(letter).strip(),
        explanation=nfc(explanation).strip(),
        by_id=actor.account_id,
        at=clock.now(),
    )
    db.session.add(transfer)
    return transfer


def refuse_circles(report: Report, ward: Ward) -> None:
    """Refuse to send a case once more to a ward that has handed it on twice."""
    handed_on = db.session.scalar(
        select(func.count())
        .select_from(Transfer)
        .where(
            Transfer.report_id == report.id,
            Transfer.kind == "ward",
            Transfer.from_ward_id == ward.id,
        )
    )
    if (handed_on or 0) >= MOST_HANDED_ON_BY_ONE_WARD:
        raise Invalid(
            "ward",
            _l(
                "That ward has handed this case on twice already. Settle by phone whose matter it is, "
                "or forward it to the city's body that decides."
            ),
        )


def drop_open_wishes(report: Report) -> None:
    """End what was asked of a limit that no longer holds."""
    wish = report.open_extension
    if wish is not None:
        wish.outcome, wish.decided_at = "refused", clock.now()
