"""What staff fill in to plan a session and to publish its notice."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    widgets,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from citizen_app.core import clock
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices, clean
from citizen_app.dialogue.commands.plan import Plan
from citizen_app.dialogue.models import Form, Kind, Session
from citizen_app.dialogue.words import FORM_LABELS, KIND_LABELS

AGENDA_LINE = re.compile(r"\s*(\d{1,3})\s*(?:phút|ph|minutes|min|')?\s*[:.\-–]?\s+(.+)")
LONGEST_LINE = 200
MOST_LINES = 20
TOO_LONG = _l("Please use no more than %(max)d letters.")


class TickBoxes(SelectMultipleField):
    """Several choices to tick."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that have something in them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class PlanForm(BaseForm):
    """A session: what, when, where, who."""

    version = HiddenField()
    kind = RadioField(_l("Kind"), choices=choices(list(KIND_LABELS.items())), default=Kind.ANNUAL)
    title = StringField(
        _l("Title"),
        description=_l("What it is about, in one line that everyone understands."),
        validators=[DataRequired(_l("Please write a title.")), Length(max=200, message=TOO_LONG)],
        filters=[clean],
    )
    topics = TextAreaField(_l("Topics"), description=_l("One topic a line."), filters=[clean])
    day = DateField(_l("Day"), validators=[DataRequired(_l("Please choose the day."))])
    begins = TimeField(_l("Begins at"), validators=[DataRequired(_l("Please give the time."))])
    ends = TimeField(_l("Ends at"), validators=[DataRequired(_l("Please give the time."))])
    form = RadioField(
        _l("Form"), choices=choices(list(FORM_LABELS.items())), default=Form.IN_PERSON
    )
    place = StringField(
        _l("Place"), validators=[Length(max=300, message=TOO_LONG)], filters=[clean]
    )
    link = StringField(
        _l("Address of the online room"),
        description=_l("Begins with https://"),
        validators=[Length(max=300, message=TOO_LONG)],
        filters=[clean],
    )
    capacity = IntegerField(
        _l("Seats"), validators=[Optional(), NumberRange(1, 100_000, _l("A number above 0."))]
    )
    questions_until = DateField(
        _l("Questions can be sent until the end of"),
        validators=[DataRequired(_l("Please choose the day."))],
    )
    chair = StringField(
        _l("Chair, of the People's Committee"),
        description=_l("Name and office"),
        validators=[DataRequired(_l("Please say who chairs.")), Length(max=200, message=TOO_LONG)],
        filters=[clean],
    )
    co_chair = StringField(
        _l("Co-chair, of the standing People's Council"),
        description=_l(
            "Law 72/2025/QH15, article 43: the People's Committee chairs together with it."
        ),
        validators=[Length(max=200, message=TOO_LONG)],
        filters=[clean],
    )
    secretary = SelectField(_l("Secretary"), validators=[Optional()])
    departments = TickBoxes(_l("Departments that prepare answers"), validators=[Optional()])
    clusters = TickBoxes(
        _l("For which neighbourhoods"),
        description=_l("Tick none when it is for the whole ward."),
        validators=[Optional()],
    )
    agenda = TextAreaField(
        _l("Agenda"),
        description=_l(
            "One part a line, its minutes first: 30 Answers to questions sent beforehand"
        ),
        filters=[clean],
    )
    about = TextAreaField(
        _l("What people should know beforehand"),
        validators=[Length(max=5000, message=TOO_LONG)],
        filters=[clean],
    )

    def offer(self, departments: Any, neighbourhoods: Any, people: Any) -> None:
        """Fill the lists of choices."""
        self.departments.choices = choices([(str(d.id), local_name(d)) for d in departments])
        self.clusters.choices = choices([(str(n.id), n.name) for n in neighbourhoods])
        names = [(str(person.id), person.public_name) for person in people]
        self.secretary.choices = choices([("", _l("Not settled yet")), *names])

    def validate_topics(self, field: Any) -> None:
        """Refuse a list that no notice could hold."""
        _check_lines(lines_of(field.data or ""))

    def validate_agenda(self, field: Any) -> None:
        """Refuse a line without its minutes."""
        lines = lines_of(field.data or "")
        _check_lines(lines)
        wrong = [line for line in lines if not AGENDA_LINE.fullmatch(line)]
        if wrong:
            raise ValidationError(
                _l("Please begin each line with its minutes, for example: 30 Questions")
            )

    @property
    def seen(self) -> int:
        """Return the version that stood on the page; 0, which no session has, when there was none."""
        typed = self.version.data or ""
        return int(typed) if typed.isdigit() and len(typed) < 10 else 0

    def plan(self, departments: Any, neighbourhoods: Any) -> Plan:
        """Return what was settled."""
        picked = set(self.departments.data or []), set(self.clusters.data or [])
        agenda = [AGENDA_LINE.fullmatch(line) for line in lines_of(self.agenda.data or "")]
        return Plan(
            kind=self.kind.data,
            form=self.form.data,
            title=self.title.data,
            about=self.about.data,
            place=self.place.data if self.form.data != Form.ONLINE else "",
            link=self.link.data if self.form.data != Form.IN_PERSON else "",
            starts_at=moment(self.day.data, self.begins.data),
            ends_at=moment(self.day.data, self.ends.data),
            questions_until=min(
                clock.end_of_day(self.questions_until.data), moment(self.day.data, self.ends.data)
            ),
            chair=self.chair.data,
            co_chair=self.co_chair.data,
            secretary_id=int(self.secretary.data) if self.secretary.data else None,
            capacity=self.capacity.data,
            topics=lines_of(self.topics.data or ""),
            agenda=[(int(found[1]), found[2]) for found in agenda if found],
            departments=[d for d in departments if str(d.id) in picked[0]],
            clusters=[n for n in neighbourhoods if str(n.id) in picked[1]],
        )


