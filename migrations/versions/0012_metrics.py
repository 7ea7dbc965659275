"""Add the sums behind the figures of the wards.

Revision: 0012, after 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "metric_subject",
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_metric_subject_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("subject_type", "subject_id", name=op.f("pk_metric_subject")),
    )
    with op.batch_alter_table("metric_subject", schema=None) as batch_op:
        batch_op.create_index("ix_metric_subject_ward", ["ward_id", "subject_type"], unique=False)
    op.create_table(
        "metric_sum",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=8), nullable=False),
        sa.Column("dimension", sa.String(length=1), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("grain", sa.String(length=1), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("bin", sa.Integer(), nullable=False),
        sa.Column("num", sa.BigInteger(), nullable=False),
        sa.Column("den", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("grain in ('d','m')", name=op.f("ck_metric_sum_grain")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_metric_sum_ward_id_ward")),
        sa.PrimaryKeyConstraint(
            *("ward_id", "indicator", "dimension", "part", "grain", "start", "bin"),
            name=op.f("pk_metric_sum"),
        ),
    )
    op.create_table(
        "metric_cursor",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_metric_cursor_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("ward_id", name=op.f("pk_metric_cursor")),
    )
    op.create_table(
        "metric_check",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("mismatches", sa.Integer(), nullable=False),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_metric_check_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_check")),
    )
    with op.batch_alter_table("metric_check", schema=None) as batch_op:
        batch_op.create_index("ix_metric_check_ward", ["ward_id", "id"], unique=False)


def downgrade() -> None:
    for table in ("metric_check", "metric_cursor", "metric_sum", "metric_subject"):
        op.drop_table(table)
