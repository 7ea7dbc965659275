"""Add the composite indices of the wards, and by which definitions sums were kept.

Revision: 0014, after 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metric_index",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_metric_index_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("ward_id", "name", name=op.f("pk_metric_index")),
    )
    op.create_index(op.f("ix_metric_index_at"), "metric_index", ["at"])
    # "": kept before definitions had a digest; the next minute tells all anew.
    with op.batch_alter_table("metric_cursor", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("definitions", sa.String(length=16), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("metric_cursor", schema=None) as batch_op:
        batch_op.drop_column("definitions")
    op.drop_table("metric_index")
