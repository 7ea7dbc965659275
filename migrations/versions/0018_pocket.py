"""Add helpers' phones, the slips they give out without a signal, and photos that come in pieces.

Revision: 0018, after 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "helper_phone",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(length=4), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("skew_seconds", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("app_version", sa.Integer(), nullable=False),
        sa.Column("wipe_asked_at", MOMENT, nullable=True),
        sa.Column("wipe_told_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_helper_phone_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_helper_phone_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_phone")),
        sa.UniqueConstraint("prefix", name=op.f("uq_helper_phone_prefix")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_helper_phone_key_digest")),
    )
    op.create_index(op.f("ix_helper_phone_account_id"), "helper_phone", ["account_id"])
    op.create_index("ix_helper_phone_ward", "helper_phone", ["ward_id", "seen_at", "id"])

    op.create_table(
        "pocket_slip",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("phone_id", BIG, nullable=False),
        sa.Column("slip", sa.String(length=16), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("skew_seconds", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind in ('report','question','registration','survey')",
            name=op.f("ck_pocket_slip_kind"),
        ),
        sa.CheckConstraint("(code = '') = (kind = 'survey')", name=op.f("ck_pocket_slip_code")),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["helper_phone.id"], name=op.f("fk_pocket_slip_phone_id_helper_phone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pocket_slip")),
        sa.UniqueConstraint("slip", name=op.f("uq_pocket_slip_slip")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_pocket_slip_key_digest")),
    )
    op.create_index(op.f("ix_pocket_slip_phone_id"), "pocket_slip", ["phone_id"])
    op.create_index("ix_pocket_slip_subject", "pocket_slip", ["subject_type", "subject_id"])

    op.create_table(
        "pocket_upload",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("phone_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("got", sa.Integer(), nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.CheckConstraint("got >= 0 and got <= size", name=op.f("ck_pocket_upload_got")),
        sa.ForeignKeyConstraint(
            ["phone_id"], ["helper_phone.id"], name=op.f("fk_pocket_upload_phone_id_helper_phone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pocket_upload")),
        sa.UniqueConstraint("phone_id", "name", name=op.f("uq_pocket_upload_phone_id_name")),
    )
    op.create_index("ix_pocket_upload_touched", "pocket_upload", ["touched_at"])

    op.create_table(
        "pocket_piece",
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("offset", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["pocket_upload.id"],
            name=op.f("fk_pocket_piece_upload_id_pocket_upload"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "offset", name=op.f("pk_pocket_piece")),
    )


def downgrade() -> None:
    for table in ("pocket_piece", "pocket_upload", "pocket_slip", "helper_phone"):
        op.drop_table(table)
