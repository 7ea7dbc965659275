"""Residents' pages: list and search, one case, its files (sending: routes_send)."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from citizen_app.core.access import actor, public
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import get_attachment
from citizen_app.feedback import files

bp = Blueprint("feedback", __name__, template_folder="templates")


@bp.get("/tep/<token>/<size>.jpg")
@public
def photo(token: str, size: str) -> Response:
    """Serve a photo to everyone who may see it, or to the sender."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return serving.picture(attachment, size)


@bp.get("/tep/<token>/tai-ve")
@public
def document(token: str) -> Response:
    """Hand out a document, as a download, to everyone who may see it, or to the sender."""
    attachment = get_attachment(token)
    if not files.may_see(actor(), attachment):
        abort(404)
    return serving.download(attachment, files.name_of(attachment))
