"""Staff's steps on the way: milestones, photos and files, the report that it is done, disputes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from citizen_app.commitments import commands
from citizen_app.commitments.commands import milestones
from citizen_app.commitments.commands import voices as voicing
from citizen_app.commitments.commands.evidence import Evidence, add_evidence, drop_evidence
from citizen_app.commitments.forms import (
    CommitmentForm,
    DisputeForm,
    DoneForm,
    EvidenceForm,
    MilestoneForm,
)
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.routes_public import file_for_reader
from citizen_app.commitments.routes_staff import bp, take
from citizen_app.core.access import actor, requires
from citizen_app.core.db import keep_despite_error
from citizen_app.core.files import serving
from citizen_app.core.files.attachments import read_files, read_photos
from citizen_app.permissions import Permission


def _read(form: EvidenceForm) -> Evidence:
    """Return what was chosen, cleaned: photos lose what tells where and when they were taken."""
    return Evidence(
        before=read_photos(form.before.data or [], "before"),
        after=read_files(form.after.data or [], "after"),
        shows_documents=form.shows_documents.data,
    )


@bp.get("/tep-cam-ket/<token>/<size>.jpg")
@requires(Permission.COMMITMENT_KEEP)
def photo(token: str, size: str) -> Response:
    """Serve a photo of a commitment, or of a dispute, to staff who may read it."""
    return serving.picture(file_for_reader(token), size)


@bp.get("/tep-cam-ket/<token>/tai-ve")
@requires(Permission.COMMITMENT_KEEP)
def document(token: str) -> Response:
    """Hand out a file of a commitment to staff who may read it."""
    attachment = file_for_reader(token)
    return serving.download(attachment, f"cam-ket-{attachment.id}")


@bp.post("/cam-ket/<code>/minh-chung")
@requires(Permission.COMMITMENT_KEEP)
def show_work(code: str) -> Any:
    """Add photos and files."""
    return take(
        code,
        EvidenceForm.of_request(),
        lambda found, form: add_evidence(actor(), found, _read(form), version=form.seen),
    )


@bp.post("/cam-ket/<code>/bo-tep/<token>")
@requires(Permission.COMMITMENT_KEEP)
def drop_file(code: str, token: str) -> Any:
    """Take a file out."""
    return take(
        code,
        CommitmentForm.of_request(),
        lambda found, form: drop_evidence(actor(), found, token, version=form.seen),
    )


@bp.post("/cam-ket/<code>/xong")
@requires(Permission.COMMITMENT_KEEP)
def finish(code: str) -> Any:
    """Say that it is done, with what shows it; files that were sent stay even if words are missing."""

    def run(found: Commitment, form: DoneForm) -> None:
        evidence = _read(form)
        if evidence:
            add_evidence(actor(), found, evidence, version=form.seen)
            keep_despite_error()
        # With evidence the version was the one that was seen, and has grown since.
        version = None if evidence else form.seen
        commands.finish_commitment(
            actor(),
            found,
            outcome=form.outcome.data,
            is_checked=form.is_checked.data,
            version=version,
        )

    return take(code, DoneForm.of_request(), run)


@bp.post("/cam-ket/<code>/moc")
@requires(Permission.COMMITMENT_KEEP)
def add_milestone(code: str) -> Any:
    """Plan a step on the way."""
    return take(
        code,
        MilestoneForm.of_request(),
        lambda found, form: milestones.add_milestone(
            actor(), found, title=form.title.data, due_on=form.due_on.data, version=form.seen
        ),
    )


@bp.post("/cam-ket/<code>/moc/<int:number>")
@requires(Permission.COMMITMENT_KEEP)
def mark_milestone(code: str, number: int) -> Any:
    """Say that a step was reached, or not; or take it out."""
    what = request.form.get("viec", "")

    def run(found: Commitment, form: CommitmentForm) -> None:
        if what == "bo":
            milestones.drop_milestone(actor(), found, number, version=form.seen)
        else:
            is_done = what == "xong"
            milestones.mark_milestone(actor(), found, number, is_done=is_done, version=form.seen)

    return take(code, CommitmentForm.of_request(), run)


@bp.post("/cam-ket/<code>/khong-dong-y/<int:number>")
@requires(Permission.COMMITMENT_REVIEW)
def settle_dispute(code: str, number: int) -> Any:
    """Answer a dispute, or reopen the commitment after it."""
    settle: Callable[..., None] = voicing.answer_dispute
    if request.form.get("viec") == "mo-lai":
        settle = voicing.reopen_commitment
    return take(
        code,
        DisputeForm.of_request(),
        lambda found, form: settle(
            actor(),
            found,
            number,
            answer=form.answer.data,
            public_text=form.public_text.data,
            is_checked=form.is_checked.data,
            version=form.seen,
        ),
        number,
    )
