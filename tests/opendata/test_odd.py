"""Something odd among the things of a ward is left out of a version, and does not stop it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from citizen_app.core import clock
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.stories import READERS, Line
from citizen_app.opendata import reading
from citizen_app.opendata.rows import rows_of
from citizen_app.wards.models import Ward
from tests.support import factories

SECRET = "Nguyễn Văn Bí Mật"


@pytest.mark.parametrize("odd", ["event", "row"])
def test_the_night_has_its_version_without_it(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, odd: str
) -> None:
    team = factories.team_of(ward)
    good, bad = (factories.published(ward, team).report for _ in range(2))
    follow_all()

    def breaks(lines: Sequence[Line]) -> None:
        if any(line.facts.get("code") == bad.code for line in lines):
            raise KeyError(SECRET)

    def read(lines: Sequence[Line], calendar_of: Any) -> Any:
        breaks(lines)
        return READERS["report"](lines, calendar_of)

    def make(kind: str, lines: Sequence[Line], told: Any, names: Any) -> Any:
        for number, row in enumerate(rows_of(kind, lines, told, names)):
            if number == 1:  # half of its rows are there
                breaks(lines)
            yield row

    if odd == "event":
        monkeypatch.setattr(reading, "READERS", {**READERS, "report": read})
    else:
        monkeypatch.setattr(reading, "rows_of", make)
    made = list(reading.read_everything(clock.today() + dt.timedelta(days=40)))
    codes = {row["code"] for _dataset, row in made if row.get("code")}
    assert good.code in codes and bad.code not in codes
    sent = [row for name, row in made if name == "indicator_values" and row["indicator"] == "L7"]
    assert {row["num"] for row in sent if row["num"]} == {1}, "nor is it in the figures"
    assert "is left out of the open data: KeyError in" in caplog.text
    assert SECRET not in caplog.text
