"""Add helpers of community digital teams at the door of a dialogue.

Revision: 0020, after 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE = "dialogue_door_duty"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("appointed_by", BIG, nullable=True),
        sa.Column("appointed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "end_reason in ('','ward','membership')", name=op.f(f"ck_{TABLE}_end_reason")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (end_reason = '')", name=op.f(f"ck_{TABLE}_ended")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}_{other}")
            )
            for column, other in (
                ("session_id", "dialogue_session"),
                ("account_id", "account"),
                ("appointed_by", "account"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_session_id"), TABLE, ["session_id"])
    op.create_index(f"ix_{TABLE}_account", TABLE, ["account_id", "ended_at", "session_id"])
    only_open = {
        f"{engine}_where": sa.text("ended_at is null") for engine in ("sqlite", "postgresql")
    }
    op.create_index(
        f"uq_{TABLE}_open", TABLE, ["session_id", "account_id"], unique=True, **only_open
    )


def downgrade() -> None:
    op.drop_table(TABLE)
