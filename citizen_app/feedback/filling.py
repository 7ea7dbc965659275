"""Texts to start an answer from: their places are filled in once, and what stays open is shown.

A value is never read again as a template, so that a name such as "{due}" fills in nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.i18n import date_text, force_locale, local_name, long_date_text
from citizen_app.feedback.models import Report
from citizen_app.feedback.workflow import State
from citizen_app.wards.models import AnswerTemplate

PLACE = re.compile(r"\{([a-z_]{1,30})\}")
# What is still to be written: a place that nothing fills, an ellipsis with its slashes and dots.
GAP = re.compile(r"\{[^{}\n]{0,60}\}|…(?:/…){0,3}|\.{4,40}")


def values_of(report: Report, officer: Account | None) -> dict[str, str]:
    """Return what the places of a text stand for in one case, in Vietnamese as the texts are."""
    ward = report.holder
    with force_locale("vi"):
        values = {
            "ward": ward.full_name[:1].lower() + ward.full_name[1:],
            "code": report.code,
            "sent_at": date_text(report.sent_at),
            "department": local_name(report.department) if report.department else "",
            "due": long_date_text(report.due_at) if report.due_at else "",
            "today": date_text(clock.today()),
            "officer": officer.public_name if officer else "",
            "title": officer.title if officer else "",
            "hotline": ward.hotline,
            "address": ward.address,
        }
    return {name: value for name, value in values.items() if value}


def fill(body: str, values: Mapping[str, str]) -> str:
    """Return a text with the places filled in that are known; the others stay as they are."""
    return PLACE.sub(lambda match: values.get(match[1], match[0]), body)


def gaps_in(text: str) -> list[str]:
    """Return what is still to be written, in order, each once."""
    return list(dict.fromkeys(match[0] for match in GAP.finditer(text)))


def with_gaps_marked(text: str) -> Markup:
    """Return a text as safe HTML in which what is still to be written is marked."""
    out, at = Markup(""), 0
    for match in GAP.finditer(text):
        out += escape(text[at : match.start()]) + Markup("<mark>{}</mark>").format(match[0])
        at = match.end()
    return out + escape(text[at:])


def state_for_text(report: Report) -> str:
    """Return the state by which texts are offered: reopened for a second answer, else where it stands."""
    return str(State.REOPENED) if report.published_answers else str(report.state)


def fitting(templates: Iterable[AnswerTemplate], report: Report) -> list[AnswerTemplate]:
    """Return the texts that fit a case, those made for its field and state first.

    One for a field is offered for that field and the fields below it only; one for a state likewise.
    """
    field = report.category
    fields = {field.id, field.parent_id} if field else set()
    states = {state_for_text(report), str(report.state)}
    suited = [
        one
        for one in templates
        if (one.category_id is None or one.category_id in fields)
        and (not one.for_state or one.for_state in states)
    ]

    def place(one: AnswerTemplate) -> tuple[int, int]:
        exact = field is not None and one.category_id == field.id
        return (0 if exact else 1 if one.category_id else 2, 0 if one.for_state else 1)

    return sorted(suited, key=place)
