"""A stranger with the files and Python alone gets the figures of the site."""

import ast
import datetime as dt
import pathlib
import re
import subprocess
import sys

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.following import follow_all, follow_batch
from citizen_app.metrics.index.measuring import measure
from citizen_app.metrics.periods import Period, add_months, parse_period
from citizen_app.metrics.releasing import release_ward
from citizen_app.metrics.values import value_of, values_of
from citizen_app.opendata import store
from citizen_app.opendata.bundle import program
from citizen_app.opendata.figures import measured
from citizen_app.opendata.reading import read_everything
from citizen_app.opendata.recompute import Files, differences, index_differences, read_sums
from citizen_app.opendata.writing import write_csv
from citizen_app.wards.models import Ward
from tests.feedback.test_journeys_of_any_kind import CASES, world_of
from tests.metrics.test_sums import in_a_world_rolled_back, play
from tests.opendata.conftest import rows_of
from tests.support import people


def run(path: pathlib.Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the published program as a stranger does: its own file, no packages, nothing of ours."""
    alone = path if path.is_dir() else path.parent
    words = [sys.executable, "-I", "-S", str(alone / "recompute.py"), str(path), *more]
    return subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)


def test_the_program_is_plain_python_of_long_ago() -> None:
    tree = ast.parse(program(), feature_version=(3, 8))
    names = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert "citizen_app" not in {name.partition(".")[0] for name in names}


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
def test_the_demonstration_comes_out_as_the_site_shows_it() -> None:
    version = store.newest()
    assert version is not None
    done = run(version.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "KHỚP" in done.stdout and "từ từng dòng" in done.stdout
    packed = run(version.folder / version.zip["name"], "--english")
    assert packed.returncode == 0 and "AGREES" in packed.stdout, packed.stdout
    published = rows_of(version.folder, "indicator_values")
    assert {row["indicator"] for row in published} == {one.code for one in measured()}
    follow_all()
    wards = {one.code: one for one in db.session.scalars(select(Ward).where(Ward.is_open))}
    seen = 0
    for code, ward in wards.items():
        names = {row["period"] for row in published if row["ward_code"] == code}
        assert {len(name) for name in names} >= {7}
        for name in sorted(names):
            period = parse_period(name)
            assert period is not None and period.last < clock.today()
            site = values_of(CATALOGUE.values(), ward, period)
            for row in published:
                if row["ward_code"] == code and row["period"] == name:
                    value = site[row["indicator"]]
                    assert (int(row["num"]), int(row["den"])) == (value.num, value.den)
                    for column, figure in (("value", value.value), ("low", value.low)):
                        shown = float(row[column]) if row[column] else None
                        assert shown == pytest.approx(figure, abs=1e-6)
                    seen += 1
    assert seen > 500
    indices = rows_of(version.folder, "index_values")
    assert len(indices) == 2 * len(wards) and "democracy" in done.stdout
    for row in indices:
        first, last = (dt.date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
        site_index = {
            one.name: one.index
            for one in measure(wards[row["ward_code"]], Period("x", first, last))
        }[row["name"]]
        for column in ("value", "low", "high"):
            shown = float(row[column]) if row[column] else None
            assert shown == pytest.approx(getattr(site_index, column), abs=1e-6)


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("cases", "sent_on"),
        ("answers", "solved"),
        ("dialogues", "notice_in_time"),
        ("commitments", "done_on"),
        ("questions", "sent_on"),
        ("indicator_values", "num"),
    ],
)
def test_a_changed_row_is_found(table: str, column: str) -> None:
    version = store.newest()
    assert version is not None
    path = version.folder / f"{table}.csv"
    lines = path.read_text("utf-8").split("\n")
    place = lines[0].lstrip("\ufeff").split(",").index(column)
    other = {"solved": "no", "notice_in_time": "false", "num": "77777"}.get(column, "2001-01-01")
    candidates = [
        n
        for n, line in enumerate(lines)
        if n and line and line.split(",")[place] not in {"", other}
    ]
    number = min(candidates, key=lambda n: re.findall(r"\d{4}-\d\d-\d\d", lines[n]))  # long over
    cells = lines[number].split(",")
    cells[place] = other
    path.write_text("\n".join([*lines[:number], ",".join(cells), *lines[number + 1 :]]), "utf-8")
    done = run(version.folder)
    assert done.returncode == 1
    assert f"{table}.csv không còn đúng như khi công bố" in done.stdout
    assert "KHÁC:" in done.stdout and "KHÔNG KHỚP" in done.stdout


def test_what_is_no_version_is_said(tmp_path: pathlib.Path) -> None:
    (tmp_path / "recompute.py").write_text(program(), "utf-8")
    done = run(tmp_path)
    assert done.returncode == 2 and "manifest.json" in done.stdout and "Thiếu tệp" in done.stdout


STEPS = st.tuples(
    st.integers(0, 999), st.integers(0, 30), st.integers(0, CASES - 1), st.integers(0, 59)
)


def test_any_history_comes_out_as_the_site_counts_it(
    app: Flask, ward: Ward, tmp_path: pathlib.Path
) -> None:
    """Any steps by anybody in any order: rows and sums give the very values of the site."""
    other = people.open_ward("27154")
    world = world_of(ward, other)
    db.session.commit()
    start, months = clock.now(), 3
    done, compared = set[str](), list[int]()

    @settings(
        max_examples=60,
        phases=(Phase.explicit, Phase.generate),  # a failing history is told as it is
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=st.lists(STEPS, min_size=30, max_size=60))
    def run_history(steps: list[tuple[int, int, int, int]]) -> None:
        with in_a_world_rolled_back():
            for at, step in enumerate(steps):
                done.update(play(world, at, *step))
            with clock.at(start + dt.timedelta(days=31 * months)):
                compared.append(check_history(ward, other, tmp_path))

    run_history()
    assert {"publish", "merge", "forward_to_ward", "refuse"} <= done
    assert max(compared) > 200


def check_history(ward: Ward, other: Ward, tmp_path: pathlib.Path) -> int:
    """Return how many values were compared."""
    month = add_months(clock.today().replace(day=1), -1)
    for one in (ward, other):
        while follow_batch(one.id):
            pass
        release_ward(one.id, month)
    written = write_csv(tmp_path, read_everything(clock.today()))
    files = Files(str(tmp_path))
    sums = read_sums(files)
    found = list(differences(files, sums)) + list(index_differences(files, sums))
    assert written.rows
    assert not [one for one in found if one[-1] is not None]
    if not any(one[0] == "L7" for one in found):
        return 0  # nothing of this history is public
    value = value_of(CATALOGUE["L7"], ward, Period.month(start_of(found)))
    row = next(one for one in found if one[:3] == ("L7", ward.code, value.period.name))
    assert row[3][0] == value.num
    return len(found)


def start_of(found: list[tuple[object, ...]]) -> dt.date:
    """Return a day of the newest month that has values."""
    months = {str(one[2]) for one in found if len(str(one[2])) == 7 and "Q" not in str(one[2])}
    return dt.date.fromisoformat(max(months) + "-01")
