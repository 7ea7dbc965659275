"""Add community digital teams: teams, members, links, visits, consents, counts, alerts.

Revision: 0017, after 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("neighbourhood_ids", sa.JSON(), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_team_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("code", name=op.f("uq_team_code")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_ward_id"), ["ward_id"], unique=False)

    op.create_table(
        "help_alert",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "seen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "kind in ('many_in_an_hour','many_surveys','own_device','same_text','same_witness')",
            name=op.f("ck_help_alert_kind"),
        ),
        sa.CheckConstraint("state in ('open','seen')", name=op.f("ck_help_alert_state")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_help_alert_helper_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["account.id"], name=op.f("fk_help_alert_seen_by_id_account")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_help_alert_team_id_team")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_help_alert_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_help_alert_key")),
    )
    with op.batch_alter_table("help_alert", schema=None) as batch_op:
        batch_op.create_index("ix_help_alert_team", ["team_id", "id"], unique=False)
        batch_op.create_index("ix_help_alert_ward", ["ward_id", "state", "id"], unique=False)

    op.create_table(
        "help_consent",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("subject_code", sa.String(length=16), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_offline", sa.Boolean(), nullable=False),
        sa.Column("is_time_doubtful", sa.Boolean(), nullable=False),
        sa.Column("device_digest", sa.String(length=64), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof_until", sa.Date(), nullable=True),
        sa.Column("proof_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind <> 'witness' or relation <> ''", name=op.f("ck_help_consent_witness")
        ),
        sa.CheckConstraint(
            "kind in ('witness','signature','slip','code')", name=op.f("ck_help_consent_kind")
        ),
        sa.CheckConstraint(
            "purpose in ('report','question','registration')", name=op.f("ck_help_consent_purpose")
        ),
        sa.CheckConstraint(
            "relation in ('','family','neighbour','team','office','other')",
            name=op.f("ck_help_consent_relation"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_help_consent_helper_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_help_consent_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_help_consent_team_id_team")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_help_consent_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_consent")),
        sa.UniqueConstraint("code", name=op.f("uq_help_consent_code")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_help_consent_key_digest")),
        sa.UniqueConstraint("subject_code", name=op.f("uq_help_consent_subject_code")),
        sa.UniqueConstraint(
            "subject_type", "subject_id", name=op.f("uq_help_consent_subject_type_subject_id")
        ),
    )
    with op.batch_alter_table("help_consent", schema=None) as batch_op:
        batch_op.create_index(
            "ix_help_consent_helper", ["helper_id", "recorded_at", "id"], unique=False
        )
        batch_op.create_index("ix_help_consent_proof", ["proof_until"], unique=False)
        batch_op.create_index("ix_help_consent_team", ["team_id", "recorded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_consent_ward_id"), ["ward_id"], unique=False)

    op.create_table(
        "help_count",
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('witness','signature','slip','code')", name=op.f("ck_help_count_kind")
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_help_count_helper_id_account")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_help_count_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", "helper_id", "week", "kind", name=op.f("pk_help_count")),
    )
    op.create_table(
        "help_visit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "helper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.Column("name_shown", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=10), nullable=False),
        sa.Column("device_digest", sa.String(length=64), nullable=False),
        sa.Column("code_phone", sa.String(length=20), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("code_right_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "end_reason in ('','button','time','next','membership')",
            name=op.f("ck_help_visit_end_reason"),
        ),
        sa.CheckConstraint(
            "ended_at is null or (name_shown = '' and code_phone = '')",
            name=op.f("ck_help_visit_erased"),
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_help_visit_helper_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_help_visit_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_help_visit_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_visit")),
    )
    with op.batch_alter_table("help_visit", schema=None) as batch_op:
        batch_op.create_index("ix_help_visit_ends", ["ended_at", "expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_visit_helper_id"), ["helper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_help_visit_ward_id"), ["ward_id"], unique=False)
        batch_op.create_index(
            "uq_help_visit_open",
            ["helper_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "team_invitation",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_invitation_team_id_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_team_invitation_token_digest")),
    )
    with op.batch_alter_table("team_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_invitation_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_member",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_team_member_account_id_account")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_member_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_member_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_team_member_open",
            ["team_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )


def downgrade() -> None:
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_team_member_open",
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_team_member_team_id"))
        batch_op.drop_index(batch_op.f("ix_team_member_account_id"))

    op.drop_table("team_member")
    with op.batch_alter_table("team_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_invitation_team_id"))

    op.drop_table("team_invitation")
    with op.batch_alter_table("help_visit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_help_visit_open",
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_help_visit_ward_id"))
        batch_op.drop_index(batch_op.f("ix_help_visit_helper_id"))
        batch_op.drop_index("ix_help_visit_ends")

    op.drop_table("help_visit")
    op.drop_table("help_count")
    with op.batch_alter_table("help_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_help_consent_ward_id"))
        batch_op.drop_index("ix_help_consent_team")
        batch_op.drop_index("ix_help_consent_proof")
        batch_op.drop_index("ix_help_consent_helper")

    op.drop_table("help_consent")
    with op.batch_alter_table("help_alert", schema=None) as batch_op:
        batch_op.drop_index("ix_help_alert_ward")
        batch_op.drop_index("ix_help_alert_team")

    op.drop_table("help_alert")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_ward_id"))

    op.drop_table("team")
