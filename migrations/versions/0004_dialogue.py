"""Add dialogue sessions; let a limit be counted in times a year.

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNITS_BEFORE = "unit in ('working_day','calendar_day')"
UNITS = "unit in ('working_day','calendar_day','per_year','percent')"


def allow_units(check: str) -> None:
    """Let a limit be counted in these units; SQLite builds the table anew, nothing refers to it."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_deadline_rule_unit"), "deadline_rule", type_="check")
        op.create_check_constraint(op.f("ck_deadline_rule_unit"), "deadline_rule", check)
        return
    table = sa.Table(
        "deadline_rule",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("report_kind", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=12), nullable=False),
        sa.Column("clock_rests_while_waiting", sa.Boolean(), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.Column("citation_en", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.CheckConstraint(check, name=op.f("ck_deadline_rule_unit")),
        sa.CheckConstraint("days >= 0", name=op.f("ck_deadline_rule_days")),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_deadline_rule_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_rule")),
        sa.Index("ix_deadline_rule_purpose", "purpose", "effective_from"),
        sa.Index("ix_deadline_rule_ward_id", "ward_id"),
    )
    with op.batch_alter_table("deadline_rule", copy_from=table, recreate="always"):
        pass


def upgrade() -> None:
    allow_units(UNITS)
    op.create_table(
        "dialogue_follow",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_dialogue_follow_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_follow_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_follow")),
        sa.UniqueConstraint(
            "ward_id", "account_id", name=op.f("uq_dialogue_follow_ward_id_account_id")
        ),
    )
    with op.batch_alter_table("dialogue_follow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_follow_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "dialogue_session",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.Column("co_chair", sa.String(length=200), nullable=False),
        sa.Column(
            "secretary_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("late_reason", sa.String(), nullable=False),
        sa.Column("change_reason", sa.String(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recording_link", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "form in ('in_person','online','hybrid')", name=op.f("ck_dialogue_session_form")
        ),
        sa.CheckConstraint(
            "kind in ('annual','thematic','on_request','reception')",
            name=op.f("ck_dialogue_session_kind"),
        ),
        sa.CheckConstraint(
            "not (state in ('announced','live','closed','published')) or announced_at is not null",
            name=op.f("ck_dialogue_session_announced"),
        ),
        sa.CheckConstraint(
            "state in ('planned','announced','live','closed','published','cancelled')",
            name=op.f("ck_dialogue_session_state"),
        ),
        sa.CheckConstraint(
            "state not in ('closed','published') or closed_at is not null",
            name=op.f("ck_dialogue_session_closed"),
        ),
        sa.CheckConstraint(
            "state <> 'published' or results_at is not null",
            name=op.f("ck_dialogue_session_published"),
        ),
        sa.CheckConstraint(
            "capacity is null or capacity > 0", name=op.f("ck_dialogue_session_capacity")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_dialogue_session_times")),
        sa.CheckConstraint(
            "questions_until <= ends_at", name=op.f("ck_dialogue_session_questions")
        ),
        sa.ForeignKeyConstraint(
            ["secretary_id"], ["account.id"], name=op.f("fk_dialogue_session_secretary_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_session_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_session")),
        sa.UniqueConstraint("code", name=op.f("uq_dialogue_session_code")),
    )
    with op.batch_alter_table("dialogue_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dialogue_session_ward", ["ward_id", "state", "starts_at", "id"], unique=False
        )

    op.create_table(
        "dialogue_agenda_item",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_dialogue_agenda_item_minutes")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_agenda_item_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_agenda_item")),
    )
    with op.batch_alter_table("dialogue_agenda_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_agenda_item_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "dialogue_cluster",
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_cluster_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_cluster_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "neighbourhood_id", name=op.f("pk_dialogue_cluster")),
    )
    op.create_table(
        "dialogue_department",
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_dialogue_department_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_department_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "department_id", name=op.f("pk_dialogue_department")),
    )
    op.create_table(
        "dialogue_topic",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_topic_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_topic")),
    )
    with op.batch_alter_table("dialogue_topic", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_topic_session_id"), ["session_id"], unique=False
        )

    create_attendance()


