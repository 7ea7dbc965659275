"""Columns of a case. Public ones are those that open data may show; none names a sender."""

from __future__ import annotations

from citizen_app.core.exports.tables import Column
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Fixed
from citizen_app.feedback.states import KIND_LABELS
from citizen_app.feedback.workflow import STATE_LABELS

# Nothing stands in the column while nobody knows.
FIXED_WORDS = {Fixed.YES: _l("yes"), Fixed.PARTLY: _l("partly"), Fixed.NO: _l("not yet")}

STAFF_COLUMNS = (
    Column("code", _l("Code"), lambda r: r.code, public=True),
    Column("ward", _l("Ward"), lambda r: r.holder.full_name, public=True),
    Column("kind", _l("Kind"), lambda r: str(KIND_LABELS[r.kind]), public=True),
    Column("category", _l("Field"), lambda r: r.category.name if r.category else "", public=True),
    Column("title", _l("Title"), lambda r: r.title if r.public_text else ""),
    Column(
        "neighbourhood",
        _l("Neighbourhood"),
        lambda r: r.neighbourhood.name if r.neighbourhood else "",
    ),
    Column("place", _l("Place"), lambda r: r.public_place),
    Column("state", _l("State"), lambda r: str(STATE_LABELS[r.state]), public=True),
    Column("fixed", _l("Fixed"), lambda r: str(FIXED_WORDS.get(r.fixed, "")), public=True),
    Column("sent_at", _l("Sent on"), lambda r: r.sent_at, public=True),
    Column("due_at", _l("Due"), lambda r: r.due_at, public=True),
    Column("published_at", _l("Answered on"), lambda r: r.published_at, public=True),
    Column("department", _l("Department"), lambda r: r.department.name if r.department else ""),
    Column("handler", _l("Handling officer"), lambda r: r.handler.public_name if r.handler else ""),
)
