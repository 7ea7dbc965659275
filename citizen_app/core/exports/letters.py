"""Official documents laid out by Decree 30/2020/ND-CP (Annexes I and III), as drafts.

Number and date stay blank: only the clerk's office gives them, after signing (art. 15, 18). One
description makes both files: .docx to be edited, PDF to be looked at and hung up.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import typst
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
FONTS = HERE.parent / "web" / "static" / "dist"
FONT = "Times New Roman"
COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BODY, NAME, NOTE, LIST = 14, 13, 12, 11


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What stands in a document. `lines` are paragraphs: "- " begins an item, "# " a heading.

    `place` "" leaves out the line for place and date (form 1.9, minutes, has none). `signatures` are
    blocks of title, note and name, two in a row, for documents that several people sign; others have a
    `signer`. `note` is a small line at the very end.
    """

    superior: str
    body_name: str
    mark: str
    place: str
    kind: str
    subject: str
    to: str = ""
    lines: Sequence[str] = field(default_factory=tuple)
    signer: Sequence[str] = field(default_factory=tuple)
    recipients: Sequence[str] = field(default_factory=tuple)
    signatures: Sequence[Sequence[str]] = field(default_factory=tuple)
    note: str = ""


def letter_pdf(letter: Letter) -> bytes:
    """Return the document as PDF."""
    return bytes(
        typst.compile(
            str(HERE / "letter.typ"),
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"letter": json.dumps(asdict(letter), ensure_ascii=False)},
        )
    )


def letter_docx(letter: Letter) -> bytes:
    """Return the document as .docx: A4, margins 20/20/30/20 mm, Times New Roman."""
    document = Document()
    set_page(document)
    draw_head(document, letter)
    draw_line(document, letter.kind.upper(), bold=True, align=ALIGN.CENTER, before=12)
    draw_line(document, letter.subject, bold=True, align=ALIGN.CENTER, after=12)
    if letter.to:
        draw_line(document, f"Kính gửi: {letter.to}", align=ALIGN.CENTER, after=8)
    for line in letter.lines:
        heading = line.startswith("# ")
        words = line.removeprefix("# ")
        draw_line(document, words, bold=heading, align=ALIGN.JUSTIFY, indent=True, after=6)
    _sign(document, letter)
    draw_foot(document, letter)
    if letter.note:
        draw_line(document, letter.note, align=ALIGN.LEFT, before=12, size=LIST)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def set_page(document: Document) -> None:  # type: ignore[valid-type]
    """Set A4 with the margins and the face of the decree."""
    section = document.sections[0]  # type: ignore[attr-defined]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    style = document.styles["Normal"]  # type: ignore[attr-defined]
    style.font.name, style.font.size = FONT, Pt(BODY)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)


def draw_head(document: Document, letter: Letter) -> None:  # type: ignore[valid-type]
    """Draw who writes, the country and its motto."""
    left, right = _two_cells(document)
    _in_cell(left, letter.superior.upper(), NAME - 1)
    *above, last = letter.body_name.upper().split("\n")
    for line in above:
        _in_cell(left, line, NAME - 1, bold=True)
    _in_cell(left, last, NAME - 1, bold=True, ruled=True)
    _in_cell(left, f"Số:         /{letter.mark}", NAME)
    _in_cell(right, COUNTRY, NAME - 1, bold=True)
    _in_cell(right, MOTTO, NAME, bold=True, ruled=True)
    if letter.place:
        _in_cell(right, f"{letter.place}, ngày    tháng    năm", NAME, italic=True)


def _sign(document: Document, letter: Letter) -> None:  # type: ignore[valid-type]
    """Draw the blocks of those who sign, two in a row."""
    blocks = list(letter.signatures)
    for first in range(0, len(blocks), 2):
        cells = _two_cells(document)
        for cell, (title, note, name) in zip(cells, blocks[first : first + 2], strict=False):
            _in_cell(cell, title.upper(), BODY, bold=True)
            _in_cell(cell, note or "(Chữ ký)", NOTE, italic=True)
            for _ in range(1 if note else 3):
                _in_cell(cell, "", BODY)
            _in_cell(cell, name, BODY, bold=True)
        if len(blocks) == first + 1:
            cells[1].add_paragraph()
        draw_line(document, "")


def draw_foot(document: Document, letter: Letter) -> None:  # type: ignore[valid-type]
    """Draw who gets it and who signs."""
    left, right = _two_cells(document)
    _in_cell(left, "Nơi nhận:", NOTE, bold=True, italic=True, align=ALIGN.LEFT)
    for recipient in letter.recipients:
        _in_cell(left, f"- {recipient}", LIST, align=ALIGN.LEFT)
    for line in letter.signer:
        _in_cell(right, line.upper(), BODY, bold=True)
    for _ in range(4 if letter.signer else 1):
        _in_cell(right, "", BODY)


def _two_cells(document: Document) -> tuple[_Cell, _Cell]:  # type: ignore[valid-type]
    table = document.add_table(rows=1, cols=2)  # type: ignore[attr-defined]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, (Mm(70), Mm(90)), strict=True):
        cell.width = width
        cell._element.remove(cell.paragraphs[0]._element)
    return table.rows[0].cells[0], table.rows[0].cells[1]


def _in_cell(
    cell: _Cell,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    ruled: bool = False,
    align: ALIGN = ALIGN.CENTER,
) -> None:
    paragraph = cell.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    if ruled:
        _rule_below(paragraph)


def _rule_below(paragraph: Paragraph) -> None:
    """Draw the thin line that stands under the motto and under the name of the body."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(12)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def draw_line(
    document: Document,  # type: ignore[valid-type]
    text: str,
    *,
    bold: bool = False,
    align: ALIGN = ALIGN.LEFT,
    indent: bool = False,
    before: int = 0,
    after: int = 0,
    size: int = BODY,
) -> None:
    """Write a paragraph; spaces before and after in points."""
    paragraph = document.add_paragraph()  # type: ignore[attr-defined]
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if indent:
        shape.first_line_indent = Mm(10)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
