"""Taking over cases from a table: each row checked, told by its number, taken once."""

import datetime as dt
import pathlib
from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import EventHandling
from citizen_app.feedback.commands import taking_over
from citizen_app.feedback.commands.taking_over import import_row
from citizen_app.feedback.importing import COLUMNS, Row
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support.client import StrictClient

Import = Callable[..., Result]
ROW = {
    "external_id": "CH-1",
    "ward_code": "26743",
    "text": "Cử tri hỏi khi nào sửa đường Lê Lai bị sụt lún.",
    "sent_at": "2026-03-02",
}
ANSWER = {
    "answer": "Đường Lê Lai sẽ được sửa trong tháng này.",
    "answered_at": "09/03/2026",
    "answered_by": "UBND phường",
}


def line(**values: str) -> list[str]:
    return [(ROW | values).get(name, "") for name in COLUMNS]


def as_csv(path: pathlib.Path, *rows: list[str], encoding: str = "utf-8") -> pathlib.Path:
    quoted = [",".join(f'"{value}"' for value in row) for row in (list(COLUMNS), *rows)]
    path.write_text("\n".join(quoted), encoding=encoding)
    return path


def as_xlsx(path: pathlib.Path, *rows: list[object]) -> pathlib.Path:
    book = Workbook()
    for row in (list(COLUMNS), *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.fixture
def run(app: Flask, ward: Ward) -> Import:
    def run_import(path: pathlib.Path, *options: str) -> Result:
        return app.test_cli_runner().invoke(args=["feedback", "import", str(path), *options])

    return run_import


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Report)) or 0


def only() -> Report:
    return db.session.scalars(select(Report)).one()


def test_an_answered_row_becomes_a_published_case(
    run: Import, tmp_path: pathlib.Path, ward: Ward, client: StrictClient
) -> None:
    path = as_csv(tmp_path / "a.csv", line(title="Sửa đường Lê Lai", kind="question", **ANSWER))
    assert run(path).output == "1 added, 0 known already, 0 not taken\n"
    page = client.get(pages.case_path(ward, only().code))
    for words in ("Sửa đường Lê Lai", ROW["text"], ANSWER["answer"], ANSWER["answered_by"]):
        assert words in page.words
    assert only().code in client.get(pages.list_path(ward, "le+lai")).words
    assert "09/03/2026" in page.words
    assert db.session.scalar(select(func.count()).select_from(EventHandling)) == 0


def test_a_row_without_an_answer_waits_for_screening(
    run: Import, tmp_path: pathlib.Path, ward: Ward, client: StrictClient
) -> None:
    assert run(as_csv(tmp_path / "a.csv", line())).exit_code == 0
    assert (only().state, only().visibility) == ("received", "pending")
    client.get(pages.case_path(ward, only().code), status=404)


def test_an_unanswered_row_about_an_official_is_restricted(
    run: Import, tmp_path: pathlib.Path
) -> None:
    row = line(text="Cán bộ vòi tiền, nhận phong bì, hách dịch.", field="nhung-nhieu")
    assert run(as_csv(tmp_path / "a.csv", row)).exit_code == 0
    assert only().is_restricted


def test_a_file_read_again_adds_nothing(run: Import, tmp_path: pathlib.Path) -> None:
    path = as_csv(tmp_path / "a.csv", line(**ANSWER), line(external_id="CH-2"))
    assert run(path).output == "2 added, 0 known already, 0 not taken\n"
    assert run(path).output == "0 added, 2 known already, 0 not taken\n"
    assert run(path, "--source", "khac").output == "2 added, 0 known already, 0 not taken\n"


def test_a_dry_run_checks_and_stores_nothing(run: Import, tmp_path: pathlib.Path) -> None:
    path = as_csv(tmp_path / "a.csv", line(), line(external_id="CH-2", ward_code="99999"))
    result = run(path, "--dry-run")
    assert "1 would be added" in result.output and "row 3" in result.output
    assert count() == 0


def test_a_dry_run_counts_a_case_named_twice_as_the_import_does(
    run: Import, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_over, "BATCH", 2)
    path = as_csv(tmp_path / "a.csv", *(line(external_id=f"CH-{n}") for n in (1, 2, 3, 1)))
    assert run(path, "--dry-run").output == "3 would be added, 1 known already, 0 not taken\n"
    assert run(path).output == "3 added, 1 known already, 0 not taken\n"
    assert count() == 3


