"""Let the figures of a ward be counted from their indexes alone.

Revision: 0013, after 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LATE = (
    "visibility = 'public' and state in ('approved','assigned','drafted','in_progress','received',"
    "'reopened','returned','screening')"
)


def upgrade() -> None:
    _make("holder_ward_id, due_at, id, state, confined_to", "due_at, confined_to")


def downgrade() -> None:
    _make("holder_ward_id, due_at, id", "due_at")


def _make(late: str, answered: str) -> None:
    op.drop_index("ix_report_late", table_name="report")
    op.drop_index("ix_report_answered", table_name="report")
    op.execute(f"create index ix_report_late on report ({late}) where {LATE}")
    op.execute(
        "create index ix_report_answered on report "
        f"(holder_ward_id, visibility, published_at, state, {answered})"
    )
