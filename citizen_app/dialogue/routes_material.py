"""What can be read before a session: staff add and take away, everyone reads."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from citizen_app.core.access import actor, public, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import read_documents
from citizen_app.core.files.models import Attachment
from citizen_app.core.i18n import gettext as _
from citizen_app.dialogue import queries
from citizen_app.dialogue import queries_material as materials
from citizen_app.dialogue.commands.material import add_material, remove_material
from citizen_app.dialogue.forms_material import MaterialForm
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.routes_public import bp as public_bp
from citizen_app.dialogue.routes_staff import bp as staff_bp
from citizen_app.permissions import Permission


@public_bp.get("/p/<ward:ward>/doi-thoai/<code>/tai-lieu/<token>")
@public
def material_file(ward: Any, code: str, token: str) -> Any:
    """Hand out a file of an announced session."""
    return _download(queries.get_public(ward, code), token)


@staff_bp.get("/<code>/tai-lieu/<token>")
@requires(Permission.DIALOGUE_PLAN)
def material_file_for_staff(code: str, token: str) -> Any:
    """Hand out a file of any session to those who plan it."""
    return _download(queries.get_for_staff(actor(), code), token)


def _download(session: Session, token: str) -> Any:
    file: Attachment = materials.get_file(session, token)
    return serving.download(file, f"tai-lieu-{session.code}-{file.id}")


@staff_bp.route("/<code>/tai-lieu", methods=["GET", "POST"])
@requires(Permission.DIALOGUE_PLAN)
def list_material(code: str) -> Any:
    """Show what can be read before a session, and add to it."""
    session, form = queries.get_for_staff(actor(), code), MaterialForm.of_request()
    if form.accepts():
        try:
            files = read_documents([form.documents.data], "documents")
            session = queries.get_for_staff(actor(), code)  # others could write meanwhile
            add_material(actor(), session, title=form.title.data, link=form.link.data, files=files)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Added."), "success")
            return redirect(url_for("staff_dialogue.list_material", code=session.code), 303)
    page = render_template(
        "dialogue/staff_material.html",
        ward=session.ward,
        session=session,
        form=form,
        material=materials.list_material(session),
    )
    return page, 422 if form.errors else 200


@staff_bp.post("/<code>/tai-lieu/<int:material_id>/bo")
@requires(Permission.DIALOGUE_PLAN)
def drop_material(code: str, material_id: int) -> Any:
    """Take away something to read."""
    session = queries.get_for_staff(actor(), code)
    remove_material(actor(), session, materials.get_material(session, material_id))
    flash(_("Taken away."), "success")
    return redirect(url_for("staff_dialogue.list_material", code=session.code), 303)


@staff_bp.get("/<code>/tai-lieu/<int:material_id>/bo", endpoint="back_from_drop")
@requires(Permission.DIALOGUE_PLAN)
def back_to_material(code: str, material_id: int) -> Any:
    """Go to the list: somebody came back to the address of a button."""
    return redirect(url_for("staff_dialogue.list_material", code=code))
