"""CSV and XLSX from declared columns. A column is private unless it says that it is public."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from citizen_app.core import clock

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


def csv_bytes(columns: Sequence[Column], rows: Iterable[Any], *, headings: bool = False) -> bytes:
    """Return a CSV that spreadsheet programs open with the right letters (UTF-8 with a mark).

    Programs that read it rely on the columns' stable names; for people, ask for `headings`.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(column.heading) if headings else column.name for column in columns])
    for row in rows:
        writer.writerow([cell(column.value(row)) for column in columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """Return a workbook with one sheet; every text cell is text, never a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append([str(column.heading) for column in columns])
    for row in rows:
        sheet.append([_typed(sheet, cell(column.value(row))) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    typed = WriteOnlyCell(sheet, value=value)
    typed.data_type = "s"
    return typed
