"""Keeping commitments: staff's list, one commitment, its steps."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from citizen_app.accounts.queries import people_with
from citizen_app.commitments import commands, policies, queries
from citizen_app.commitments.forms import (
    CommitmentForm,
    DateWishForm,
    DisputeForm,
    DoneForm,
    EvidenceForm,
    MakeForm,
    MilestoneForm,
)
from citizen_app.commitments.models import Commitment, Voice
from citizen_app.commitments.queries import voices
from citizen_app.commitments.routes_public import wanted_view
from citizen_app.commitments.sources import places_of
from citizen_app.commitments.workflow import machine
from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid, StaleVersion
from citizen_app.core.i18n import gettext as _
from citizen_app.permissions import Permission
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others

bp = Blueprint("staff_commitments", __name__, template_folder="templates", url_prefix="/can-bo")


@bp.get("/cam-ket")
@requires(Permission.COMMITMENT_KEEP)
def list_commitments() -> Any:
    """Show what has been promised and what is due; to a leader first what those who asked dispute."""
    view = wanted_view()
    page = queries.list_for_staff(actor(), view=view, after=request.args.get("sau", ""))
    return render_template(
        "commitments/staff_list.html",
        ward=wards.only_ward(actor().ward_ids),
        page=page,
        places=places_of(page.rows),
        disputes=voices.list_disputes(actor()),
        view=view,
    )


@bp.route("/cam-ket/moi", methods=["GET", "POST"])
@requires(Permission.COMMITMENT_KEEP)
def make() -> Any:
    """Make a promise by hand."""
    ward, mine = ward_and_others(Permission.COMMITMENT_KEEP)
    form = MakeForm.of_request(key=secrets.token_urlsafe(24), is_public=True)
    form.offer(wards.list_departments(ward.id), people_with(Permission.COMMITMENT_KEEP, ward.id))
    if form.accepts():
        try:
            made = commands.make_commitment(
                actor(),
                ward,
                text=form.text.data,
                due_on=form.due_on.data,
                department_id=form.department.data or None,
                head_id=form.head.data or None,
                is_public=form.is_public.data,
                key=form.key.data,
                is_checked=form.is_checked.data,
            )
        except Invalid as error:
            form.put_error(error)
        else:
            flash(
                _("The commitment is made. Add milestones if there are steps on the way."),
                "success",
            )
            return redirect(url_for("staff_commitments.commitment", code=made.code), 303)
    page = render_template("commitments/staff_make.html", ward=ward, mine=mine, form=form)
    return page, 422 if form.errors else 200


@bp.get("/cam-ket/<code>")
@requires(Permission.COMMITMENT_KEEP)
def commitment(code: str) -> Any:
    """Show one commitment with what can be done next."""
    return staff_page(queries.get_commitment(actor(), code))


@bp.post("/cam-ket/<code>/bat-dau")
@requires(Permission.COMMITMENT_KEEP)
def start(code: str) -> Any:
    """Say that work has begun."""
    return take(
        code,
        CommitmentForm.of_request(),
        lambda found, form: commands.start_commitment(actor(), found, version=form.seen),
    )


@bp.post("/cam-ket/<code>/xin-doi-ngay")
@requires(Permission.COMMITMENT_KEEP)
def ask_date(code: str) -> Any:
    """Ask for another date."""
    return take(
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
    return take(
        code,
        CommitmentForm.of_request(),
        lambda found, form: commands.decide_date(
            actor(), found, is_granted=is_granted, version=form.seen
        ),
    )


@bp.get("/cam-ket/<code>/<_step>")
@bp.get("/cam-ket/<code>/<_step>/<_thing>")
@requires(Permission.COMMITMENT_KEEP)
def back(code: str, _step: str, _thing: str = "") -> Any:
    """Go to the commitment: a reader came back to the address of a form that was refused."""
    return redirect(url_for("staff_commitments.commitment", code=code))


def take(code: str, form: Any, run: Callable[[Commitment, Any], object], thing: int = 0) -> Any:
    """Take a step, or show the page again with what was typed and what is to be mended.

    `thing` is the dispute that the form is about.
    """
    found = queries.get_commitment(actor(), code)
    if form.validate():
        try:
            run(found, form)
        except Invalid as error:
            form.put_error(error)
        except StaleVersion:
            return staff_page(found, form, thing, is_stale=True), 409
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_commitments.commitment", code=code), 303)
    return staff_page(found, form, thing), 422


def staff_page(
    found: Commitment, form: Any = None, thing: int = 0, *, is_stale: bool = False
) -> str:
    """Return the page of a commitment; `form` is the one that was refused."""
    fresh: dict[str, type[CommitmentForm]] = {
        "finish": DoneForm,
        "evidence": EvidenceForm,
        "ask_date": DateWishForm,
        "milestone": MilestoneForm,
    }
    disputes = policies.open_disputes(found)
    return render_template(
        "commitments/staff_commitment.html",
        ward=found.ward,
        commitment=found,
        place=places_of([found]).get(found.id),
        wish=policies.open_wish(found),
        steps={t.name: t for t in machine.available(actor(), found)},
        forms={
            name: _with_ids(form if type(form) is kind else kind(), name)
            for name, kind in fresh.items()
        },
        dispute_forms={
            voice.id: _with_ids(form if thing == voice.id else _dispute_form(voice), f"{voice.id}")
            for voice in disputes
        },
        photos=voices.photos_of_voices(found.voices),
        evidence=voices.evidence_of(found, public_only=False),
        until=policies.voices_until(found),
        form=form,
        is_stale=is_stale,
    )


def _dispute_form(voice: Voice) -> DisputeForm:
    """Return the form for a dispute, with the asker's words as a start for what everyone reads."""
    return DisputeForm(data={"public_text": voice.text})


def _with_ids(form: CommitmentForm, mark: str) -> CommitmentForm:
    """Give the fields of one of several forms of a page names that stand there once."""
    for field in form:
        field.id = f"{field.name}-{mark}"
    return form
