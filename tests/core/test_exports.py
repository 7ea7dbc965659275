"""Tables for spreadsheets: what a resident typed never becomes a formula."""

import csv
import datetime as dt
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from citizen_app.core.exports.tables import Column, csv_file, xlsx_file

COLUMNS = (
    Column("text", "Nội dung", lambda row: row[0], public=True),
    Column("at", "Lúc", lambda row: row[1]),
)
MOMENT = dt.datetime(2026, 9, 1, 17, 30, tzinfo=dt.UTC)
HOSTILE = ["=1+1", "+84901234567", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A1"]


def csv_cells(pieces: Iterable[bytes]) -> list[list[str]]:
    content = b"".join(pieces)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_cells(pieces: Iterable[bytes]) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(b"".join(pieces))).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_text_that_looks_like_a_formula_stays_text(typed: str) -> None:
    rows = [(typed, MOMENT)]
    assert csv_cells(csv_file(COLUMNS, rows))[1][0] == "'" + typed
    assert str(xlsx_cells(xlsx_file("x", COLUMNS, rows))[1][0]).startswith("'")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_a_csv_gives_each_text_back_and_no_cell_begins_like_a_formula(typed: str) -> None:
    cell = csv_cells(csv_file(COLUMNS, [(typed, None)]))[1][0]
    assert cell.removeprefix("'") == typed.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@"))


def test_a_table_has_vietnamese_letters_and_local_time() -> None:
    rows = [("Điện, nước\n“sáng”", MOMENT)]
    assert csv_cells(csv_file(COLUMNS, rows)) == [
        ["text", "at"],
        ["Điện, nước\n“sáng”", "2026-09-02 00:30:00"],
    ]
    cells = xlsx_cells(xlsx_file("Phản ánh", COLUMNS, rows))
    assert cells[0] == ["Nội dung", "Lúc"]
    assert cells[1] == ["Điện, nước\n“sáng”", dt.datetime(2026, 9, 2, 0, 30)]  # noqa: DTZ001 - as Excel has it


def test_a_csv_for_people_has_their_headings() -> None:
    assert csv_cells(csv_file(COLUMNS, [], headings=True)) == [["Nội dung", "Lúc"]]


def test_a_column_is_private_unless_it_says_otherwise() -> None:
    assert not Column("x", "X", str).public
