"""A part of a form that lists personal data found in its texts, each to be masked or kept on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup
from wtforms import Field

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.personal_data import Finding
from citizen_app.feedback.checking import (
    FIELD,
    FINDING_LABELS,
    KEEP,
    MASK,
    Decisions,
    findings_in,
    marked_text,
    one_of_each,
)
from citizen_app.wards.models import Ward


@dataclass(frozen=True)
class Choice:
    """One thing that was found, and what was decided about it: MASK, KEEP or ""."""

    finding: Finding
    label: object
    chosen: str

    @property
    def name(self) -> str:
        """Return the name of its field."""
        return FIELD + self.finding.key


def choices_for(ward: Ward, decisions: Decisions, *texts: str) -> list[Choice]:
    """Return what was found in some texts, each thing once, with what was decided about it."""
    return [
        Choice(one, FINDING_LABELS[one.kind], decisions.by_key.get(one.key, ""))
        for one in one_of_each(findings_in(ward, *texts))
    ]


class FindingsWidget:
    """Draws the list; nothing where nothing was found."""

    def __call__(self, field: Any, **_kwargs: Any) -> Markup:
        html = render_template("feedback/findings.html", f=field, mask=MASK, keep=KEEP)
        return Markup(html)  # noqa: S704 - a rendered template, escaped there


class FindingsField(Field):
    """The list of what was found; its choices are fields of their own, `finding-<key>`."""

    widget = FindingsWidget()
    draws_itself = True
    choices: list[Choice] = []
    marked: list[Markup] = []
    was_masked = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(_l("Personal data or abusive words found in it"), **kwargs)

    def show(self, ward: Ward, texts: Mapping[str, str], decisions: Decisions) -> None:
        """Take over what stands in the texts now."""
        self.was_masked = decisions.mask_all
        self.choices = choices_for(ward, decisions, *texts.values())
        self.marked = [
            marked_text(ward, text) for text in texts.values() if findings_in(ward, text)
        ]
