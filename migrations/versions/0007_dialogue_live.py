"""Add what a dialogue that runs needs: the stage, polls with their votes, the queue of speakers.

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dialogue_stage",
        sa.Column("session_id", big(), nullable=False),
        sa.Column("question_id", big(), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("speaking_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "speaking_seconds between 30 and 3600", name=op.f("ck_dialogue_stage_seconds")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["dialogue_question.id"],
            name=op.f("fk_dialogue_stage_question_id_dialogue_question"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_stage_session_id_dialogue_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_dialogue_stage")),
    )
    op.create_table(
        "dialogue_poll",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("session_id", big(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('ready','open','closed')", name=op.f("ck_dialogue_poll_state")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_poll_session_id_dialogue_session"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_poll_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_poll")),
    )
    with op.batch_alter_table("dialogue_poll", schema=None) as batch_op:
        batch_op.create_index("ix_dialogue_poll_session", ["session_id", "id"], unique=False)
    op.create_table(
        "dialogue_poll_option",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("poll_id", big(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"],
            ["dialogue_poll.id"],
            name=op.f("fk_dialogue_poll_option_poll_id_dialogue_poll"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_poll_option")),
    )
    with op.batch_alter_table("dialogue_poll_option", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dialogue_poll_option_poll_id"), ["poll_id"], unique=False
        )
    op.create_table(
        "dialogue_vote",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("poll_id", big(), nullable=False),
        sa.Column("option_id", big(), nullable=False),
        sa.Column("voter_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["dialogue_poll_option.id"],
            name=op.f("fk_dialogue_vote_option_id_dialogue_poll_option"),
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["dialogue_poll.id"], name=op.f("fk_dialogue_vote_poll_id_dialogue_poll")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_vote")),
        sa.UniqueConstraint(
            "poll_id", "voter_digest", name=op.f("uq_dialogue_vote_poll_id_voter_digest")
        ),
    )
    with op.batch_alter_table("dialogue_vote", schema=None) as batch_op:
        batch_op.create_index("ix_dialogue_vote_option", ["option_id"], unique=False)
    op.create_table(
        "dialogue_speaker",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("session_id", big(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("display", sa.String(length=80), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("participant_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting','speaking','done','left')", name=op.f("ck_dialogue_speaker_state")
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_dialogue_speaker_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["dialogue_session.id"],
            name=op.f("fk_dialogue_speaker_session_id_dialogue_session"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_dialogue_speaker_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_speaker")),
        sa.UniqueConstraint(
            "session_id", "number", name=op.f("uq_dialogue_speaker_session_id_number")
        ),
    )


def downgrade() -> None:
    for table in ("speaker", "vote", "poll_option", "poll", "stage"):
        op.drop_table(f"dialogue_{table}")
