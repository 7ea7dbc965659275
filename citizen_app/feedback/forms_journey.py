"""What staff fill in to forward, merge, confine, extend, explain, correct and reopen: a form per step."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import choices, clean
from citizen_app.feedback.checking import kept_already
from citizen_app.feedback.findings_field import FindingsField
from citizen_app.feedback.forms_checked import CheckedForm
from citizen_app.feedback.forms_staff import StepForm, explanation


class TickField(SelectMultipleField):
    """Several things to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def person_label(person: Any) -> str:
    """Return a colleague's name with the post they hold."""
    return f"{person.public_name} – {person.title}" if person.title else person.public_name


class ForwardDepartmentForm(StepForm):
    """Which department of the ward it goes to."""

    department = SelectField(
        _l("Department"), coerce=int, validators=[DataRequired(_l("Please choose a department."))]
    )
    explanation = explanation(
        _l("Why is it that department's?"), _l("Only staff of the ward read it.")
    )

    def offer(self, case: Any) -> None:
        others = [d for d in case.departments if d.id != case.report.department_id]
        self.department.choices = choices([(d.id, local_name(d)) for d in others])


class HandOverForm(StepForm):
    """How a denunciation goes to the reception of citizens."""

    body = StringField(
        _l("Who receives it"),
        validators=[DataRequired(_l("Please name the body.")), Length(max=200)],
        filters=[clean],
    )
    letter = StringField(
        _l("Number in the register of receptions"),
        description=_l("Leave it empty if there is none yet."),
        validators=[Length(max=80)],
        filters=[clean],
    )
    explanation = explanation(
        _l("What the sender has to do now"),
        _l("Only the sender reads it: where to come or write to, and what to bring."),
    )


class MergeForm(StepForm):
    """Which case it joins."""

    into = StringField(
        _l("Code of the other case"),
        description=_l("This case ends; its sender is told and goes on with the other one."),
        validators=[DataRequired(_l("Please write the code, for example PA-7K2M-9QXD."))],
        filters=[clean],
    )


TO_CITY = _l("The city: it is about a leader of the ward")
TO_CITY_UNREAD = _l(
    "The city: it is about a leader of the ward. Nobody reads it yet: the city has no inspector on this "
    "platform. Its administrator is told that a case waits, and nothing of what it says."
)


class ConfineForm(StepForm):
    """Whom a case is about, and who handles it instead."""

    accounts = TickField(_l("Colleagues whom it is about"), coerce=int, validators=[Optional()])
    departments = TickField(_l("Departments that it is about"), coerce=int, validators=[Optional()])
    confined_to = RadioField(
        _l("Who handles it"), validators=[DataRequired(_l("Choose who handles it."))]
    )

    def offer(self, case: Any) -> None:
        self.accounts.choices = choices([(p.id, person_label(p)) for p in case.ward_staff])
        self.departments.choices = choices([(d.id, local_name(d)) for d in case.departments])
        self.confined_to.choices = choices(
            [
                ("leader", _l("The ward's leaders, except those whom it is about")),
                ("city", TO_CITY if case.has_inspector else TO_CITY_UNREAD),
                ("nobody", _l("As any private case: it is about nobody of the ward after all")),
            ]
        )


class ExtensionForm(CheckedForm):
    """How much more time, and why."""

    days = IntegerField(
        _l("How many working days more"),
        validators=[
            DataRequired(_l("Write a number of working days, 1 or more.")),
            NumberRange(1, 99, _l("Write a number of working days, from 1 to 99.")),
        ],
    )
    reason = explanation(
        _l("Why more time is needed"),
        _l(
            "The sender reads it with the new day, and everyone when the case is public: no names. "
            "Say what is still to be done."
        ),
    )
    personal_data = FindingsField()
    checked = ("reason",)


class DecisionForm(StepForm):
    """Why more time is not given."""

    decision = explanation(_l("Why not"), _l("The colleague who asked reads it."))


class DelayForm(CheckedForm):
    """Why the answer is late."""

    reason = explanation(
        _l("Why is it late, and when will the answer come?"),
        _l("Sender and public read it beside the case: no names."),
    )
    personal_data = FindingsField()
    checked = ("reason",)


class CorrectionForm(CheckedForm):
    """New words for a published answer; what it names already was kept on purpose."""

    body = explanation(
        _l("The answer as it should read"), _l("Change what is wrong and leave the rest.")
    )
    reason = explanation(
        _l("Reason for the correction"),
        _l("Everyone reads it beside the answer when the case is public."),
    )
    personal_data = FindingsField()
    checked = ("body", "reason")

    def offer(self, case: Any) -> None:
        self.decisions = kept_already(case.report)
        super().offer(case)


class ReopenForm(StepForm):
    """Why the case goes back to work."""

    reason = explanation(_l("Why is it opened again?"), _l("The sender reads it."))
