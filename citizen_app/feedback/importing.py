"""Reading cases from a table (CSV in UTF-8, or XLSX): each row checked, errors told by row.

Columns: external_id, ward_code, kind, field, title, text, place, neighbourhood, sent_at, answer,
answered_at, answered_by. A row with an answer becomes a published case. The same external_id (within
one source) is taken once, however often the file is read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from citizen_app.core import clock
from citizen_app.core.text import fold, nfc
from citizen_app.feedback.models import Kind

COLUMNS = (
    "external_id",
    "ward_code",
    "kind",
    "field",
    "title",
    "text",
    "place",
    "neighbourhood",
    "sent_at",
    "answer",
    "answered_at",
    "answered_by",
)
REQUIRED = ("external_id", "ward_code", "text", "sent_at")
LONGEST_ID = 80
DATE_FORMATS = (
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
)


class BadTable(ValueError):
    """The file as a whole cannot be read."""


class BadRow(ValueError):
    """One row cannot be taken; the message says which column and why."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case as the table tells it, checked for form."""

    number: int
    external_id: str
    ward_code: str
    kind: str
    field: str
    title: str
    text: str
    place: str
    neighbourhood: str
    sent_at: dt.datetime
    answer: str
    answered_at: dt.datetime | None
    answered_by: str


@dataclass
class ImportReport:
    """What an import did: new, known already, and the rows that could not be taken."""

    added: int = 0
    known: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def read_table(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (row number as the spreadsheet shows it, values by column); raise BadTable."""
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    header = [fold(str(name or "")).strip() for name in next(rows, [])]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise BadTable(f"columns are missing: {', '.join(missing)}")
    for number, values in enumerate(rows, start=2):
        if any(str(value or "").strip() for value in values):
            yield number, dict(zip(header, values, strict=False))


def _csv_rows(path: Path) -> Iterator[list[Any]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable("the file is not UTF-8: save it as 'CSV UTF-8' and try again") from error
    try:
        yield from csv.reader(io.StringIO(text))
    except csv.Error as error:
        raise BadTable(f"the file is not a table: {error}") from error


def _xlsx_rows(path: Path) -> Iterator[list[Any]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise BadTable("the file is not a workbook (XLSX): save it anew and try again") from error
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield list(row)


def check_row(number: int, values: dict[str, Any]) -> Row:
    """Return the row in its proper form; raise BadRow."""
    text = {name: nfc(str(values.get(name) or "")).strip() for name in COLUMNS}
    for name in REQUIRED:
        if not text[name]:
            raise BadRow(f"{name} is empty")
    if len(text["external_id"]) > LONGEST_ID:
        raise BadRow(f"external_id is too long: no more than {LONGEST_ID} letters")
    kind = text["kind"] or Kind.REPORT
    if kind not in set(Kind):
        raise BadRow(f"kind must be one of {', '.join(Kind)}: {kind}")
    sent_at = _moment("sent_at", values.get("sent_at"))
    answered_at = _moment("answered_at", values.get("answered_at")) if text["answer"] else None
    if sent_at > clock.now() or (
        answered_at is not None and not sent_at <= answered_at <= clock.now()
    ):
        raise BadRow("sent_at and answered_at must follow each other and lie in the past")
    plain = {name: text[name] for name in COLUMNS if name not in {"kind", "sent_at", "answered_at"}}
    plain["ward_code"] = plain["ward_code"].zfill(5)
    return Row(number=number, kind=kind, sent_at=sent_at, answered_at=answered_at, **plain)


def _moment(name: str, value: Any) -> dt.datetime:
    """Return a moment; one without a zone is the ward's own time."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=value.tzinfo or clock.zone())
    if isinstance(value, dt.date):
        return clock.start_of_day(value)
    typed = str(value or "").strip()
    try:
        moment = dt.datetime.fromisoformat(typed)
    except ValueError:
        moment = _other_format(name, typed)
    return moment.replace(tzinfo=moment.tzinfo or clock.zone())


def _other_format(name: str, typed: str) -> dt.datetime:
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(typed, form).replace(tzinfo=clock.zone())
        except ValueError:
            continue
    raise BadRow(f"{name} is not a date: {typed!r} (use 2026-11-30 or 30/11/2026)")
