"""Let members of a team write the log of visits; seal the words of questions.

Revision: 0021, after 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("outing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f("fk_outing_team_id_team"), "team", ["team_id"], ["id"])
        batch_op.create_index("ix_outing_recorder", ["recorded_by", "day"], unique=False)
        batch_op.create_index("ix_outing_team", ["team_id", "day"], unique=False)
    with op.batch_alter_table("outing", schema=None) as batch_op:
        batch_op.alter_column("version", existing_type=sa.Integer(), server_default=None)

    # As sent_words: what keeps the digest of a question's words from being guessed.
    op.create_table(
        "dialogue_question_words",
        sa.Column("question_id", BIG, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["dialogue_question.id"],
            name=op.f("fk_dialogue_question_words_question_id_dialogue_question"),
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_dialogue_question_words")),
    )


def downgrade() -> None:
    op.drop_table("dialogue_question_words")
    # Without the column an entry that was taken back would count again.
    op.execute("delete from outing where taken_back_at is not null")
    with op.batch_alter_table("outing", schema=None) as batch_op:
        batch_op.drop_index("ix_outing_team")
        batch_op.drop_index("ix_outing_recorder")
        batch_op.drop_constraint(op.f("fk_outing_team_id_team"), type_="foreignkey")
        for column in ("taken_back_at", "version", "team_id"):
            batch_op.drop_column(column)
