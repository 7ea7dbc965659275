"""Handing out what people uploaded: photos to look at, documents as downloads only."""

from __future__ import annotations

from flask import Response, abort

from citizen_app.core.files.attachments import content_of
from citizen_app.core.files.models import Attachment, AttachmentKind

SIZES = {"nho", "lon"}
# Should a browser show it after all, nothing in it may run or load.
SANDBOX = "sandbox; default-src 'none'"


def picture(attachment: Attachment, size: str) -> Response:
    """Return a photo in one of its sizes: nho (small) or lon (large)."""
    if size not in SIZES or attachment.kind == AttachmentKind.DOCUMENT:
        abort(404)
    return _response(attachment, small=size == "nho")


def download(attachment: Attachment, name: str) -> Response:
    """Return a document to be saved under a name of ours, never shown within the site."""
    if attachment.kind != AttachmentKind.DOCUMENT:
        abort(404)
    response = _response(attachment, small=False)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _response(attachment: Attachment, *, small: bool) -> Response:
    try:
        content = content_of(attachment, small=small)
    except FileNotFoundError:
        abort(404)
    response = Response(content, mimetype=attachment.media_type)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
