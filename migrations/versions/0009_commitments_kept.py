"""Keep commitments: milestones, evidence, what those who asked say of them, the ladder of late ones.

What was done before stays done: it was reported once, and nobody spoke about it.

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column:
    return sa.Column("id", BIG, autoincrement=True, nullable=False)


def _of_commitment(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_commitment_id_commitment")
    return sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=name)


def upgrade() -> None:
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done_by_id", BIG, nullable=True))
        for name in ("round", "confirmed_count", "disputed_count"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("made_key", sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_commitment_done_by_id_account"), "account", ["done_by_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_commitment_made_key"), ["made_key"])
    op.execute("UPDATE commitment SET round = 1 WHERE state = 'done'")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        for name in ("round", "confirmed_count", "disputed_count"):
            batch_op.alter_column(
                name, existing_type=sa.Integer(), existing_nullable=False, server_default=None
            )

    op.create_table(
        "commitment_milestone",
        _id(),
        sa.Column("commitment_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _of_commitment("commitment_milestone"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_milestone")),
    )
    with op.batch_alter_table("commitment_milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commitment_milestone_commitment_id"), ["commitment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_commitment_milestone_due_on"), ["due_on"], unique=False
        )

    op.create_table(
        "commitment_voice",
        _id(),
        sa.Column("commitment_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_type", sa.String(length=40), nullable=False),
        sa.Column("asked_id", BIG, nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by_id", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict in ('confirmed','disputed')", name=op.f("ck_commitment_voice_verdict")
        ),
        sa.CheckConstraint(
            "verdict = 'disputed' or answered_at is null",
            name=op.f("ck_commitment_voice_answered"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["account.id"],
            name=op.f("fk_commitment_voice_answered_by_id_account"),
        ),
        _of_commitment("commitment_voice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_voice")),
        sa.UniqueConstraint(
            "commitment_id",
            "round",
            "asked_type",
            "asked_id",
            name=op.f("uq_commitment_voice_commitment_id_round_asked_type_asked_id"),
        ),
    )
    with op.batch_alter_table("commitment_voice", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_voice_asked", ["asked_type", "asked_id"], unique=False)

    op.create_table(
        "commitment_reopening",
        _id(),
        sa.Column("commitment_id", BIG, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("confirmed_count", sa.Integer(), nullable=False),
        sa.Column("disputed_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_commitment_reopening_by_id_account")
        ),
        _of_commitment("commitment_reopening"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_reopening")),
    )
    with op.batch_alter_table("commitment_reopening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commitment_reopening_commitment_id"), ["commitment_id"], unique=False
        )

    op.create_table(
        "commitment_escalated",
        _id(),
        sa.Column("commitment_id", BIG, nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_commitment("commitment_escalated"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_escalated")),
        sa.UniqueConstraint(
            "commitment_id",
            "rung",
            "due_on",
            name=op.f("uq_commitment_escalated_commitment_id_rung_due_on"),
        ),
    )


def downgrade() -> None:
    op.execute("DELETE FROM attachment WHERE subject_type = 'commitment_voice'")
    op.drop_table("commitment_escalated")
    with op.batch_alter_table("commitment_reopening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_reopening_commitment_id"))
    op.drop_table("commitment_reopening")
    with op.batch_alter_table("commitment_voice", schema=None) as batch_op:
        batch_op.drop_index("ix_commitment_voice_asked")
    op.drop_table("commitment_voice")
    with op.batch_alter_table("commitment_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_milestone_due_on"))
        batch_op.drop_index(batch_op.f("ix_commitment_milestone_commitment_id"))
    op.drop_table("commitment_milestone")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_commitment_made_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_commitment_done_by_id_account"), type_="foreignkey")
        for name in ("made_key", "disputed_count", "confirmed_count", "round", "done_by_id"):
            batch_op.drop_column(name)
