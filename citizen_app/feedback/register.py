"""The register of receptions as a file: laid out like form 03/TCD (Decree 154/2026/ND-CP), 13 columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from citizen_app.core.exports.tables import cell, workbook_file
from citizen_app.core.i18n import date_text, force_locale
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.feedback.models import Reception
from citizen_app.feedback.states import public_state
from citizen_app.feedback.workflow import STATE_LABELS
from citizen_app.wards.models import Ward

KIND_SIGNS = {"complaint": "KN", "denunciation": "TC", "petition": "KNPA"}
HEAD_ROW, NUMBER_ROW = 6, 7
FONT = "Times New Roman"


@dataclass(frozen=True)
class RegisterColumn:
    """A column of the form: heading, width in characters, and its value in a line."""

    heading: Any
    width: int
    value: Callable[[Reception], Any]
    is_personal: bool = False


def _person(row: Reception) -> str:
    name = row.report.contact.name if row.report.contact else ""
    return ", ".join(part for part in (name, row.address) if part)


def _handled_by(row: Reception) -> str:
    report = row.report
    return report.forwarded_to or (report.department.name if report.department else "")


def _result(row: Reception) -> str:
    report = row.report
    if report.published_at is not None:
        return f"{public_state(report).label} {date_text(report.published_at)}"
    return str(STATE_LABELS[report.state])


def _note(row: Reception) -> str:
    return ". ".join(part for part in (row.note, row.report.code) if part)


COLUMNS = (
    RegisterColumn(_l("No."), 6, lambda row: ""),
    RegisterColumn(_l("Day of reception"), 12, lambda row: date_text(row.received_on)),
    RegisterColumn(_l("Name and address"), 26, _person, is_personal=True),
    RegisterColumn(
        _l("Number of the identity card or passport"), 16, lambda row: row.id_number, True
    ),
    RegisterColumn(_l("What it is about"), 42, lambda row: row.report.text, is_personal=True),
    RegisterColumn(_l("Kind (KN, TC, KNPA)"), 9, lambda row: KIND_SIGNS.get(row.letter_kind, "")),
    RegisterColumn(_l("People with the same matter"), 9, lambda row: row.people_count),
    RegisterColumn(_l("Body that has settled it"), 16, lambda row: row.settled_by),
    RegisterColumn(_l("Within competence"), 9, lambda row: "x" if row.in_competence else ""),
    RegisterColumn(_l("Guided to the body in charge"), 16, lambda row: row.guided_to),
    RegisterColumn(_l("Body that handles it"), 16, _handled_by),
    RegisterColumn(_l("Result"), 16, _result),
    RegisterColumn(_l("Note"), 16, _note),
)


@dataclass(frozen=True)
class RegisterFile:
    """A finished register: how many lines it has, and its bytes in pieces."""

    row_count: int
    pieces: Iterator[bytes]


def register_file(
    ward: Ward, rows: Iterable[Reception], *, first: dt.date, last: dt.date, with_personal: bool
) -> RegisterFile:
    """Return the register of some days as a workbook; the form is Vietnamese whoever asks for it."""
    book = Workbook()
    sheet: Any = book.active
    with force_locale("vi"):
        sheet.title = str(_l("Register of receptions"))
        _head(sheet, ward, first, last)
        count = 0
        for count, row in enumerate(rows, start=1):
            _put_line(sheet, NUMBER_ROW + count, count, row, with_personal)
    _page_setup(sheet, NUMBER_ROW + count)
    return RegisterFile(count, workbook_file(book))


def _head(sheet: Any, ward: Ward, first: dt.date, last: dt.date) -> None:
    width = len(COLUMNS)
    lines = (
        (1, 1, 5, ward.office_name.upper(), "center", True),
        (1, width - 2, width, str(_l("Form no. 03/TCD")), "right", True),
        (2, 1, 5, str(_l("Citizen reception office")), "center", False),
        (3, 1, width, str(_l("REGISTER OF RECEPTIONS")), "center", True),
        (
            4,
            1,
            width,
            str(_l("From %(first)s to %(last)s", first=date_text(first), last=date_text(last))),
            "center",
            False,
        ),
    )
    for row, start, end, words, side, is_bold in lines:
        sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=end)
        one = sheet.cell(row, start, words)
        one.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        one.font = Font(name=FONT, bold=is_bold, size=16 if row == 3 else 12)
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        _put(sheet, HEAD_ROW, number, str(column.heading), is_head=True)
        _put(sheet, NUMBER_ROW, number, f"({number})", is_head=True)


def _put_line(sheet: Any, place: int, number: int, row: Reception, with_personal: bool) -> None:
    for column_number, column in enumerate(COLUMNS, start=1):
        value = "" if column.is_personal and not with_personal else column.value(row)
        _put(sheet, place, column_number, number if column_number == 1 else value)


THIN = Side(style="thin")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def _put(sheet: Any, row: int, column: int, value: Any, *, is_head: bool = False) -> None:
    """Write a cell: text is text, never a formula made of what somebody told."""
    one = sheet.cell(row, column, cell(value))
    if isinstance(value, str):
        one.data_type = "s"
    one.border = BORDER
    one.font = Font(name=FONT, size=11, bold=is_head)
    horizontal = "center" if is_head or column in (1, 2, 6, 7, 9) else "left"
    one.alignment = Alignment(
        horizontal=horizontal, vertical="center" if is_head else "top", wrap_text=True
    )


def _page_setup(sheet: Any, last_row: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{NUMBER_ROW}"
    sheet.print_area = f"A1:{get_column_letter(len(COLUMNS))}{last_row}"
    sheet.freeze_panes = f"A{NUMBER_ROW + 1}"
    sheet.oddFooter.center.text = "&P/&N"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
