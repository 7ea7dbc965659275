"""Add who answers for a department, and the quarterly reports of a ward.

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_OPEN = sa.text("done_at is null and failed_at is null")


def upgrade() -> None:
    kind = "integer" if op.get_bind().dialect.name == "sqlite" else "bigint"
    # Written out: a table that others refer to is not copied for the sake of one column.
    op.execute(
        f"alter table department add column head_id {kind} "
        "constraint fk_department_head_id_account references account (id)"
    )
    op.create_table(
        "quarter_report",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("asked_key", sa.String(length=64), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("asked_by_id", BIG, nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_quarter_report_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_quarter_report_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarter_report")),
        sa.UniqueConstraint("asked_key", name=op.f("uq_quarter_report_asked_key")),
        sa.UniqueConstraint("code", name=op.f("uq_quarter_report_code")),
    )
    with op.batch_alter_table("quarter_report", schema=None) as batch_op:
        batch_op.create_index("ix_quarter_report_ward", ["ward_id", "id"], unique=False)
        batch_op.create_index(
            "uq_quarter_report_open",
            ["ward_id", "quarter"],
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        )


def downgrade() -> None:
    op.execute("delete from attachment where subject_type = 'quarter_report'")
    op.drop_table("quarter_report")
    op.execute("alter table department drop column head_id")
