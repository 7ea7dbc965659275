"""The open data under attack: all files, two versions, every figure of the pages, and still nobody is found.

The attacker takes public rows away from every published sum, and one version from the next, and solves
what is left as a system of equations. The test knows who is in which sum, and looks how few remain.
"""

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction

import duckdb
import pytest
from flask import Flask
from sqlalchemy import String, select

from citizen_app.core import clock
from citizen_app.core.db import PERSONAL, Base, db
from citizen_app.feedback.commands import confining, screen
from citizen_app.feedback.models import Report
from citizen_app.feedback.policies import publicly_visible
from citizen_app.metrics.following import follow_ward
from citizen_app.metrics.models import MetricReleased
from citizen_app.metrics.releasing import release_all
from citizen_app.metrics.suppression import HELD, LEAST
from citizen_app.opendata import store
from citizen_app.opendata.recompute import Files, Sums, read_sums
from citizen_app.wards.models import Neighbourhood, Ward
from tests.opendata.conftest import rows_of
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Make = Callable[[], store.Version]
JUNE = dt.datetime(2027, 6, 1, 2, tzinfo=dt.UTC)
PLANTS = {
    "text": "Nội dung có chữ Xoàithanhca giữa hẻm",
    "place": "nhà số 7/19 hẻm Bưởinămroi",
    "name": "Trần Thị Mậndạinhất",
    "phone": "0903 456 789",
    "email": "mitdoisom@example.org",
    "accused_text": "ông Lêchanhdây ở bộ phận một cửa",
}
FORMATS = {"csv", "json", "parquet", "py"}
SECRETS = (
    "Xoàithanhca",
    "Bưởinămroi",
    "Mậndạinhất",
    "903456789",
    "903 456",
    "mitdoisom",
    "Lêchanhdây",
)


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


def texts_of(version: store.Version) -> Iterator[tuple[str, str]]:
    """Yield (name, all that stands in it) of every file of every format, the packed ones unpacked."""
    for path in sorted(version.folder.rglob("*")):
        if path.suffix == ".parquet":
            found = duckdb.connect().execute("from read_parquet(?)", [str(path)])
            heads = " ".join(column[0] for column in found.description or ())
            yield path.name, f"{heads} {found.fetchall()}"
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield f"{path.name}/{name}", packed.read(name).decode()
        elif path.is_file():
            yield path.name, path.read_text("utf-8")


# What must not be in any file ---------------------------------------------------------------------------


def test_nothing_of_a_person_and_nothing_hidden_is_in_any_file(
    ward: Ward, team: Team, made: Make
) -> None:
    places = two_neighbourhoods(ward)
    with clock.at(JUNE):
        public = factories.send(ward, PLANTS["text"], neighbourhood=places[0], **typed())
        factories.bring_to(public.report, team, "published")
        private = factories.send(ward, PLANTS["text"], neighbourhood=places[1], **typed())
        send_private(private.report, team)  # alone in its neighbourhood
        accused = factories.send(
            ward, PLANTS["text"], accused_text=PLANTS["accused_text"], **typed()
        )
        confined = factories.send(ward, PLANTS["text"], **typed())
        confining.confine_report(
            team.clerk,
            confined.report,
            accounts=(),
            departments=[factories.department_of(ward)],
            confined_to="city",
        )
        waiting = factories.send(ward, PLANTS["text"], **typed())
        factories.store()
        follow_ward(ward.id)
    with clock.at(JUNE + dt.timedelta(days=70)):
        release_all()
        version = made()
        hidden = [one.report for one in (private, accused, confined, waiting)]
        everything = dict(texts_of(version))
        assert len(everything) > 50 and {name.rpartition(".")[2] for name in everything} >= FORMATS
        for name, text in everything.items():
            for secret in (*SECRETS, *(report.code for report in hidden)):
                assert secret.casefold() not in text.casefold(), (secret, name)
        assert places[1].name not in " ".join(t for n, t in everything.items() if "cases" in n)
        cases = rows_of(version.folder, "cases")
        assert [row["code"] for row in cases] == [public.report.code]
        released = rows_of(version.folder, "released")
        assert not [row for row in released if row["indicator"] not in HELD]


