"""Add requests for a dialogue, the number of voters, and what can be read before a session.

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voter_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_voter_count_number")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_voter_count_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter_count")),
    )
    with op.batch_alter_table("voter_count", schema=None) as batch_op:
        batch_op.create_index("ix_voter_count_ward", ["ward_id", "as_of", "id"], unique=False)

    op.create_table(
        "dialogue_material",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_material_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_material")),
    )
    with op.batch_alter_table("dialogue_material", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_material_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "dialogue_request",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("public_subject", sa.String(length=200), nullable=False),
        sa.Column("public_reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("voters", sa.Integer(), nullable=True),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_by", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_text", sa.String(), nullable=False),
        sa.Column("appeal_outcome", sa.String(length=10), nullable=False),
        sa.Column("appeal_decision", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "appeal_outcome in ('','open','upheld','overturned')",
            name=op.f("ck_dialogue_request_appeal_outcome"),
        ),
        sa.CheckConstraint(
            "not (state in ('open','reached','planned','held','expired')) or public_subject <> ''",
            name=op.f("ck_dialogue_request_shown"),
        ),
        sa.CheckConstraint(
            "state <> 'reached' or reached_at is not null", name=op.f("ck_dialogue_request_reached")
        ),
        sa.CheckConstraint(
            "state <> 'refused' or ground <> ''", name=op.f("ck_dialogue_request_refused")
        ),
        sa.CheckConstraint(
            "state in ('sent','open','reached','planned','held','refused','expired','withdrawn')",
            name=op.f("ck_dialogue_request_state"),
        ),
        sa.CheckConstraint(
            "state not in ('planned','held') or session_id is not null",
            name=op.f("ck_dialogue_request_planned"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_dialogue_request_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_request_session_id_dialogue_session"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_request_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_request")),
        sa.UniqueConstraint("code", name=op.f("uq_dialogue_request_code")),
        sa.UniqueConstraint(
            "idempotency_digest", name=op.f("uq_dialogue_request_idempotency_digest")
        ),
    )
    with op.batch_alter_table("dialogue_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_request_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_dialogue_request_session_id"), ["session_id"], unique=False
        )
        batch_op.create_index("ix_dialogue_request_ward", ["ward_id", "state", "id"], unique=False)

    op.create_table(
        "dialogue_request_sheet",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column(
            "entered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "counted >= 0 and counted <= line_count", name=op.f("ck_dialogue_request_sheet_counted")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["account.id"],
            name=op.f("fk_dialogue_request_sheet_entered_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_request_sheet_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["dialogue_request.id"],
            name=op.f("fk_dialogue_request_sheet_request_id_dialogue_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_request_sheet")),
    )
    with op.batch_alter_table("dialogue_request_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_request_sheet_request_id"), ["request_id"], unique=False
        )

    op.create_table(
        "dialogue_request_support",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "account_id is null or sheet_id is null",
            name=op.f("ck_dialogue_request_support_one_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_dialogue_request_support_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_request_support_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["dialogue_request.id"],
            name=op.f("fk_dialogue_request_support_request_id_dialogue_request"),
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["dialogue_request_sheet.id"],
            name=op.f("fk_dialogue_request_support_sheet_id_dialogue_request_sheet"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_request_support")),
        sa.UniqueConstraint(
            "request_id",
            "account_id",
            name=op.f("uq_dialogue_request_support_request_id_account_id"),
        ),
        sa.UniqueConstraint(
            "request_id",
            "person_digest",
            name=op.f("uq_dialogue_request_support_request_id_person_digest"),
        ),
    )
    with op.batch_alter_table("dialogue_request_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_request_support_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_dialogue_request_support_sheet_id"), ["sheet_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("dialogue_request_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_request_support_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_dialogue_request_support_account_id"))

    op.drop_table("dialogue_request_support")
    with op.batch_alter_table("dialogue_request_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_request_sheet_request_id"))

    op.drop_table("dialogue_request_sheet")
    with op.batch_alter_table("dialogue_request", schema=None) as batch_op:
        batch_op.drop_index("ix_dialogue_request_ward")
        batch_op.drop_index(batch_op.f("ix_dialogue_request_session_id"))
        batch_op.drop_index(batch_op.f("ix_dialogue_request_account_id"))

    op.drop_table("dialogue_request")
    with op.batch_alter_table("dialogue_material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_material_session_id"))

    op.drop_table("dialogue_material")
    op.execute("delete from attachment where subject_type = 'dialogue_material'")
    with op.batch_alter_table("voter_count", schema=None) as batch_op:
        batch_op.drop_index("ix_voter_count_ward")

    op.drop_table("voter_count")
