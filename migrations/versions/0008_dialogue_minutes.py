"""Add the minutes of a dialogue: draft, who signs, versions that cannot be changed, signatures, links.

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQLITE_UP = (
    """create trigger dialogue_minutes_version_no_update
       before update of minutes_id, number, body, digest, kept, reason, sent_at, by_id
       on dialogue_minutes_version
       begin select raise(abort, 'versions of minutes are never changed'); end""",
    """create trigger dialogue_minutes_version_no_delete before delete on dialogue_minutes_version
       begin select raise(abort, 'versions of minutes are never removed'); end""",
)
POSTGRESQL_UP = (
    """create function minutes_version_is_closed() returns trigger language plpgsql as $$
       begin raise exception 'versions of minutes are never changed or removed'; end $$""",
    """create trigger dialogue_minutes_version_no_update
       before update of minutes_id, number, body, digest, kept, reason, sent_at, by_id
       on dialogue_minutes_version
       for each row execute function minutes_version_is_closed()""",
    """create trigger dialogue_minutes_version_no_delete
       before delete on dialogue_minutes_version
       for each row execute function minutes_version_is_closed()""",
)
SQLITE_DOWN = (
    "drop trigger dialogue_minutes_version_no_delete",
    "drop trigger dialogue_minutes_version_no_update",
)
POSTGRESQL_DOWN = (
    "drop trigger dialogue_minutes_version_no_delete on dialogue_minutes_version",
    "drop trigger dialogue_minutes_version_no_update on dialogue_minutes_version",
    "drop function minutes_version_is_closed()",
)


def big() -> sa.types.TypeEngine[int]:
    """Return the type of ids."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key() -> sa.Column[int]:
    """Return a primary key."""
    return sa.Column("id", big(), autoincrement=True, nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    """Return a column for a moment."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key with its name."""
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(name))


def is_sqlite() -> bool:
    """Return whether the migration runs on SQLite."""
    return op.get_bind().dialect.name == "sqlite"


def create_minutes() -> None:
    """Create the draft and the lines of its questions."""
    table = "dialogue_minutes"
    op.create_table(
        table,
        key(),
        sa.Column("session_id", big(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("present", sa.String(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("conclusions", sa.String(), nullable=False),
        sa.Column("late_reason", sa.String(), nullable=False),
        sa.Column("missing_reason", sa.String(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft','sent','published')", name=op.f("ck_dialogue_minutes_state")
        ),
        sa.CheckConstraint(
            "attended is null or attended >= 0", name=op.f("ck_dialogue_minutes_attended")
        ),
        foreign(table, "session_id", "dialogue_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_minutes")),
        sa.UniqueConstraint("session_id", name=op.f("uq_dialogue_minutes_session_id")),
    )
    table = "dialogue_minutes_line"
    op.create_table(
        table,
        sa.Column("question_id", big(), nullable=False),
        sa.Column("promise", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("head_id", big(), nullable=True),
        sa.Column("passed_to", sa.String(length=200), nullable=False),
        foreign(table, "question_id", "dialogue_question"),
        foreign(table, "department_id", "department"),
        foreign(table, "head_id", "account"),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_dialogue_minutes_line")),
    )


def create_signing() -> None:
    """Create signatories, versions, signatures and links."""
    table = "dialogue_minutes_signer"
    op.create_table(
        table,
        key(),
        sa.Column("minutes_id", big(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("account_id", big(), nullable=True),
        moment("removed_at", nullable=True),
        sa.CheckConstraint(
            "role in ('chair','secretary','front','resident')",
            name=op.f("ck_dialogue_minutes_signer_role"),
        ),
        foreign(table, "minutes_id", "dialogue_minutes"),
        foreign(table, "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_minutes_signer")),
    )
    for column in ("minutes_id", "account_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    table = "dialogue_minutes_version"
    op.create_table(
        table,
        key(),
        sa.Column("minutes_id", big(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        moment("sent_at"),
        sa.Column("by_id", big(), nullable=True),
        moment("published_at", nullable=True),
        foreign(table, "minutes_id", "dialogue_minutes"),
        foreign(table, "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_minutes_version")),
        sa.UniqueConstraint(
            "minutes_id", "number", name=op.f("uq_dialogue_minutes_version_minutes_id_number")
        ),
    )
    for statement in SQLITE_UP if is_sqlite() else POSTGRESQL_UP:
        op.execute(statement)


def create_signatures() -> None:
    """Create what signatories said, and their links."""
    table = "dialogue_minutes_signature"
    op.create_table(
        table,
        key(),
        sa.Column("version_id", big(), nullable=False),
        sa.Column("signer_id", big(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("public_text", sa.String(), nullable=False),
        sa.Column("by_link", sa.Boolean(), nullable=False),
        moment("at"),
        sa.CheckConstraint(
            "verdict in ('signed','objected')", name=op.f("ck_dialogue_minutes_signature_verdict")
        ),
        sa.CheckConstraint(
            "verdict <> 'objected' or text <> ''",
            name=op.f("ck_dialogue_minutes_signature_objected"),
        ),
        foreign(table, "version_id", "dialogue_minutes_version"),
        foreign(table, "signer_id", "dialogue_minutes_signer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_minutes_signature")),
        sa.UniqueConstraint(
            "version_id",
            "signer_id",
            name=op.f("uq_dialogue_minutes_signature_version_id_signer_id"),
        ),
    )
    op.create_index(op.f(f"ix_{table}_signer_id"), table, ["signer_id"])
    table = "dialogue_signing_link"
    op.create_table(
        table,
        key(),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("signer_id", big(), nullable=False),
        sa.Column("version_id", big(), nullable=False),
        moment("created_at"),
        moment("expires_at"),
        moment("ended_at", nullable=True),
        foreign(table, "signer_id", "dialogue_minutes_signer"),
        foreign(table, "version_id", "dialogue_minutes_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_signing_link")),
        sa.UniqueConstraint("code", name=op.f("uq_dialogue_signing_link_code")),
    )
    op.create_index(op.f(f"ix_{table}_signer_id"), table, ["signer_id"])


def upgrade() -> None:
    create_minutes()
    create_signing()
    create_signatures()


def downgrade() -> None:
    op.drop_table("dialogue_signing_link")
    op.drop_table("dialogue_minutes_signature")
    for statement in SQLITE_DOWN if is_sqlite() else POSTGRESQL_DOWN:
        op.execute(statement)
    for name in ("version", "signer", "line"):
        op.drop_table(f"dialogue_minutes_{name}")
    op.drop_table("dialogue_minutes")
