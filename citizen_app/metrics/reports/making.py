"""Making a report in the worker: step by step, so that its page can say how far it is.

A worker that is killed leaves what it did to the next one: the sweep finds the event again, and the
report is made anew. After a few tries it is given up, and the page says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event, handles, place_of, unit_of_work
from citizen_app.core.files.attachments import attach_files
from citizen_app.core.files.documents import CleanDocument
from citizen_app.core.files.models import AttachmentKind
from citizen_app.core.i18n import force_locale
from citizen_app.metrics.following import follow_ward
from citizen_app.metrics.models import MetricCursor
from citizen_app.metrics.reports.content import Content, content_of
from citizen_app.metrics.reports.events import QuarterReportAsked
from citizen_app.metrics.reports.files import report_docx, report_pdf
from citizen_app.metrics.reports.models import QuarterReport
from citizen_app.metrics.reports.sheets import report_xlsx

log = logging.getLogger(__name__)
MOST_TRIES = 3
MAKERS: dict[str, Callable[[Content], bytes]] = {
    "docx": report_docx,
    "pdf": report_pdf,
    "xlsx": report_xlsx,
}
# Counting, and a step for each file.
STEPS = 1 + len(MAKERS)


@handles(QuarterReportAsked)
def make_files(event: Event) -> None:
    """Make the files of a report; passes over one that is done or given up."""
    report = db.session.get_one(QuarterReport, event.subject_id)
    if report.done_at is not None or report.failed_at is not None:
        return
    if report.tries >= MOST_TRIES:  # each time the worker went down with it
        report.failed_at = clock.now()
        return
    with unit_of_work():
        report.started_at, report.step, report.tries = clock.now(), 0, report.tries + 1
    try:
        _make(report)
    except Exception as error:
        db.session.rollback()
        log.warning("report %s was not made: %s", report.code, place_of(error))
        if report.tries >= MOST_TRIES:
            report.failed_at = clock.now()
            return
        with unit_of_work():
            report.started_at = None
        raise  # the queue tries again after a while


def _make(report: QuarterReport) -> None:
    follow_ward(report.ward_id)
    with force_locale("vi"):  # an official document
        content = content_of(report.ward, report.quarter)
        cursor = db.session.get(MetricCursor, report.ward_id)
        event_id = cursor.event_id if cursor is not None else 0
        _step(report)
        made = {}
        for ending, make in MAKERS.items():
            made[ending] = make(content)
            _step(report)
    for ending, content_bytes in made.items():
        document = CleanDocument(content_bytes, "application/octet-stream")
        (kept,) = attach_files(report, [document], AttachmentKind.DOCUMENT, is_public=False)
        kept.caption = ending
    report.event_id, report.done_at = event_id, clock.now()


def _step(report: QuarterReport) -> None:
    with unit_of_work():
        report.step, report.started_at = report.step + 1, clock.now()