def two_neighbourhoods(ward: Ward) -> list[Neighbourhood]:
    places = [Neighbourhood(ward_id=ward.id, name=f"Khu phố {name}") for name in ("Mười", "Lẻ")]
    db.session.add_all(places)
    db.session.commit()
    return places


def typed() -> dict[str, str]:
    names = ("place", "name", "phone", "email")
    return {name: PLANTS[name] for name in names}


def send_private(report: Report, team: Team) -> None:
    factories.receive(report, team, is_private=True)
    for step in "assign start draft approve publish".split():
        factories.STEPS[step](report, team)
    factories.store()


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
def test_no_personal_column_of_the_demonstration_is_in_any_file() -> None:
    version = store.newest()
    assert version is not None
    personal = set(personal_values()) - set(names_of_places())
    assert len(personal) > 200
    whole = "\n".join(text for _name, text in texts_of(version))
    words = set(re.split(r"[,\n\"'()]+", whole))
    assert not {value for value in personal if value in words}
    long = [value for value in personal if len(value) >= 12]
    in_places = "\n".join(names_of_places())
    assert not [value for value in long if value in whole and value not in in_places]
    hidden = set(db.session.scalars(select(Report.code).where(~publicly_visible())))
    assert hidden and not {code for code in hidden if code in whole}


def names_of_places() -> Iterator[str]:
    """Yield what places are called: somebody may have typed just that."""
    for column in (Neighbourhood.name, Ward.name, Ward.full_name):
        yield from db.session.scalars(select(column))


