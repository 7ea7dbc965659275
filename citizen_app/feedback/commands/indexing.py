"""Keeping the search index in step with a case: what the public finds, and what staff find."""

from __future__ import annotations

from collections.abc import Iterable

from citizen_app.core import search
from citizen_app.feedback import policies
from citizen_app.feedback.models import Report


def ward_tag(ward_code: str) -> str:
    """Return the word that narrows a public search to a ward."""
    return f"w{ward_code}"


def staff_tag(ward_code: str) -> str:
    """Return the word that narrows a search of staff to a ward."""
    return f"s{ward_code}"


def texts_for_staff(report: Report, names: Iterable[str], answer: str) -> list[str]:
    """Return what staff find a case by; `names`: neighbourhood and field."""
    return [report.code, *names, report.place, report.title, report.text, answer]


def texts_for_public(report: Report, names: Iterable[str], answer: str) -> list[str]:
    """Return what everyone finds a case by: the words that the public reads."""
    return [report.code, *names, report.public_place, report.title, report.public_text, answer]


def index_report(report: Report, *, is_new: bool = False) -> None:
    """Put the case into the index anew, for each audience only what it may read."""
    answer = report.published_answer if not is_new else None
    names = [
        report.neighbourhood.name if report.neighbourhood else "",
        report.category.name if report.category else "",
    ]
    said = answer.body if answer else ""
    tag = staff_tag(report.holder.code)
    search.index(report, "staff", texts_for_staff(report, names, said), tag)
    if policies.is_public(report):
        tag = ward_tag(report.holder.code)
        search.index(report, "public", texts_for_public(report, names, said), tag)
    elif not is_new:
        search.remove(report, "public")
