"""Taking over cases from other systems, once per external id."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select

from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.events import lock_wards, record, without_handlers
from citizen_app.core.text import fold, shorten
from citizen_app.feedback.commands.indexing import index_report
from citizen_app.feedback.commands.limits import set_due
from citizen_app.feedback.commands.submit import PREFIX, TITLE_LENGTH
from citizen_app.feedback.events import AnswerPublished, ReportImported
from citizen_app.feedback.importing import BadRow, ImportReport, Row, check_row, read_table
from citizen_app.feedback.models import Answer, AnswerVersion, Report, Visibility
from citizen_app.feedback.workflow import State
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Neighbourhood, Ward
from citizen_app.wards.suggesting import LIKELY, suggest_categories

BATCH = 100


def import_table(actor: Actor, path: Path, *, source: str, dry_run: bool = False) -> ImportReport:
    """Take over every good row of a table; bad rows are told and left out. BadTable if none can be read.

    Commits every hundred rows, so that a long table stops nobody; reading it again takes only the rest.
    """
    report, taken = ImportReport(), set[str]()
    rows = read_table(path)
    while some := list(islice(rows, BATCH)):
        good = _good_rows(some, report)
        with transaction(), without_handlers():  # those concerned were told long ago
            lock_wards([ward.id for ward in map(_ward_of, good) if ward is not None])
            for row in good:
                _take(actor, row, source, taken, report)
            if dry_run:
                db.session.rollback()
    report.errors.sort()
    return report


def _ward_of(row: Row) -> Ward | None:
    return wards.find_ward(row.ward_code)


def _good_rows(rows: list[tuple[int, dict[str, Any]]], report: ImportReport) -> list[Row]:
    good = []
    for number, values in rows:
        try:
            good.append(check_row(number, values))
        except BadRow as error:
            report.errors.append((number, str(error)))
    return good


def _take(actor: Actor, row: Row, source: str, taken: set[str], report: ImportReport) -> None:
    try:
        # A dry run keeps no row to be found again when the table names it twice.
        is_new = row.external_id not in taken and import_row(actor, row, source=source)
    except BadRow as error:
        report.errors.append((row.number, str(error)))
        return
    taken.add(row.external_id)
    report.added += is_new
    report.known += not is_new


def import_row(actor: Actor, row: Row, *, source: str) -> bool:
    """Take over one case; return False when it is there already."""
    ward = _ward_of(row)
    if ward is None:
        raise BadRow(f"ward_code is not known: {row.ward_code}")
    known = select(Report.id).where(
        Report.external_source == source, Report.external_id == row.external_id
    )
    if db.session.scalar(known) is not None:
        return False
    report = _report(ward, row, source)
    db.session.add(report)
    db.session.flush()
    with clock.at(row.sent_at):
        record(
            ReportImported(report.code, source, row.external_id),
            actor=actor,
            ward_id=ward.id,
            subject=report,
        )
        set_due(actor, report, start=row.sent_at, reason="submitted")
    if row.answer:
        _add_answer(actor, report, row)
    index_report(report)
    return True


def _report(ward: Ward, row: Row, source: str) -> Report:
    category = _category(ward, row)
    return Report(
        code=ids.new_code(PREFIX),
        idempotency_digest=ids.token_digest(f"{source}\x1f{row.external_id}"),
        ward_id=ward.id,
        holder_ward_id=ward.id,
        holder=ward,
        channel="import",
        kind=row.kind,
        category=category,
        text=row.text,
        title=row.title[:200] or shorten(row.text, TITLE_LENGTH),
        public_text=row.text if row.answer else "",
        place=row.place[:300],
        public_place=row.place[:300] if row.answer else "",
        neighbourhood=_neighbourhood(ward, row),
        # Without an answer nobody has published it yet, so it waits for screening like any other.
        visibility=Visibility.PUBLIC if row.answer else Visibility.PENDING,
        is_restricted=not row.answer and category is not None and category.is_sensitive,
        state=State.RECEIVED,
        sent_at=row.sent_at,
        external_source=source,
        external_id=row.external_id,
    )


def _category(ward: Ward, row: Row) -> Category | None:
    categories = wards.list_categories(ward.id)
    wanted = fold(row.field)
    named = next((c for c in categories if wanted and wanted in {c.code, fold(c.name)}), None)
    leaves = [c for c in categories if c.parent_id is not None]
    return named or next(
        iter(suggest_categories(f"{row.field} {row.text}", leaves, most=1, least=LIKELY)), None
    )


def _neighbourhood(ward: Ward, row: Row) -> Neighbourhood | None:
    wanted = fold(row.neighbourhood)
    return next(
        (n for n in wards.list_neighbourhoods(ward) if wanted and fold(n.name) == wanted), None
    )


def _add_answer(actor: Actor, report: Report, row: Row) -> None:
    at = row.answered_at or dt.datetime.max.replace(tzinfo=dt.UTC)
    answer = Answer(
        report=report,
        body=row.answer,
        signed_by=row.answered_by[:200],
        drafted_at=at,
        approved_at=at,
        published_at=at,
    )
    report.state, report.published_at = State.PUBLISHED, at
    report.received_at = report.sent_at
    db.session.add(answer)
    db.session.flush()
    db.session.add(AnswerVersion(answer_id=answer.id, body=row.answer, at=at))
    fact = AnswerPublished(
        answer.id, report.visibility, False, report.due_at is None or at <= report.due_at
    )
    with clock.at(at):
        record(fact, actor=actor, ward_id=report.holder_ward_id, subject=report)
