"""Add the short survey: waves, answers without a person, counts of the sensitive questions.

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey_sensitive",
        sa.Column("ward_code", sa.String(length=5), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "ward_code", "quarter", "question", "choice", name=op.f("pk_survey_sensitive")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_population",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("variable", sa.String(length=15), nullable=False),
        sa.Column("group_code", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "variable in ('neighbourhood','sex','age_group')",
            name=op.f("ck_survey_population_variable"),
        ),
        sa.CheckConstraint("people > 0", name=op.f("ck_survey_population_people")),
        sa.ForeignKeyConstraint(
            ["ward_id"], ["ward.id"], name=op.f("fk_survey_population_ward_id_ward")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_population")),
        sa.UniqueConstraint(
            "ward_id",
            "variable",
            "group_code",
            name=op.f("uq_survey_population_ward_id_variable_group_code"),
        ),
    )
    op.create_table(
        "survey_wave",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("questionnaire", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'closed' or key = ''", name=op.f("ck_survey_wave_key_gone")),
        sa.CheckConstraint(
            "state in ('planned','open','closed')", name=op.f("ck_survey_wave_state")
        ),
        sa.CheckConstraint("closes_on > opens_on", name=op.f("ck_survey_wave_days")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_survey_wave_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_wave")),
        sa.UniqueConstraint("ward_id", "quarter", name=op.f("uq_survey_wave_ward_id_quarter")),
    )
    with op.batch_alter_table("survey_wave", schema=None) as batch_op:
        batch_op.create_index("ix_survey_wave_state", ["state", "opens_on"], unique=False)

    op.create_table(
        "survey_answer",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("neighbourhood_id", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=6), nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "channel in ('case','dialogue','counter','door','web')",
            name=op.f("ck_survey_answer_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["neighbourhood_id"],
            ["neighbourhood.id"],
            name=op.f("fk_survey_answer_neighbourhood_id_neighbourhood"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("fk_survey_answer_wave_id_survey_wave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.create_index("ix_survey_answer_wave", ["wave_id", "channel"], unique=False)

    op.create_table(
        "survey_box",
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("fk_survey_box_wave_id_survey_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_survey_box")),
    )
    op.create_table(
        "survey_card",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "channel in ('dialogue','counter','door')", name=op.f("ck_survey_card_channel")
        ),
        sa.CheckConstraint("used <= most", name=op.f("ck_survey_card_most")),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("fk_survey_card_wave_id_survey_wave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_card")),
        sa.UniqueConstraint("code", name=op.f("uq_survey_card_code")),
    )
    with op.batch_alter_table("survey_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_card_wave_id"), ["wave_id"], unique=False)

    op.create_table(
        "survey_pass",
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("fk_survey_pass_wave_id_survey_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", "digest", name=op.f("pk_survey_pass")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_result",
        sa.Column("wave_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("fk_survey_result_wave_id_survey_wave")
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_survey_result")),
    )


def downgrade() -> None:
    op.drop_table("survey_result")
    op.drop_table("survey_pass")
    with op.batch_alter_table("survey_card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_card_wave_id"))

    op.drop_table("survey_card")
    op.drop_table("survey_box")
    with op.batch_alter_table("survey_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_answer_wave")

    op.drop_table("survey_answer")
    with op.batch_alter_table("survey_wave", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_wave_state")

    op.drop_table("survey_wave")
    op.drop_table("survey_population")
    op.drop_table("survey_sensitive")
