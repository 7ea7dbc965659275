"""A sheet as somebody has filled it in: the printed page with writing on it, its slip torn off."""

from __future__ import annotations

import io
import json
from typing import Any

import typst
from PIL import Image, ImageDraw, ImageFont

from citizen_app.core.exports.letters import FONTS
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.paper import printing
from citizen_app.paper.models import Booklet

DOTS = 120
# In millimetres from the top: where the writing stands on the lines, and where the slip is torn off.
LINES, WHERE, WHO, SIGNED, TORN = (41, 49, 56.5), 85, 103.5, 131, 139
LEFT, SIGNED_LEFT = 12, 96
INK = (28, 52, 130)


def written_sheet(booklet: Booklet, row: dict[str, Any], number: int, secret: str) -> CleanPhoto:
    """Return the picture of the upper part of one sheet."""
    page = Image.open(io.BytesIO(_page(booklet, number, secret))).convert("RGB")
    draw, font = ImageDraw.Draw(page), _font(4.6)
    for top, line in zip(LINES, row["lines"], strict=False):
        draw.text((_dots(LEFT), _dots(top)), line, fill=INK, font=font)
    draw.text((_dots(LEFT), _dots(WHERE)), row["where"], fill=INK, font=font)
    draw.text((_dots(LEFT), _dots(WHO)), row["who"], fill=INK, font=font)
    draw.line(
        [(_dots(SIGNED_LEFT + x), _dots(SIGNED + (x * 7 % 5) - 2)) for x in range(0, 30, 2)],
        fill=INK,
        width=3,
        joint="curve",
    )
    upper = page.crop((0, 0, page.width, _dots(TORN)))
    out = io.BytesIO()
    upper.save(out, "JPEG", quality=88)
    return clean_photo(out.getvalue())


def _page(booklet: Booklet, number: int, secret: str) -> bytes:
    content = printing.booklet_content(
        booklet, secret=secret, track="", address_of=lambda code: f"/tra-cuu?ma={code}"
    )
    content["sheets"] = [content["sheets"][number]]
    made: Any = typst.compile(
        str(printing.HERE / "booklet.typ"),
        format="png",
        ppi=DOTS,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"booklet": json.dumps(content, ensure_ascii=False)},
    )
    return bytes(made[1])


def _dots(millimetres: float) -> int:
    return round(millimetres * DOTS / 25.4)


def _font(millimetres: float) -> Any:
    return ImageFont.truetype(str(FONTS / "BeVietnamPro_400Regular.ttf"), _dots(millimetres))
