"""Posters to hang up: one A4 page with large letters and a QR code, as PDF."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import segno
import typst

from citizen_app.core.exports.letters import FONTS

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Poster:
    """What stands on a poster. `facts` are (label, value) pairs; `address` is what the code leads to."""

    office: str
    kind: str
    title: str
    facts: Sequence[tuple[str, str]]
    call: str
    address: str
    foot: str = ""
    topics: Sequence[str] = field(default_factory=tuple)


def poster_pdf(poster: Poster) -> bytes:
    """Return the poster as a PDF of one page."""
    svg = io.BytesIO()
    segno.make(poster.address, error="m", micro=False).save(svg, kind="svg", border=2, scale=4)
    inputs = {
        "poster": json.dumps(asdict(poster), ensure_ascii=False),
        "qr": svg.getvalue().decode(),
    }
    return bytes(
        typst.compile(
            str(HERE / "poster.typ"),
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=inputs,
        )
    )
