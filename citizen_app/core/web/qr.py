"""QR codes as SVG markup for pages and slips."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_picture(address: str) -> Markup:
    """Return a QR code of one of our own addresses."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=2, omitsize=True, svgclass="qr", title="QR")
    return Markup(svg)  # noqa: S704 (made here, of an address of ours)
