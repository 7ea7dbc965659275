"""Add the seals over the event log, closed like the log; the words of reports get salts.

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE_UP = (
    """create trigger event_seal_no_update before update on event_seal
       begin select raise(abort, 'seals are never changed'); end""",
    """create trigger event_seal_no_delete before delete on event_seal
       begin select raise(abort, 'seals are never removed'); end""",
)
SQLITE_DOWN = (
    "drop trigger event_seal_no_delete",
    "drop trigger event_seal_no_update",
)
POSTGRESQL_UP = (
    """create function event_seal_is_closed() returns trigger language plpgsql as $$
       begin raise exception 'seals are never changed or removed'; end $$""",
    """create trigger event_seal_no_change before update or delete on event_seal
       for each row execute function event_seal_is_closed()""",
    """create trigger event_seal_no_truncate before truncate on event_seal
       for each statement execute function event_seal_is_closed()""",
)
POSTGRESQL_DOWN = (
    "drop trigger event_seal_no_truncate on event_seal",
    "drop trigger event_seal_no_change on event_seal",
    "drop function event_seal_is_closed()",
)


def _run(sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> None:
    for statement in sqlite if op.get_bind().dialect.name == "sqlite" else postgresql:
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "event_seal",
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("caught_up", sa.Boolean(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("after_id", BIG, nullable=False),
        sa.Column("first_id", BIG, nullable=False),
        sa.Column("last_id", BIG, nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_event_seal_number")),
        sa.CheckConstraint("event_count >= 0", name=op.f("ck_event_seal_event_count")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event_seal")),
        sa.UniqueConstraint("previous", name=op.f("uq_event_seal_previous")),
        sa.UniqueConstraint("head", name=op.f("uq_event_seal_head")),
    )
    with op.batch_alter_table("event_seal", schema=None) as batch_op:
        batch_op.create_index("ix_event_seal_day", ["day", "number"], unique=False)
        batch_op.create_index("ix_event_seal_last_id", ["last_id", "number"], unique=False)
    _run(SQLITE_UP, POSTGRESQL_UP)

    op.create_table(
        "seal_check",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("seal_number", BIG, nullable=False),
        sa.Column("event_count", BIG, nullable=False),
        sa.Column("fault_count", BIG, nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_check")),
    )
    op.create_table(
        "sent_words",
        sa.Column("report_id", BIG, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_sent_words_report_id_report")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_sent_words")),
    )


def downgrade() -> None:
    op.drop_table("sent_words")
    op.drop_table("seal_check")
    _run(SQLITE_DOWN, POSTGRESQL_DOWN)
    with op.batch_alter_table("event_seal", schema=None) as batch_op:
        batch_op.drop_index("ix_event_seal_last_id")
        batch_op.drop_index("ix_event_seal_day")

    op.drop_table("event_seal")