def personal_values() -> Iterator[str]:
    """Yield every value of a column that is marked as personal."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.info == PERSONAL and isinstance(column.type, String):
                for value in db.session.scalars(select(column).where(column != "").distinct()):
                    yield str(value).strip()


# Taking one from another --------------------------------------------------------------------------------


def test_no_difference_of_two_versions_is_about_few(
    app: Flask, ward: Ward, team: Team, made: Make
) -> None:
    """Three months of hidden and public cases; each version is solved together with those before."""
    other = people.open_ward("27154")
    versions: list[store.Version] = []
    members: list[dict[Cell, set[int]]] = []
    for month, (public, private, opened) in enumerate([(3, 7, 0), (2, 1, 2), (4, 6, 0)]):
        now = JUNE + dt.timedelta(days=31 * month)
        with clock.at(now):
            for number in range(public):
                factories.published(ward, team, f"Đèn hẻm {month}{number} tắt")
            for _ in range(private):
                send_private(factories.send(ward).report, team)
            send_private(factories.send(other).report, factories.team_of(other))
            follow_ward(ward.id)
            follow_ward(other.id)
        with clock.at(now + dt.timedelta(days=31)):
            release_all()
            versions.append(made())
            members.append(members_of_cells())
            open_some(ward, team, opened)
    for version, cells in zip(versions, members, strict=True):
        assert_values_say_no_more_than_rows_and_cells(version, cells)
    shown = set(db.session.scalars(select(Report.id).where(publicly_visible())))
    assert_nobody_is_found(members, shown)


Cell = tuple[str, str, str]


def assert_nobody_is_found(members: list[dict[Cell, set[int]]], shown: set[int]) -> None:
    # What a public thing adds is known and taken away, but for what is told of no single one (HELD).
    equations: dict[str, list[frozenset[int]]] = {}
    for cells in members:
        for (_, code, _), found in cells.items():
            unknown = frozenset(found if code in HELD else found - shown)
            equations.setdefault(code, []).append(unknown)
    for cells in members:  # how many are hidden is told of HELD ones too
        assert not [found for found in cells.values() if 0 < len(found - shown) < LEAST]
    for of_indicator in equations.values():
        for row in solved(of_indicator):
            assert len(row) >= LEAST, row
    assert max(len(found) for cells in members for found in cells.values()) > LEAST


def open_some(ward: Ward, team: Team, number: int) -> None:
    """Make some private cases public: the attacker then knows them, and takes them away too."""
    rows = db.session.scalars(
        select(Report).where(Report.visibility == "private", Report.holder_ward_id == ward.id)
    ).all()
    for report in rows[:number]:
        fields = {"title": report.title, "public_text": report.public_text, "public_place": ""}
        shown = {"category": report.category, "is_private": False, "show_photos": False}
        screen.rescreen_report(team.clerk, report, screen.Screening(**fields, **shown))
    factories.store()
    follow_ward(ward.id)


def members_of_cells() -> dict[Cell, set[int]]:
    """Return which things are in which published sum, which the attacker does not know."""
    found: dict[Cell, set[int]] = {}
    for row in db.session.scalars(select(MetricReleased)):
        for code, month, _bin, _num, _den in row.pieces:
            found.setdefault((str(row.ward_id), code, month), set()).add(row.subject_id)
    return found


def assert_values_say_no_more_than_rows_and_cells(
    version: store.Version, cells: dict[Cell, set[int]]
) -> None:
    """Every value comes out of public rows and the sums: so the sums are all that is left to attack."""
    program = [sys.executable, "-I", "-S", str(version.folder / "recompute.py")]
    done = subprocess.run([*program, str(version.folder)], capture_output=True, check=False)
    assert done.returncode == 0
    rows = rows_of(version.folder, "released")
    wards = {str(one.id): one.code for one in db.session.scalars(select(Ward).where(Ward.is_open))}
    published = {(row["ward_code"], row["indicator"], row["month"]) for row in rows}
    known = {(wards[ward], code, month) for ward, code, month in cells}
    assert published == known


def solved(equations: list[frozenset[int]]) -> list[frozenset[int]]:
    """Return what is left of a system of sums when each is taken from each other (Gauss-Jordan)."""
    things = sorted(set().union(*equations))
    matrix = [[Fraction(int(thing in one)) for thing in things] for one in set(equations)]
    done = 0
    for column in range(len(things)):
        pivot = next((n for n in range(done, len(matrix)) if matrix[n][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        head = matrix[done][column]
        matrix[done] = [value / head for value in matrix[done]]
        for n, row in enumerate(matrix):
            if n != done and row[column]:
                times = row[column]
                matrix[n] = [a - times * b for a, b in zip(row, matrix[done], strict=True)]
        done += 1
    found = [frozenset(t for t, v in zip(things, row, strict=True) if v) for row in matrix]
    return [row for row in found if row]


def test_the_attacker_of_this_file_can_find_somebody() -> None:
    """A test that cannot fail says nothing: sums that differ by one person are solved."""
    assert frozenset({6}) in solved([frozenset(range(6)), frozenset(range(7))])


# The pages of the site ----------------------------------------------------------------------------------


def test_pages_show_no_hidden_case_on_any_day_or_in_any_part(
    ward: Ward, team: Team, client: StrictClient, made: Make
) -> None:
    """Ask the pages for each day and each part: what they say are the public rows, and batches."""
    places = two_neighbourhoods(ward)
    with clock.at(JUNE):
        for number in range(6):
            factories.published(ward, team, f"Hẻm {number} ngập", neighbourhood=places[0])
    with clock.at(JUNE + dt.timedelta(days=1)):
        lone = factories.send(ward, "Chuyện riêng của tôi ở hẻm", neighbourhood=places[1]).report
        send_private(lone, team)
        follow_ward(ward.id)
        home = f"/p/{ward.path_id}/chi-so"
        for day, sent in (("2027-06-01", "6"), ("2027-06-02", "0")):
            page = client.get(f"{home}/L7?ky={day}")
            assert page.one(".stat__value").text_content() == sent
        whole = client.get(f"{home}/L7?ky=2027").words
        assert places[0].name in whole and places[1].name not in whole
        assert "6" in whole and lone.code not in whole
        for code in ("A2", "A3", "T2"):
            counted = client.get(f"{home}/{code}?ky=2027").one(".stat").text_content()
            assert "7" not in counted and "6" in counted
        spread = client.get(f"{home}/L2?ky=2027").one(".stat").text_content()
        assert "1 trên 2" in spread
    with clock.at(JUNE + dt.timedelta(days=40)):
        release_all()
        version = made()
        sums: Sums = read_sums(Files(str(version.folder)))
        assert sums.within(ward.code, "L7", "2027-01", "2027-12")[:2] == (6, 0)
