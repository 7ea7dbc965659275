"""Keeping commitments: staff's list, one commitment, its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from citizen_app.commitments import commands, policies, queries
from citizen_app.commitments.forms import CommitmentForm, DateWishForm, DoneForm
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.routes_public import wanted_view
from citizen_app.commitments.sources import places_of
from citizen_app.commitments.workflow import machine
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards

bp = Blueprint("staff_commitments", __name__, template_folder="templates", url_prefix="/can-bo")


@bp.get("/cam-ket")
@requires(Permission.COMMITMENT_KEEP)
def list_commitments() -> Any:
    """Show what has been promised and what is due."""
    view = wanted_view()
    page = queries.list_for_staff(actor(), view=view, after=request.args.get("sau", ""))
    return render_template(
        "commitments/staff_list.html",
        ward=wards.only_ward(actor().ward_ids),
        page=page,
        places=places_of(page.rows),
        view=view,
    )


@bp.get("/cam-ket/<code>")
@requires(Permission.COMMITMENT_KEEP)
def commitment(code: str) -> Any:
    """Show one commitment with what can be done next."""
    return _page(queries.get_commitment(actor(), code))


@bp.post("/cam-ket/<code>/bat-dau")
@requires(Permission.COMMITMENT_KEEP)
def start(code: str) -> Any:
    """Say that work has begun."""
    return _take(
        code,
        CommitmentForm.of_request(),
        lambda found, form: commands.start_commitment(actor(), found, version=form.seen),
    )


@bp.post("/cam-ket/<code>/xong")
@requires(Permission.COMMITMENT_KEEP)
def finish(code: str) -> Any:
    """Say that it is done."""
    return _take(
        code,
        DoneForm.of_request(),
        lambda found, form: commands.finish_commitment(
            actor(), found, outcome=form.outcome.data, version=form.seen
        ),
    )


@bp.post("/cam-ket/<code>/xin-doi-ngay")
@requires(Permission.COMMITMENT_KEEP)
def ask_date(code: str) -> Any:
    """Ask for another date."""
    return _take(
        code,
        DateWishForm.of_request(),
        lambda found, form: commands.ask_date(
            actor(), found, wanted=form.wanted.data, reason=form.reason.data, version=form.seen
        ),
    )


@bp.post("/cam-ket/<code>/doi-ngay")
@requires(Permission.COMMITMENT_REDATE)
def decide_date(code: str) -> Any:
    """Agree to another date, or keep the one there is."""
    is_granted = request.form.get("dong-y") == "1"
    return _take(
        code,
        CommitmentForm.of_request(),
        lambda found, form: commands.decide_date(
            actor(), found, is_granted=is_granted, version=form.seen
        ),
    )


@bp.get("/cam-ket/<code>/<_step>")
@requires(Permission.COMMITMENT_KEEP)
def back(code: str, _step: str) -> Any:
    """Go to the commitment: a reader came back to the address of a form that was refused."""
    return redirect(url_for("staff_commitments.commitment", code=code))


def _take(code: str, form: Any, run: Callable[[Commitment, Any], object]) -> Any:
    """Take a step, or show the page again with what was typed and what is to be mended."""
    found = queries.get_commitment(actor(), code)
    if form.validate():
        try:
            run(found, form)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            return _page(found, form, is_stale=True), 409
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_commitments.commitment", code=code), 303)
    return _page(found, form), 422


def _page(found: Commitment, form: Any = None, *, is_stale: bool = False) -> str:
    forms = {
        "finish": form if isinstance(form, DoneForm) else DoneForm(),
        "ask_date": form if isinstance(form, DateWishForm) else DateWishForm(),
    }
    return render_template(
        "commitments/staff_commitment.html",
        ward=found.ward,
        commitment=found,
        place=places_of([found]).get(found.id),
        wish=policies.open_wish(found),
        steps={t.name: t for t in machine.available(actor(), found)},
        forms=forms,
        form=form,
        is_stale=is_stale,
    )
