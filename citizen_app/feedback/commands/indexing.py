"""Keeping the search index in step with a case: what the public finds, and what staff find."""

from __future__ import annotations

from citizen_app.core import search
from citizen_app.feedback import policies
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward


def ward_tag(ward: Ward) -> str:
    """Return the word that narrows a search to a ward."""
    return f"w{ward.code}"


def index_report(report: Report) -> None:
    """Put the case into the index anew, for each audience only what it may read."""
    answer = report.published_answer
    named = [report.code, report.neighbourhood.name if report.neighbourhood else ""]
    field = report.category.name if report.category else ""
    said = answer.body if answer else ""
    search.index(report, "staff", [*named, report.place, field, report.title, report.text, said])
    if policies.is_public(report):
        tag = ward_tag(report.holder)
        search.index(
            report,
            "public",
            [*named, report.public_place, field, report.title, report.public_text, said],
            tag,
        )
    else:
        search.remove(report, "public")
