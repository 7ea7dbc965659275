"""Add what a report's journey in depth needs: drafts, supporters, transfers, promises, the ladder.

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Added one by one, with their checks: SQLite would otherwise build tables anew that others refer to.
COLUMNS = (
    ("account", "daily_digest boolean not null default true"),
    ("answer", "publish_at {moment}"),
    ("answer", "promise_text varchar(500) not null default ''"),
    ("answer", "promise_due date"),
    ("answer_template", "for_state varchar(20) not null default ''"),
    (
        "answer_template",
        "category_id integer constraint fk_answer_template_category_id_category"
        " references category (id)",
    ),
    ("attachment", "caption varchar(200) not null default ''"),
    ("report", "accused_text varchar(300) not null default ''"),
    (
        "report",
        "confined_to varchar(10) not null default '' constraint ck_report_confined_to"
        " check (confined_to in ('','clerk','leader','city'))",
    ),
    ("report", "support_count integer not null default 0"),
    ("report", "next_step varchar not null default ''"),
    ("report", "delay_reason varchar not null default ''"),
    ("report", "delay_explained_at {moment}"),
    (
        "report_contact",
        "notify_by varchar(10) not null default 'email' constraint ck_report_contact_notify_by"
        " check (notify_by in ('email','sms','zalo'))",
    ),
)

STILL_OPEN = sa.text(
    "state in ('received','screening','assigned','in_progress','waiting_resident','drafted',"
    "'returned','approved','reopened')"
)
CONFINED = sa.text("confined_to <> ''")
# For the inbox: name, columns, and which rows (None: all).
REPORT_INDEXES = (
    ("ix_report_sent", ["holder_ward_id", "sent_at", "id"], None),
    ("ix_report_state_sent", ["holder_ward_id", "state", "sent_at", "id"], None),
    ("ix_report_open_due", ["holder_ward_id", "due_at", "id"], STILL_OPEN),
    ("ix_report_open_sent", ["holder_ward_id", "sent_at", "id"], STILL_OPEN),
    ("ix_report_open_supported", ["holder_ward_id", "support_count", "id"], STILL_OPEN),
    ("ix_report_confined", ["confined_to", "due_at", "id"], CONFINED),
)
# Staff's search is narrowed to their wards by a word of its own in each entry.
STAFF_TAGS = """update search_entry
    set exact = 's' || ward.code || ' ' || search_entry.exact,
        folded = 's' || ward.code || ' ' || search_entry.folded
    from report join ward on ward.id = report.holder_ward_id
    where search_entry.scope = 'staff' and search_entry.subject_type = 'report'
    and search_entry.subject_id = report.id"""
NO_STAFF_TAGS = """update search_entry set exact = substr(exact, 8), folded = substr(folded, 8)
    where scope = 'staff' and subject_type = 'report'"""


# For the ward's public list, a filter or an order each; what is not public costs them nothing.
CLOCK_RUNS = (
    " and state in ('approved','assigned','drafted','in_progress','received','reopened','returned',"
    "'screening')"
)
PUBLIC_INDEXES: tuple[tuple[str, list[str], str], ...] = (
    ("ix_report_field", ["holder_ward_id", "category_id", "sent_at", "id"], ""),
    ("ix_report_place", ["holder_ward_id", "neighbourhood_id", "sent_at", "id"], ""),
    ("ix_report_late", ["holder_ward_id", "due_at", "id"], CLOCK_RUNS),
)


def upgrade() -> None:
    op.create_table(
        "escalation_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("days_late", sa.Integer(), nullable=False),
        sa.Column("tell", sa.String(length=12), nullable=False),
        sa.Column("citation", sa.String(length=300), nullable=False),
        sa.Column("citation_en", sa.String(length=300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "tell in ('handler','department','leader','supervisor','city')",
            name=op.f("ck_escalation_rule_tell"),
        ),
        sa.CheckConstraint("days_late >= 0", name=op.f("ck_escalation_rule_days_late")),
        sa.CheckConstraint("share between 1 and 100", name=op.f("ck_escalation_rule_share")),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_escalation_rule_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_rule")),
        sa.UniqueConstraint("ward_id", "code", name=op.f("uq_escalation_rule_ward_id_code")),
    )
    with op.batch_alter_table("escalation_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_escalation_rule_ward_id"), ["ward_id"], unique=False)
        batch_op.create_index(
            "uq_escalation_rule_code_general",
            ["code"],
            unique=True,
            sqlite_where=sa.text("ward_id is null"),
            postgresql_where=sa.text("ward_id is null"),
        )

    op.create_table(
        "report_draft",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_report_draft_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_draft")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_report_draft_token_digest")),
    )
    with op.batch_alter_table("report_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_draft_touched_at"), ["touched_at"], unique=False
        )

    op.create_table(
        "commitment",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("head_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('not_started','in_progress','done')", name=op.f("ck_commitment_state")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_commitment_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["head_id"], ["account.id"], name=op.f("fk_commitment_head_id_account")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_commitment_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("code", name=op.f("uq_commitment_code")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_subject", ["subject_type", "subject_id"], unique=False)
        batch_op.create_index(
            "ix_commitment_ward", ["ward_id", "state", "due_on", "id"], unique=False
        )

    op.create_table(
        "commitment_date_change",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "commitment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome in ('open','granted','refused')",
            name=op.f("ck_commitment_date_change_outcome"),
        ),
        sa.CheckConstraint(
            "decided_by_id is null or decided_by_id <> asked_by_id",
            name=op.f("ck_commitment_date_change_second"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["account.id"],
            name=op.f("fk_commitment_date_change_asked_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_date_change_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_commitment_date_change_decided_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_date_change")),
    )
    with op.batch_alter_table("commitment_date_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commitment_date_change_commitment_id"), ["commitment_id"], unique=False
        )

    op.create_table(
        "report_concern",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(account_id is null) <> (department_id is null)",
            name=op.f("ck_report_concern_one_concerned"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_report_concern_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_report_concern_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
            name=op.f("fk_report_concern_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_concern_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_concern")),
        sa.UniqueConstraint(
            "report_id", "account_id", name=op.f("uq_report_concern_report_id_account_id")
        ),
        sa.UniqueConstraint(
            "report_id", "department_id", name=op.f("uq_report_concern_report_id_department_id")
        ),
    )
    with op.batch_alter_table("report_concern", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_concern_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_report_concern_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "report_extension",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome in ('open','granted','refused')", name=op.f("ck_report_extension_outcome")
        ),
        sa.CheckConstraint("days > 0", name=op.f("ck_report_extension_days")),
        sa.CheckConstraint(
            "decided_by_id is null or decided_by_id <> asked_by_id",
            name=op.f("ck_report_extension_second"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_report_extension_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["account.id"],
            name=op.f("fk_report_extension_decided_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_extension_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_extension")),
    )
    with op.batch_alter_table("report_extension", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_extension_report_id"), ["report_id"], unique=False
        )

    op.create_table(
        "report_reception",
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("id_number", sa.String(length=20), nullable=False),
        sa.Column("letter_kind", sa.String(length=20), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.Column("in_competence", sa.Boolean(), nullable=False),
        sa.Column("guided_to", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("clerk_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "letter_kind in ('petition','complaint','denunciation')",
            name=op.f("ck_report_reception_kind"),
        ),
        sa.CheckConstraint(
            "way in ('counter','phone','letter')", name=op.f("ck_report_reception_way")
        ),
        sa.CheckConstraint("people_count > 0", name=op.f("ck_report_reception_people")),
        sa.ForeignKeyConstraint(
            ["clerk_id"], ["account.id"], name=op.f("fk_report_reception_clerk_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_reception_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_report_reception_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_reception")),
    )
    with op.batch_alter_table("report_reception", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_reception_register", ["ward_id", "received_on", "report_id"], unique=False
        )

    op.create_table(
        "clock_run",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_run")),
        sa.UniqueConstraint("name", "day", name=op.f("uq_clock_run_name_day")),
    )

    op.create_table(
        "report_reminder",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_reminder_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reminder")),
        sa.UniqueConstraint(
            "report_id", "rung", "due_at", name=op.f("uq_report_reminder_report_id_rung_due_at")
        ),
    )
    op.create_index("ix_report_reminder_at", "report_reminder", ["at"])
    op.create_table(
        "report_subscription",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_subscription_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_subscription")),
        sa.UniqueConstraint(
            "report_id", "email", name=op.f("uq_report_subscription_report_id_email")
        ),
        sa.UniqueConstraint("token_digest", name=op.f("uq_report_subscription_token_digest")),
    )
    op.create_table(
        "report_support",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("device_digest", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(account_id is null) <> (device_digest is null)",
            name=op.f("ck_report_support_one_supporter"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_report_support_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_support_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_support")),
        sa.UniqueConstraint(
            "report_id", "account_id", name=op.f("uq_report_support_report_id_account_id")
        ),
        sa.UniqueConstraint(
            "report_id", "device_digest", name=op.f("uq_report_support_report_id_device_digest")
        ),
    )
    with op.batch_alter_table("report_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_support_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "report_transfer",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("from_ward_id", sa.Integer(), nullable=False),
        sa.Column("to_ward_id", sa.Integer(), nullable=True),
        sa.Column("from_department_id", sa.Integer(), nullable=True),
        sa.Column("to_department_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("letter", sa.String(length=80), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('ward','department','outside','city')", name=op.f("ck_report_transfer_kind")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_report_transfer_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["from_department_id"],
            ["department.id"],
            name=op.f("fk_report_transfer_from_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["from_ward_id"], ["ward.id"], name=op.f("fk_report_transfer_from_ward_id_ward")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_transfer_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["to_department_id"],
            ["department.id"],
            name=op.f("fk_report_transfer_to_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["to_ward_id"], ["ward.id"], name=op.f("fk_report_transfer_to_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_transfer")),
    )
    with op.batch_alter_table("report_transfer", schema=None) as batch_op:
        batch_op.create_index("ix_report_transfer_from", ["from_ward_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_report_transfer_report_id"), ["report_id"], unique=False
        )

    op.create_table(
        "answer_correction",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome in ('open','approved','dropped')", name=op.f("ck_answer_correction_outcome")
        ),
        sa.CheckConstraint(
            "approver_id is null or approver_id <> author_id",
            name=op.f("ck_answer_correction_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_correction_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["account.id"], name=op.f("fk_answer_correction_approver_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_answer_correction_author_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_correction")),
    )
    with op.batch_alter_table("answer_correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answer_correction_answer_id"), ["answer_id"], unique=False
        )

    op.create_table(
        "answer_draft",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_draft_answer_id_answer")
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_answer_draft_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_draft")),
    )
    with op.batch_alter_table("answer_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_draft_answer_id"), ["answer_id"], unique=False)

    op.create_table(
        "answer_work",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("unmasked", sa.String(), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("promise_text", sa.String(length=500), nullable=False),
        sa.Column("promise_due", sa.Date(), nullable=True),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("photo_changes", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_answer_work_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_answer_work_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_work")),
        sa.UniqueConstraint(
            "report_id", "author_id", name=op.f("uq_answer_work_report_id_author_id")
        ),
    )

    op.create_table(
        "report_note_mention",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_report_note_mention_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["report_note.id"], name=op.f("fk_report_note_mention_note_id_report_note")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_note_mention")),
        sa.UniqueConstraint(
            "note_id", "account_id", name=op.f("uq_report_note_mention_note_id_account_id")
        ),
    )
    with op.batch_alter_table("report_note_mention", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_note_mention_account_id"), ["account_id"], unique=False
        )

    moment = (
        "timestamp with time zone" if op.get_bind().dialect.name == "postgresql" else "datetime"
    )
    for table, column in COLUMNS:
        op.execute(f"alter table {table} add column {column.format(moment=moment)}")
    op.create_index(
        "ix_report_supported", "report", ["holder_ward_id", "visibility", "support_count", "id"]
    )
    for name, columns, where in REPORT_INDEXES:
        op.create_index(name, "report", columns, sqlite_where=where, postgresql_where=where)
    for name, columns, condition in PUBLIC_INDEXES:
        where = sa.text("visibility = 'public'" + condition)
        op.create_index(name, "report", columns, sqlite_where=where, postgresql_where=where)
    op.create_index(
        "ix_report_answered",
        "report",
        ["holder_ward_id", "visibility", "published_at", "state", "due_at"],
    )
    op.execute(STAFF_TAGS)


def downgrade() -> None:
    op.execute(NO_STAFF_TAGS)
    for name, _columns, _condition in PUBLIC_INDEXES:
        op.drop_index(name, "report")
    for name, _columns, _where in reversed(REPORT_INDEXES):
        op.drop_index(name, "report")
    op.drop_table("clock_run")
    op.drop_index("ix_report_answered", "report")
    op.drop_index("ix_report_supported", "report")
    for table, column in reversed(COLUMNS):
        if column.startswith("category_id"):
            # SQLite drops no column that refers to another table; nothing refers to this one.
            with op.batch_alter_table(table) as batch:
                batch.drop_column("category_id")
        else:
            op.execute(f"alter table {table} drop column {column.split()[0]}")
    with op.batch_alter_table("report_note_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_note_mention_account_id"))

    op.drop_table("report_note_mention")
    with op.batch_alter_table("answer_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_draft_answer_id"))

    op.drop_table("answer_draft")
    op.drop_table("answer_work")
    with op.batch_alter_table("answer_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_correction_answer_id"))

    op.drop_table("answer_correction")
    with op.batch_alter_table("report_transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_transfer_report_id"))
        batch_op.drop_index("ix_report_transfer_from")

    op.drop_table("report_transfer")
    with op.batch_alter_table("report_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_support_account_id"))

    op.drop_table("report_support")
    op.drop_table("report_subscription")
    op.drop_index("ix_report_reminder_at", "report_reminder")
    op.drop_table("report_reminder")
    with op.batch_alter_table("report_reception", schema=None) as batch_op:
        batch_op.drop_index("ix_report_reception_register")

    op.drop_table("report_reception")
    with op.batch_alter_table("report_extension", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_extension_report_id"))

    op.drop_table("report_extension")
    with op.batch_alter_table("report_concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_concern_department_id"))
        batch_op.drop_index(batch_op.f("ix_report_concern_account_id"))

    op.drop_table("report_concern")
    with op.batch_alter_table("commitment_date_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commitment_date_change_commitment_id"))

    op.drop_table("commitment_date_change")
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_index("ix_commitment_ward")
        batch_op.drop_index("ix_commitment_subject")

    op.drop_table("commitment")
    with op.batch_alter_table("report_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_draft_touched_at"))

    op.drop_table("report_draft")
    with op.batch_alter_table("escalation_rule", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_escalation_rule_code_general",
            sqlite_where=sa.text("ward_id is null"),
            postgresql_where=sa.text("ward_id is null"),
        )
        batch_op.drop_index(batch_op.f("ix_escalation_rule_ward_id"))

    op.drop_table("escalation_rule")
