"""The pages on which an answer is written and approved: everything they show, worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from citizen_app.accounts.models import Account
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.i18n import gettext, local_name
from citizen_app.feedback import filling, policies, versions
from citizen_app.feedback.checking import KEEP, MASK, Decisions, findings_in, marked_text
from citizen_app.feedback.commands.answer import Promise, check_answer
from citizen_app.feedback.commands.drafting import photos_of_work, unsent_answer
from citizen_app.feedback.findings_field import choices_for
from citizen_app.feedback.forms_answer import AnswerForm, ApproveForm, MomentForm
from citizen_app.feedback.models import Answer, AnswerWork, Report
from citizen_app.feedback.plain_words import Hint, hints_for
from citizen_app.feedback.workflow import machine
from citizen_app.wards import queries as wards


@dataclass(frozen=True)
class Preview:
    """An answer that is not published yet, with what the public macro reads of one."""

    body: str
    signed_by: str
    published_at: dt.datetime
    id: int = 0
    corrections: Sequence[Any] = field(default_factory=tuple)
    versions: Sequence[Any] = field(default_factory=tuple)


def promise_preview(report: Report, text: str, due_on: dt.date | None) -> list[Commitment]:
    """Return the promise as the public will see it; never stored."""
    if not text or due_on is None:
        return []
    return [
        Commitment(
            text=text,
            due_on=due_on,
            first_due_on=due_on,
            state="not_started",
            department=None,
            outcome="",
        )
    ]


def hints_of(report: Report, body: str, has_date: bool) -> list[Hint]:
    """Return advice on an answer's words."""
    names = [local_name(report.department)] if report.department else []
    return hints_for(body, units=names, has_date=has_date)


def draft_versions(answer: Answer | None) -> list[dict[str, Any]]:
    """Return the drafts that were laid before a leader, newest first, each with what changed in it."""
    drafts = list(answer.drafts) if answer is not None else []
    ids = {one.by_id for one in drafts if one.by_id is not None}
    names = {a.id: a.public_name for a in (db.session.get(Account, i) for i in sorted(ids)) if a}
    shown = []
    for place, one in enumerate(drafts):
        before = drafts[place - 1].body if place else ""
        changes = versions.changes_between(before, one.body) if place else []
        shown.append(
            {
                "at": one.at,
                "by": names.get(one.by_id or 0, ""),
                "changes": changes,
                "body": one.body,
            }
        )
    return shown[::-1]


def start_values(report: Report, work: AnswerWork | None) -> dict[str, Any]:
    """Return what the editor begins with: the kept work, else the draft that is written anew."""
    source = work or unsent_answer(report)
    if source is None:
        return {}
    names = ("body", "is_fixed", "promise_text", "promise_due")
    return {name: getattr(source, name) for name in names}


def decisions_at_start(report: Report, work: AnswerWork | None) -> Decisions:
    """Return what is decided already; what stands in a draft that was sent was kept on purpose."""
    if work is not None:
        return Decisions(dict.fromkeys(work.kept, KEEP))
    answer = unsent_answer(report)
    if answer is None:
        return Decisions({})
    found = findings_in(report.holder, answer.body, answer.promise_text)
    return Decisions({one.key: KEEP for one in found})


def problem_of(report: Report, form: AnswerForm, decisions: Decisions) -> Invalid | None:
    """Return what still keeps the answer from going to a leader."""
    promise = Promise(form.promise_text.data or "", form.promise_due.data)
    try:
        check_answer(report, form.body.data or "", promise, decisions.kept)
    except Invalid as error:
        return error
    return None


def editor_page(
    actor: Actor,
    report: Report,
    form: AnswerForm,
    work: AnswerWork | None,
    decisions: Decisions,
    *,
    view: str = "",
    is_stale: bool = False,
    is_kept: bool = True,
    saved_body: str = "",
) -> str:
    """Return the editor with what was asked beside it.

    `view` is the button that was pressed last; `is_kept`: the form shows what `work` keeps.
    """
    if is_stale or not form.version.data:
        # A form that was refused keeps the version it was opened with: it may be stale besides.
        form.version.data = str(report.version)
    if is_stale or is_kept:
        form.work_version.data = str(work.version if work else 0)
    return render_template(
        "feedback/answer_edit.html",
        ward=report.holder,
        report=report,
        form=form,
        work=work,
        view=view,
        is_stale=is_stale,
        saved_body=saved_body,
        photos=photos_of_work(report, work),
        mask=MASK,
        keep=KEEP,
        **_checked(report, form, decisions),
        **_beside_the_editor(actor, report),
    )


def _checked(report: Report, form: AnswerForm, decisions: Decisions) -> dict[str, Any]:
    """Return what the words in the form give rise to: marks, gaps, hints, how it will be read."""
    body, promise, due = form.body.data or "", form.promise_text.data or "", form.promise_due.data
    return {
        "choices": choices_for(report.holder, decisions, body, promise),
        "marked": marked_text(report.holder, body, decisions.kept),
        "gaps": filling.gaps_in(body),
        "gaps_marked": filling.with_gaps_marked(body),
        "hints": hints_of(report, body, bool(due)),
        "preview": Preview(body, gettext("the leader who approves"), clock.now()),
        "promises": promise_preview(report, promise, due),
    }


def _beside_the_editor(actor: Actor, report: Report) -> dict[str, Any]:
    """Return what the officer reads while writing: the question, texts to start from, earlier drafts."""
    reads_original, answer = policies.can_see_contact(actor, report), unsent_answer(report)
    officer = db.session.get(Account, actor.account_id) if actor.account_id else None
    return {
        "reads_original": reads_original,
        "question_photos": attachments_of(report, public_only=not reads_original),
        "texts": filling.fitting(wards.list_answer_templates(report.holder_ward_id), report),
        "values": filling.values_of(report, officer),
        "answer": answer,
        "history": draft_versions(answer),
    }


def approval_page(
    actor: Actor,
    report: Report,
    form: ApproveForm | MomentForm,
    decisions: Decisions,
    *,
    is_stale: bool = False,
) -> str:
    """Return what a leader reads before approving, or the time at which it will be published."""
    answer = report.answer
    assert answer is not None
    if report.state == "drafted" and not isinstance(form, ApproveForm):
        form = ApproveForm()  # the approval was taken back meanwhile
    if is_stale or not form.version.data:
        form.version.data = str(report.version)
    return render_template(
        "feedback/answer_approve.html",
        ward=report.holder,
        report=report,
        answer=answer,
        form=form,
        is_stale=is_stale,
        photos=attachments_of(answer, public_only=False),
        preview=Preview(answer.body, signature(actor), clock.now()),
        promises=promise_preview(report, answer.promise_text, answer.promise_due),
        choices=choices_for(report.holder, decisions, answer.body, answer.promise_text),
        marked=marked_text(report.holder, answer.body),
        hints=hints_of(report, answer.body, answer.promise_due is not None),
        history=draft_versions(answer),
        steps={t.name for t in machine.available(actor, report)},
        is_own=answer.author_id == actor.account_id,
        after_limit=bool(answer.publish_at and report.due_at and answer.publish_at > report.due_at),
        keep=KEEP,
    )


def signature(actor: Actor) -> str:
    """Return how the person who approves signs: name and office."""
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    return ", ".join(part for part in (actor.name, account.title if account else "") if part)
