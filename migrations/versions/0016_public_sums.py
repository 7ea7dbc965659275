"""Tell what everyone may read from everything, and keep what of the hidden has been released.

Revision: 0016, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Built anew from the events by the next minute's job: the letters of the sums have another meaning.
SUMS = ("metric_sum", "metric_subject", "metric_cursor")


def upgrade() -> None:
    op.create_table(
        "metric_released",
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_metric_released_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint(
            *("subject_type", "subject_id", "ward_id"), name=op.f("pk_metric_released")
        ),
    )
    with op.batch_alter_table("metric_released", schema=None) as batch_op:
        batch_op.create_index("ix_metric_released_ward", ["ward_id", "subject_type"], unique=False)
    _forget_sums()


def downgrade() -> None:
    op.drop_table("metric_released")
    _forget_sums()


def _forget_sums() -> None:
    for name in SUMS:
        op.execute(sa.delete(sa.table(name)))
