"""Documents: a PDF is kept as it came, told by its bytes and never by its name; nothing else is taken.

It is never opened here, so nothing in it can be unpacked or run by us. It is only ever handed out as
a download (`core/files/serving.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import lazy_gettext as _l

PDF = "application/pdf"
MOST_PDF_BYTES = 10 * 1024 * 1024
HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n \t]")
# What a whole PDF ends with (ISO 32000-1, 7.5.5). More after it would be a second file in the same bytes.
TRAILER = re.compile(rb"startxref\s+\d+\s+%%EOF[\s\x00]*\Z")
# Programs inside a document are none of what a resident has to send.
PROGRAMS = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")


@dataclass(frozen=True)
class CleanDocument:
    """A PDF as it came."""

    content: bytes
    media_type: str = PDF


def looks_like_pdf(content: bytes) -> bool:
    """Return whether the bytes begin as a PDF does."""
    return content.startswith(b"%PDF")


def clean_document(content: bytes, field: str = "photos") -> CleanDocument:
    """Return the document, or raise Invalid when it is not one whole PDF and nothing else."""
    if len(content) > MOST_PDF_BYTES:
        raise Invalid(field, _l("A PDF file is larger than 10 MB. Please choose a smaller one."))
    if not HEADER.match(content) or not TRAILER.search(content[-2048:]):
        raise Invalid(
            field,
            _l(
                "This PDF file is damaged or not complete. Please save it anew, or take a photo of it."
            ),
        )
    if PROGRAMS.search(content):
        raise Invalid(
            field,
            _l(
                "This PDF file holds a program, so we cannot take it. Please take a photo of it instead."
            ),
        )
    return CleanDocument(content)
