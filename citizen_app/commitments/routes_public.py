"""What a ward has promised, for everyone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from citizen_app.commitments import policies, queries
from citizen_app.commitments.queries import voices
from citizen_app.commitments.sources import places_of
from citizen_app.core.access import actor, public
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import get_attachment
from citizen_app.core.files.models import Attachment
from citizen_app.core.web.page_cache import cached_page
from citizen_app.wards import queries as wards

bp = Blueprint("commitments", __name__, template_folder="templates")


def wanted_view() -> str:
    """Return which part of the list the address asks for."""
    view = request.args.get("xem", "")
    return view if view in queries.VIEWS else ""


@bp.get("/p/<ward:ward>/cam-ket")
@public
@cached_page
def board(ward: Any) -> Any:
    """Show what the ward has promised: kept, late, soon due."""
    typed = request.args.get("phong", "")
    department_id = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    view = wanted_view()
    page = queries.list_public(
        ward, view=view, department_id=department_id, after=request.args.get("sau", "")
    )
    return render_template(
        "commitments/board.html",
        ward=ward,
        page=page,
        places=places_of(page.rows),
        figures=queries.ward_figures(ward),
        departments=wards.list_departments(ward.id),
        view=view,
        department_id=department_id,
    )


@bp.get("/p/<ward:ward>/cam-ket/<code>")
@public
@cached_page
def show(ward: Any, code: str) -> Any:
    """Show one promise: its steps, what was done, how its date moved, what those who asked say."""
    found = queries.get_public(ward, code)
    if found.code != code:
        return redirect(url_for("commitments.show", ward=ward, code=found.code), 301)
    until = policies.voices_until(found)
    return render_template(
        "commitments/commitment.html",
        ward=ward,
        commitment=found,
        place=places_of([found]).get(found.id),
        evidence=voices.evidence_of(found, public_only=True),
        until=until,
        takes_voices=policies.takes_voices(until),
    )


@bp.get("/tep-cam-ket/<token>/<size>.jpg")
@public
def photo(token: str, size: str) -> Response:
    """Serve a photo of a commitment to whoever may see it."""
    return serving.picture(file_for_reader(token), size)


@bp.get("/tep-cam-ket/<token>/tai-ve")
@public
def document(token: str) -> Response:
    """Hand out a file of a commitment, as a download, to whoever may see it."""
    attachment = file_for_reader(token)
    return serving.download(attachment, f"cam-ket-{attachment.id}")


def file_for_reader(token: str) -> Attachment:
    """Return a file that whoever asks may see."""
    attachment = get_attachment(token)
    if not voices.may_see_file(actor(), attachment):
        abort(404)
    return attachment
