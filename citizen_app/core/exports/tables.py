"""CSV and XLSX from declared columns. A column is private unless it says that it is public."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from citizen_app.core import clock

PIECE = 64 * 1024
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """One column: stable name, heading for people, how to get the value from a row."""

    name: str
    heading: Any
    value: Callable[[Any], Any]
    public: bool = False


def cell(value: Any) -> Any:
    """Return a value fit for a spreadsheet: no zone, no formula made of what a resident typed."""
    if isinstance(value, dt.datetime):
        return clock.local(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return "" if value is None else value


def csv_lines(
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    headings: bool = False,
    most: int | None = None,
    cut: str = "",
) -> Iterator[bytes]:
    """Yield a CSV that spreadsheet programs open with the right letters (UTF-8 with a mark), line by line.

    Programs that read it rely on the columns' stable names; for people, ask for `headings`. After `most`
    rows only `cut` follows, which says so.
    """
    yield b"\xef\xbb\xbf" + _line([str(c.heading) if headings else c.name for c in columns])
    for number, row in enumerate(rows):
        if number == most:
            yield _line([cut])
            return
        yield _line([cell(column.value(row)) for column in columns])


def csv_file(columns: Sequence[Column], rows: Iterable[Any], **options: Any) -> Iterator[bytes]:
    """Return `csv_lines` out of a file: a slow reader then keeps no database waiting."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last piece was read
    out.writelines(csv_lines(columns, rows, **options))
    out.seek(0)
    return _pieces(out)


def _line(values: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue().encode()


def xlsx_file(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    most: int | None = None,
    cut: str = "",
) -> Iterator[bytes]:
    """Return a workbook with one sheet in pieces; every text cell is text, never a formula.

    After `most` rows only `cut` follows, which says so.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append([str(column.heading) for column in columns])
    for number, row in enumerate(rows):
        if number == most:
            sheet.append([_typed(sheet, cut)])
            break
        sheet.append([_typed(sheet, cell(column.value(row))) for column in columns])
    return workbook_file(book)


def workbook_file(book: Workbook) -> Iterator[bytes]:
    """Return a workbook's bytes in pieces, out of a file: it lies in memory but once."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the last piece was read
    book.save(out)
    out.seek(0)
    return _pieces(out)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _typed(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    typed = WriteOnlyCell(sheet, value=value)
    typed.data_type = "s"
    return typed


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, headings, rows of values, column widths in letters."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    widths: Sequence[int] = ()


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook of several sheets; every text cell is text, never a formula."""
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title[:31])
        sheet.freeze_panes = "A2"
        for number, width in enumerate(one.widths):
            sheet.column_dimensions[chr(ord("A") + number)].width = width
        sheet.append([_bold(sheet, heading) for heading in one.headings])
        for row in one.rows:
            sheet.append([_typed(sheet, cell(value)) for value in row])
    return b"".join(workbook_file(book))


def _bold(sheet: Any, value: str) -> Any:
    found = _typed(sheet, value)
    found.font = Font(bold=True)
    return found
