"""Reports with tables and drawings in the form of Decree 30/2020/ND-CP: one description, .docx and PDF.

The head and the foot are those of letters (`letters.py`); between them stand blocks.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import typst
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from citizen_app.core.exports.letters import (
    FONTS,
    Letter,
    draw_foot,
    draw_head,
    draw_line,
    set_page,
)

HERE = Path(__file__).parent
TABLE_SIZE, CAPTION_SIZE = 10, 11
TEXT_WIDTH = 160  # mm between the margins
PICTURE_WIDTH = 125
SHARPNESS = 200.0  # dots an inch, of drawings in .docx


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 or 2."""

    text: str
    level: int = 1
    type: str = "heading"


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    type: str = "words"


@dataclass(frozen=True)
class Items:
    """A list."""

    lines: Sequence[str]
    type: str = "items"


@dataclass(frozen=True)
class Table:
    """A table; `widths` are shares of the width, one a column."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    type: str = "table"


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG with its caption."""

    caption: str
    svg: str
    type: str = "picture"


Block = Heading | Words | Items | Table | Picture


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A report: the letter gives its head and foot; an annex begins on a page of its own after it."""

    letter: Letter
    blocks: Sequence[Block] = field(default_factory=tuple)
    annex: Sequence[Block] = field(default_factory=tuple)


def statement_pdf(statement: Statement) -> bytes:
    """Return the report as PDF."""
    return _compile("statement.typ", "pdf", statement=asdict(statement))


def picture_png(picture: Picture) -> bytes:
    """Return a drawing as PNG, for programs that know no SVG."""
    return _compile("picture.typ", "png", picture=asdict(picture))


def _compile(template: str, kind: Literal["pdf", "png"], **values: Any) -> bytes:
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return bytes(
        typst.compile(
            str(HERE / template),
            format=kind,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=inputs,
            ppi=SHARPNESS,
        )
    )


def statement_docx(statement: Statement) -> bytes:
    """Return the report as .docx: A4, margins 20/20/30/20 mm, Times New Roman."""
    document: Any = Document()
    letter = statement.letter
    set_page(document)
    draw_head(document, letter)
    draw_line(document, letter.kind.upper(), bold=True, align=ALIGN.CENTER, before=12)
    draw_line(document, letter.subject, bold=True, align=ALIGN.CENTER, after=12)
    for block in statement.blocks:
        _draw(document, block)
    draw_line(document, "", after=6)
    draw_foot(document, letter)
    if statement.annex:
        document.add_page_break()
    for block in statement.annex:
        _draw(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _draw(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        draw_line(document, block.text, bold=True, before=10 if block.level == 1 else 6, after=4)
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    elif isinstance(block, Words):
        draw_line(document, block.text, align=ALIGN.JUSTIFY, indent=True, after=6)
    elif isinstance(block, Items):
        for line in block.lines:
            draw_line(document, f"- {line}", align=ALIGN.JUSTIFY, indent=True, after=3)
    elif isinstance(block, Table):
        _draw_table(document, block)
    else:
        draw_line(
            document, block.caption, bold=True, align=ALIGN.CENTER, size=CAPTION_SIZE, before=6
        )
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        document.add_picture(io.BytesIO(picture_png(block)), width=Mm(PICTURE_WIDTH))
        document.paragraphs[-1].alignment = ALIGN.CENTER


def _draw_table(document: Any, block: Table) -> None:
    draw_line(document, block.caption, bold=True, size=CAPTION_SIZE, before=6, after=3)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.headings))
    table.style, table.autofit = "Table Grid", False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _repeat_on_each_page(table.rows[0])
    total = sum(block.widths)
    widths = [Mm(TEXT_WIDTH * width / total) for width in block.widths]
    _fill(table.rows[0], block.headings, widths, bold=True)
    for row in block.rows:
        _fill(table.add_row(), row, widths)
    draw_line(document, "", size=6)


def _fill(row: Any, texts: Sequence[str], widths: Sequence[Any], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = width
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = bold, Pt(TABLE_SIZE)


def _repeat_on_each_page(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