def create_attendance() -> None:
    """Registrations, the people at the door, and what their phones sent."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "dialogue_registration",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("session_id", big, nullable=False),
        sa.Column("idempotency_digest", sa.String(length=64), nullable=False),
        sa.Column("pin_digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("helper_id", big, nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('placed','waiting','cancelled')", name=op.f("ck_dialogue_registration_state")
        ),
        sa.CheckConstraint(
            "channel in ('web','helper','counter')", name=op.f("ck_dialogue_registration_channel")
        ),
        sa.CheckConstraint("people between 1 and 5", name=op.f("ck_dialogue_registration_people")),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_dialogue_registration_helper_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_registration_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_registration_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_registration")),
        sa.UniqueConstraint("code", name=op.f("uq_dialogue_registration_code")),
        sa.UniqueConstraint(
            "idempotency_digest", name=op.f("uq_dialogue_registration_idempotency_digest")
        ),
    )
    op.create_index(
        "ix_dialogue_registration_session", "dialogue_registration", ["session_id", "state", "id"]
    )
    op.create_table(
        "dialogue_registration_contact",
        sa.Column("registration_id", big, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("needs_interpreter", sa.Boolean(), nullable=False),
        sa.Column("needs_wheelchair", sa.Boolean(), nullable=False),
        sa.Column("needs_other", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["dialogue_registration.id"],
            name=op.f("fk_dialogue_registration_contact_registration_id_dialogue_registration"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_dialogue_registration_contact")),
    )
    op.create_table(
        "dialogue_attendance",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("session_id", big, nullable=False),
        sa.Column("registration_id", big, nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("people between 1 and 20", name=op.f("ck_dialogue_attendance_people")),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_attendance_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["dialogue_registration.id"],
            name=op.f("fk_dialogue_attendance_registration_id_dialogue_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_attendance_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_attendance")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_dialogue_attendance_registration_id")),
    )
    op.create_index(
        "ix_dialogue_attendance_session", "dialogue_attendance", ["session_id", "undone_at"]
    )
    op.create_table(
        "dialogue_check_in",
        sa.Column("id", big, autoincrement=True, nullable=False),
        sa.Column("session_id", big, nullable=False),
        sa.Column("mark_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("attendance_id", big, nullable=False),
        sa.Column("account_id", big, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind in ('mark','walk_in','undo')", name=op.f("ck_dialogue_check_in_kind")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_dialogue_check_in_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["dialogue_attendance.id"],
            name=op.f("fk_dialogue_check_in_attendance_id_dialogue_attendance"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_check_in_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_check_in")),
        sa.UniqueConstraint(
            "session_id", "mark_id", name=op.f("uq_dialogue_check_in_session_id_mark_id")
        ),
    )
    op.create_index(
        op.f("ix_dialogue_check_in_attendance_id"), "dialogue_check_in", ["attendance_id"]
    )


def drop_attendance() -> None:
    """Undo create_attendance."""
    for table in ("check_in", "attendance", "registration_contact", "registration"):
        op.drop_table(f"dialogue_{table}")


def downgrade() -> None:
    drop_attendance()
    with op.batch_alter_table("dialogue_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_topic_session_id"))

    op.drop_table("dialogue_topic")
    op.drop_table("dialogue_department")
    op.drop_table("dialogue_cluster")
    with op.batch_alter_table("dialogue_agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_agenda_item_session_id"))

    op.drop_table("dialogue_agenda_item")
    with op.batch_alter_table("dialogue_session", schema=None) as batch_op:
        batch_op.drop_index("ix_dialogue_session_ward")

    op.drop_table("dialogue_session")
    with op.batch_alter_table("dialogue_follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_follow_account_id"))

    op.drop_table("dialogue_follow")
    op.execute("delete from deadline_rule where unit in ('per_year','percent')")
    allow_units(UNITS_BEFORE)