def test_what_was_taken_stays_when_a_long_table_stops_half_way(
    run: Import, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_over, "BATCH", 2)
    path = as_csv(tmp_path / "a.csv", *(line(external_id=f"CH-{n}") for n in range(5)))

    def stop(actor: Actor, row: Row, *, source: str) -> bool:
        if row.external_id == "CH-3":
            raise KeyboardInterrupt
        return import_row(actor, row, source=source)

    with monkeypatch.context() as patch:
        patch.setattr(taking_over, "import_row", stop)
        assert run(path).exit_code != 0
    assert count() == 2
    assert run(path).output == "3 added, 2 known already, 0 not taken\n"


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"external_id": ""}, "external_id is empty"),
        ({"text": " "}, "text is empty"),
        ({"ward_code": "99999"}, "ward_code is not known: 99999"),
        ({"kind": "rant"}, "kind must be one of"),
        ({"sent_at": "hôm qua"}, "sent_at is not a date: 'hôm qua'"),
        ({"sent_at": "2099-01-01"}, "must follow each other and lie in the past"),
        (ANSWER | {"answered_at": "01/03/2026"}, "must follow each other"),
        (ANSWER | {"answered_at": ""}, "answered_at is not a date"),
        ({"external_id": "x" * 81}, "external_id is too long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_row_is_told_by_number_and_reason_and_the_others_are_taken(
    run: Import, tmp_path: pathlib.Path, wrong: dict[str, str], words: str
) -> None:
    path = as_csv(tmp_path / "a.csv", line(external_id="1"), line(**wrong), line(external_id="3"))
    result = run(path)
    assert result.exit_code == 1
    assert "row 3: " in result.output and words in result.output
    assert count() == 2


@pytest.mark.parametrize(
    "typed, moment",
    [
        ("2026-03-02", "2026-03-02 00:00"),
        ("02/03/2026", "2026-03-02 00:00"),
        ("02/03/2026 14:30", "2026-03-02 14:30"),
        ("2026-03-02T14:30:00", "2026-03-02 14:30"),
        ("2026-03-02T14:30:00+00:00", "2026-03-02 21:30"),
    ],
)
def test_a_date_is_read_in_each_usual_form_as_the_wards_own_time(
    run: Import, tmp_path: pathlib.Path, typed: str, moment: str
) -> None:
    assert run(as_csv(tmp_path / "a.csv", line(sent_at=typed))).exit_code == 0
    assert f"{clock.local(only().sent_at):%Y-%m-%d %H:%M}" == moment


def test_a_workbook_is_read_like_a_table(run: Import, tmp_path: pathlib.Path) -> None:
    row: list[object] = list(line(**ANSWER))
    row[COLUMNS.index("external_id")] = 17
    row[COLUMNS.index("ward_code")] = 26743
    row[COLUMNS.index("sent_at")] = dt.datetime(2026, 3, 2, 14, 30)  # noqa: DTZ001 - as Excel has it
    row[COLUMNS.index("answered_at")] = dt.date(2026, 3, 9)
    assert "1 added" in run(as_xlsx(tmp_path / "a.xlsx", row, [None] * 12)).output
    assert (only().external_id, only().state) == ("17", "published")
    assert f"{clock.local(only().sent_at):%d/%m %H:%M}" == "02/03 14:30"


def test_a_mark_at_the_beginning_and_capital_headings_are_no_obstacle(
    run: Import, tmp_path: pathlib.Path
) -> None:
    path = as_csv(tmp_path / "a.csv", line(), encoding="utf-8-sig")
    path.write_bytes(path.read_bytes().replace(b"external_id", b"External_ID"))
    assert run(path).exit_code == 0


def test_a_file_that_cannot_be_read_is_refused_in_clear_words(
    run: Import, tmp_path: pathlib.Path
) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(
        "external_id,ward_code,text,sent_at\n1,26743,Caf\xe9 \xf4,2026-01-01".encode("latin-1")
    )
    bare = tmp_path / "bare.csv"
    bare.write_text("external_id,text\n1,x")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    fake = tmp_path / "fake.xlsx"
    fake.write_bytes(b"not a workbook")
    for path, words in (
        (latin, "not UTF-8"),
        (bare, "columns are missing: ward_code, sent_at"),
        (empty, "columns are missing"),
        (fake, "the file is not a workbook"),
    ):
        result = run(path)
        assert result.exit_code == 1, result.output
        assert words in result.output and "Traceback" not in result.output
        assert isinstance(result.exception, SystemExit)
    assert count() == 0
