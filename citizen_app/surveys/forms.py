"""What people answer, and what staff fill in about waves, cards and the population."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.core.web.typed import check_key
from citizen_app.surveys.commands.answering import Reply
from citizen_app.surveys.counting import VARIABLES
from citizen_app.surveys.models import PopulationCount
from citizen_app.surveys.questionnaire import Question, Questionnaire, rules
from citizen_app.surveys.words import CHANNEL_LABELS, SEX_LABELS, age_words
from citizen_app.wards.models import Neighbourhood

VERSION = re.compile(r"[0-9]{1,9}")
LONG = Length(max=120, message=_l("Please use no more than %(max)d letters."))
ABOUT = ("neighbourhood", "sex", "age_group")


class AnswerForm(BaseForm):
    """What stands on every survey beside its questions."""

    key = HiddenField(validators=[check_key])
    phieu = HiddenField()
    tu = HiddenField()
    neighbourhood = SelectField(_l("Your neighbourhood"), validators=[Optional()])
    sex = RadioField(_l("Sex"), validators=[Optional()])
    age_group = RadioField(_l("Age"), validators=[Optional()])

    def reply(self, asked: Questionnaire) -> Reply:
        """Return what was chosen."""
        place = self.neighbourhood.data or ""
        return Reply(
            choices={q.code: self[q.code].data for q in asked.questions if self[q.code].data},
            neighbourhood_id=int(place) if place else None,
            sex=self.sex.data or "",
            age_group=self.age_group.data or "",
        )


def answer_form(
    asked: Questionnaire,
    places: Sequence[Neighbourhood],
    *,
    language: str,
    unit: str,
    **data: Any,
) -> Any:
    """Return the form of a questionnaire, filled with what was posted."""
    fields = {
        question.code: _field(asked, question, language, unit) for question in asked.questions
    }
    kind: Any = type("WholeAnswerForm", (AnswerForm,), fields)
    form = kind.of_request(**data)
    form.neighbourhood.choices = choices(
        [("", _l("I would rather not say")), *((str(place.id), place.name) for place in places)]
    )
    form.sex.choices = choices(list(SEX_LABELS.items()))
    form.age_group.choices = choices([(group, age_words(group)) for group in rules().age_groups])
    return form


def _field(asked: Questionnaire, question: Question, language: str, unit: str) -> RadioField:
    """Return a question's field; a choice that leads to another question carries a mark for the styles."""
    leads = {chosen for q in asked.follow_ups(question.code) if q.ask_if for chosen in q.ask_if[1]}
    return RadioField(
        question.text.said(language, unit),
        description=question.hint.said(language, unit),
        choices=[
            SelectChoice(
                value=code,
                label=words.said(language, unit),
                render_kw={"data-leads-on": "1"} if code in leads else {},
            )
            for code, words in question.choices.items()
        ],
        validators=[Optional()],
    )


class StepForm(BaseForm):
    """A step with nothing to fill in but the version that was seen."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which none has, when there was none."""
        return int(self.version.data) if VERSION.fullmatch(self.version.data or "") else 0


class WaveForm(BaseForm):
    """The days of a wave."""

    opens_on = DateField(
        _l("First day"), validators=[DataRequired(_l("Please choose the first day."))]
    )
    closes_on = DateField(
        _l("Last day"), validators=[DataRequired(_l("Please choose the last day."))]
    )


class CardForm(BaseForm):
    """A card to print."""

    channel = RadioField(
        _l("What for?"),
        choices=choices([(c, CHANNEL_LABELS[c]) for c in ("counter", "dialogue", "door")]),
        default="counter",
    )
    place = StringField(
        _l("Where will it be?"),
        description=_l("For you alone, for example: counter 2."),
        validators=[LONG],
        filters=[clean],
    )


class PopulationForm(BaseForm):
    """How many adults belong to each group."""

    source = StringField(
        _l("Where do the numbers come from?"),
        description=_l("For example: police of the ward, 01/07/2026. Everyone reads it."),
        validators=[Length(max=200, message=_l("Please use no more than %(max)d letters."))],
        filters=[clean],
    )

    def counts(self) -> dict[tuple[str, str], int]:
        """Return the numbers that were entered, by (variable, group)."""
        return {
            tuple(field.name.split("__")): field.data
            for field in self
            if "__" in field.name and field.data
        }

    def half_variables(self) -> list[str]:
        """Return the variables that are filled in by half: all of it or nothing can be weighted to."""
        halves = []
        for variable in VARIABLES:
            given = [bool(f.data) for f in self if f.name.startswith(f"{variable}__")]
            if any(given) and not all(given):
                halves.append(variable)
        return halves


def population_form(places: Sequence[Neighbourhood], known: Sequence[PopulationCount]) -> Any:
    """Return the form with a number for every group, filled with what is known."""
    groups: list[tuple[str, object]] = [
        *((f"neighbourhood__{place.id}", place.name) for place in places),
        *((f"sex__{sex}", SEX_LABELS[sex]) for sex in rules().sexes),
        *((f"age_group__{group}", age_words(group)) for group in rules().age_groups),
    ]
    fields = {
        name: IntegerField(
            label,
            validators=[Optional(), NumberRange(1, 10_000_000, _l("A number above 0."))],
        )
        for name, label in groups
    }
    data: dict[str, Any] = {f"{row.variable}__{row.group_code}": row.people for row in known}
    data["source"] = known[0].source if known else ""
    kind: Any = type("WholePopulationForm", (PopulationForm,), fields)
    return kind.of_request(**data)
