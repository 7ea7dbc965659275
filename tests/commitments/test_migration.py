"""What was promised and kept before evidence and voices were known goes through the migration whole."""

import flask_migrate
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from citizen_app.commitments import policies
from citizen_app.commitments.models import Commitment
from citizen_app.core.db import db
from citizen_app.wards.models import Ward
from config import ROOT
from tests.commitments.kept import done, promised, say
from tests.support.factories import team_of

MIGRATIONS = str(ROOT / "migrations")


def test_done_and_open_ones_go_down_and_up_again(ward: Ward) -> None:
    team = team_of(ward)
    kept, open_one = done(ward, team), promised(ward, team)
    say(kept, "disputed", "Chưa sáng.")
    codes = kept.commitment.code, open_one.commitment.code
    before = ScriptDirectory(MIGRATIONS).get_revision("0009").down_revision
    db.session.remove()
    flask_migrate.downgrade(directory=MIGRATIONS, revision=before)
    old = db.session.execute(sa.text("SELECT code, state FROM commitment ORDER BY id")).all()
    assert [tuple(row) for row in old] == [(codes[0], "done"), (codes[1], "not_started")]
    db.session.remove()
    flask_migrate.upgrade(directory=MIGRATIONS)
    first, second = db.session.scalars(sa.select(Commitment).order_by(Commitment.id)).all()
    assert (first.round, first.confirmed_count, first.disputed_count) == (1, 0, 0)
    assert (policies.standing(first), second.round) == ("done", 0)
    assert first.outcome == "Đã thay 12 đèn." and not first.voices