def _check_lines(lines: list[str]) -> None:
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise ValidationError(_l("Please write up to 20 lines of up to 200 letters."))


def moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Return a local day and time as a moment."""
    return dt.datetime.combine(day, time, clock.zone()).astimezone(dt.UTC)


def typed_plan(session: Session) -> dict[str, Any]:
    """Return a session as what stands in the form."""
    starts, ends = clock.local(session.starts_at), clock.local(session.ends_at)
    names = ("kind", "form", "title", "about", "place", "link", "chair", "co_chair", "capacity")
    return {
        **{name: getattr(session, name) for name in names},
        "version": str(session.version),
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "questions_until": clock.local_date(session.questions_until),
        "secretary": str(session.secretary_id or ""),
        "departments": [str(department.id) for department in session.departments],
        "clusters": [str(place.id) for place in session.clusters],
        "topics": "\n".join(topic.title for topic in session.topics),
        "agenda": "\n".join(f"{item.minutes} {item.title}" for item in session.agenda),
    }


def standing_plan(last: Session | None) -> dict[str, Any]:
    """Return what mostly stays from one session to the next: who chairs, who writes, where."""
    if last is None:
        return {}
    names = ("form", "place", "chair", "co_chair", "secretary", "departments")
    typed = typed_plan(last)
    return {name: typed[name] for name in names}


class ChangeNoticeForm(PlanForm):
    """An announced session: the reason of a change is public."""

    reason = TextAreaField(
        _l("Why is it changed?"),
        description=_l("Everyone reads it."),
        validators=[DataRequired(_l("Please say why; everyone reads it."))],
        filters=[clean],
    )


class AnnounceForm(BaseForm):
    """Publishing a notice."""

    version = HiddenField()
    late_reason = TextAreaField(
        _l("Why does the notice come late?"),
        description=_l("Everyone reads it beside the notice."),
        validators=[Length(max=1000, message=TOO_LONG)],
        filters=[clean],
    )


class CancelForm(BaseForm):
    """Calling a session off."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Why is it called off?"),
        description=_l("Everyone reads it."),
        validators=[
            DataRequired(_l("Please say why; everyone reads it.")),
            Length(max=1000, message=TOO_LONG),
        ],
        filters=[clean],
    )
