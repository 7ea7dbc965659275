"""Add paper booklets with their sheets, the screen in the hall, and plain help.

Revision: 0019, after 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _paper()
    _kiosk()
    _help()


def downgrade() -> None:
    for table in (
        "outing",
        "difficulty",
        "kiosk_visit",
        "kiosk_device",
        "paper_entry",
        "paper_sheet",
        "paper_booklet",
    ):
        op.drop_table(table)


def _paper() -> None:
    op.create_table(
        "paper_booklet",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("sheet_count", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("ordered_by", BIG, nullable=True),
        sa.Column("ordered_at", MOMENT, nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("handed_out_at", MOMENT, nullable=True),
        sa.Column("blocked_at", MOMENT, nullable=True),
        sa.Column("block_note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "sheet_count between 1 and 50", name=op.f("ck_paper_booklet_sheet_count")
        ),
        sa.CheckConstraint(
            "handed_out_at is null or key = ''", name=op.f("ck_paper_booklet_key_gone")
        ),
        _to("paper_booklet", "ward_id", "ward"),
        _to("paper_booklet", "neighbourhood_id", "neighbourhood"),
        _to("paper_booklet", "ordered_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_booklet")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_booklet_code")),
    )
    op.create_index("ix_paper_booklet_ward", "paper_booklet", ["ward_id", "id"])
    op.create_table(
        "paper_sheet",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("booklet_id", BIG, nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pin_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('printed','handed_out','entered','checked','blocked')",
            name=op.f("ck_paper_sheet_state"),
        ),
        _to("paper_sheet", "booklet_id", "paper_booklet"),
        _to("paper_sheet", "ward_id", "ward"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("number", name=op.f("uq_paper_sheet_number")),
        sa.UniqueConstraint("booklet_id", "place", name=op.f("uq_paper_sheet_booklet_id_place")),
    )
    op.create_index("ix_paper_sheet_state", "paper_sheet", ["ward_id", "state", "id"])
    op.create_table(
        "paper_entry",
        sa.Column("sheet_id", BIG, nullable=False),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("entered_by", BIG, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("checked_by", BIG, nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("corrected", sa.JSON(), nullable=False),
        sa.Column("report_id", BIG, nullable=True),
        sa.CheckConstraint(
            "checked_by is null or checked_by <> entered_by", name=op.f("ck_paper_entry_four_eyes")
        ),
        sa.CheckConstraint(
            "(checked_by is null) = (report_id is null)", name=op.f("ck_paper_entry_case")
        ),
        sa.CheckConstraint(
            "(team_id is null) = (neighbourhood_id is null)", name=op.f("ck_paper_entry_helped")
        ),
        _to("paper_entry", "sheet_id", "paper_sheet"),
        _to("paper_entry", "team_id", "team"),
        _to("paper_entry", "neighbourhood_id", "neighbourhood"),
        _to("paper_entry", "entered_by", "account"),
        _to("paper_entry", "checked_by", "account"),
        _to("paper_entry", "report_id", "report"),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint("report_id", name=op.f("uq_paper_entry_report_id")),
    )


def _kiosk() -> None:
    op.create_table(
        "kiosk_device",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("binding_key", sa.String(length=43), nullable=False),
        sa.Column("binding_until", MOMENT, nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("bound_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("help_asked_at", MOMENT, nullable=True),
        _to("kiosk_device", "ward_id", "ward"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_device")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_kiosk_device_token_digest")),
    )
    op.create_index("ix_kiosk_device_ward", "kiosk_device", ["ward_id", "id"])
    op.create_table(
        "kiosk_visit",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        _to("kiosk_visit", "device_id", "kiosk_device"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_visit")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_kiosk_visit_token_digest")),
    )
    op.create_index(op.f("ix_kiosk_visit_device_id"), "kiosk_visit", ["device_id"])
    op.create_index(op.f("ix_kiosk_visit_touched_at"), "kiosk_visit", ["touched_at"])


def _help() -> None:
    op.create_table(
        "difficulty",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        _to("difficulty", "ward_id", "ward"),
        _to("difficulty", "neighbourhood_id", "neighbourhood"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difficulty")),
        sa.UniqueConstraint("form_digest", name=op.f("uq_difficulty_form_digest")),
    )
    op.create_index("ix_difficulty_ward", "difficulty", ["ward_id", "week", "task"])
    op.create_table(
        "outing",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(length=15), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("helpers", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", BIG, nullable=True),
        sa.Column("form_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "purpose in ('visit','training','help_point','scam_warning','paper')",
            name=op.f("ck_outing_purpose"),
        ),
        sa.CheckConstraint("people between 0 and 5000", name=op.f("ck_outing_people")),
        sa.CheckConstraint("helpers between 1 and 100", name=op.f("ck_outing_helpers")),
        _to("outing", "ward_id", "ward"),
        _to("outing", "neighbourhood_id", "neighbourhood"),
        _to("outing", "recorded_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outing")),
        sa.UniqueConstraint("form_digest", name=op.f("uq_outing_form_digest")),
    )
    op.create_index("ix_outing_ward", "outing", ["ward_id", "day", "id"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )
