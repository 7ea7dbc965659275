"""Staff's pages of booklets: order, print, hand out, block."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.paper import printing, queries
from citizen_app.paper.commands import booklets
from citizen_app.paper.forms import HandOutForm, OrderForm, ReasonForm
from citizen_app.paper.models import Booklet
from citizen_app.paper.pages import pdf, track_address
from citizen_app.paper.workflow import STATE_LABELS
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint("staff_paper", __name__, template_folder="templates", url_prefix="/can-bo/giay-in")
COLOURS = {
    "printed": "received",
    "handed_out": "assigned",
    "entered": "drafted",
    "checked": "published",
    "blocked": "refused",
}


@bp.route("/quyen", methods=["GET", "POST"])
@requires(Permission.PAPER_KEEP)
def list_booklets() -> Any:
    """List the booklets of a ward; order one."""
    ward, mine = ward_and_others(Permission.PAPER_KEEP)
    places = wards.list_neighbourhoods(ward)
    form = OrderForm.of_request()
    form.offer(places)
    if form.accepts():
        place = next((n for n in places if str(n.id) == form.neighbourhood.data), None)
        secret = current_app.config["SECRET_KEY"]
        made = booklets.order_booklet(
            actor(), ward, sheets=form.sheets.data, neighbourhood=place, secret=secret
        )
        return redirect(url_for("staff_paper.booklet", code=made.code), 303)
    page = render_template(
        "paper/booklets.html",
        ward=ward,
        mine=mine,
        shelves=queries.list_booklets(ward),
        form=form,
        states=STATE_LABELS,
    )
    return page, 422 if form.errors else 200


@bp.get("/quyen/<code>")
@requires(Permission.PAPER_KEEP)
def booklet(code: str) -> Any:
    """Show one booklet with its sheets."""
    return _page(queries.get_booklet(actor(), code))


@bp.get("/quyen/<code>/a5")
@requires(Permission.PAPER_KEEP)
def booklet_file(code: str) -> Any:
    """Give a booklet to print, A5, while it is in the office."""
    found = queries.get_booklet(actor(), code)
    content = printing.booklet_pdf(
        found,
        secret=current_app.config["SECRET_KEY"],
        track=whole_address("feedback.track").split("://", 1)[-1],
        address_of=track_address,
    )
    return pdf(content, f"quyen-{found.code}")


@bp.post("/quyen/<code>/giao")
@requires(Permission.PAPER_KEEP)
def hand_out(code: str) -> Any:
    """Note who gets a booklet."""
    form = HandOutForm.of_request()
    return _step(
        queries.get_booklet(actor(), code),
        form,
        lambda found: booklets.hand_out(actor(), found, holder=form.holder.data, version=form.seen),
    )


@bp.post("/quyen/<code>/khoa")
@requires(Permission.PAPER_KEEP)
def block(code: str) -> Any:
    """Block a lost booklet."""
    form = ReasonForm.of_request()
    return _step(
        queries.get_booklet(actor(), code),
        form,
        lambda found: booklets.block(actor(), found, reason=form.reason.data, version=form.seen),
    )


@bp.post("/quyen/<code>/mo-khoa")
@requires(Permission.PAPER_KEEP)
def unblock(code: str) -> Any:
    """Free a booklet that was found."""
    form = ReasonForm.of_request()
    return _step(
        queries.get_booklet(actor(), code),
        form,
        lambda found: booklets.unblock(actor(), found, reason=form.reason.data, version=form.seen),
    )


@bp.get("/quyen/<code>/<_step>")
@requires(Permission.PAPER_KEEP)
def back(code: str, _step: str) -> Any:
    """Go to the booklet: a reader came back to the address of a form."""
    return redirect(url_for("staff_paper.booklet", code=code))


def _step(found: Booklet, form: Any, take: Any) -> Any:
    if not form.validate():
        return _page(found, form), 422
    try:
        take(found)
    except Invalid as error:
        form.put_error(error)
        return _page(found, form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("staff_paper.booklet", code=found.code), 303)


def _page(found: Booklet, form: Any = None) -> str:
    return render_template(
        "paper/booklet.html",
        ward=found.ward,
        booklet=found,
        states=STATE_LABELS,
        colours=COLOURS,
        hand_out=form if isinstance(form, HandOutForm) else HandOutForm(),
        reason=form if isinstance(form, ReasonForm) else ReasonForm(),
        form=form,
    )
