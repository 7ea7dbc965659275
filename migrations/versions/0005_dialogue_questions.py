"""Add the questions that people send to a dialogue, and objections to refusals.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dialogue_question",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_digest", sa.String(length=64), nullable=False),
        sa.Column("pin_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_guarded", sa.Boolean(), nullable=False),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("prepared", sa.String(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("place_in_line", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'approved' or public_text <> ''", name=op.f("ck_dialogue_question_approved")
        ),
        sa.CheckConstraint(
            "state <> 'merged' or merged_into_id is not null",
            name=op.f("ck_dialogue_question_merged"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' or ground <> ''", name=op.f("ck_dialogue_question_refused")
        ),
        sa.CheckConstraint(
            "state in ('sent','approved','refused','merged','withdrawn')",
            name=op.f("ck_dialogue_question_state"),
        ),
        sa.CheckConstraint(
            "outcome in ('','on_the_spot','assigned','passed_up','noted')",
            name=op.f("ck_dialogue_question_outcome"),
        ),
        sa.CheckConstraint(
            "source in ('advance','live')", name=op.f("ck_dialogue_question_source")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_dialogue_question_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_dialogue_question_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_dialogue_question_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_dialogue_question_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_dialogue_question_helper_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["dialogue_question.id"],
            name=op.f("fk_dialogue_question_merged_into_id_dialogue_question"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_question_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_question_session_id_dialogue_session"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_question_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_question")),
        sa.UniqueConstraint("code", name=op.f("uq_dialogue_question_code")),
        sa.UniqueConstraint(
            "idempotency_digest", name=op.f("uq_dialogue_question_idempotency_digest")
        ),
    )
    with op.batch_alter_table("dialogue_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_question_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            "ix_dialogue_question_board",
            ["session_id", "state", "support_count", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_dialogue_question_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dialogue_question_ward_id"), ["ward_id"], unique=False)

    op.create_table(
        "dialogue_appeal",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome in ('open','upheld','overturned')", name=op.f("ck_dialogue_appeal_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_dialogue_appeal_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["dialogue_question.id"],
            name=op.f("fk_dialogue_appeal_question_id_dialogue_question"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_appeal_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_appeal")),
        sa.UniqueConstraint("question_id", name=op.f("uq_dialogue_appeal_question_id")),
    )
    with op.batch_alter_table("dialogue_appeal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dialogue_appeal_outcome", ["ward_id", "outcome", "id"], unique=False
        )

    op.create_table(
        "dialogue_question_contact",
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["dialogue_question.id"],
            name=op.f("fk_dialogue_question_contact_question_id_dialogue_question"),
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_dialogue_question_contact")),
    )
    op.create_table(
        "dialogue_question_support",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("device_digest", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(account_id is null) <> (device_digest is null)",
            name=op.f("ck_dialogue_question_support_one_supporter"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_dialogue_question_support_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["dialogue_question.id"],
            name=op.f("fk_dialogue_question_support_question_id_dialogue_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_question_support")),
        sa.UniqueConstraint(
            "question_id",
            "account_id",
            name=op.f("uq_dialogue_question_support_question_id_account_id"),
        ),
        sa.UniqueConstraint(
            "question_id",
            "device_digest",
            name=op.f("uq_dialogue_question_support_question_id_device_digest"),
        ),
    )
    with op.batch_alter_table("dialogue_question_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_question_support_account_id"), ["account_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("dialogue_question_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_question_support_account_id"))

    op.drop_table("dialogue_question_support")
    op.drop_table("dialogue_question_contact")
    with op.batch_alter_table("dialogue_appeal", schema=None) as batch_op:
        batch_op.drop_index("ix_dialogue_appeal_outcome")

    op.drop_table("dialogue_appeal")
    with op.batch_alter_table("dialogue_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_question_ward_id"))
        batch_op.drop_index(batch_op.f("ix_dialogue_question_department_id"))
        batch_op.drop_index("ix_dialogue_question_board")
        batch_op.drop_index(batch_op.f("ix_dialogue_question_account_id"))

    op.drop_table("dialogue_question")
