"""All rows of the open data, ward by ward, read once from the events in bounded memory."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select

from citizen_app.commitments.models import Commitment
from citizen_app.commitments.sources import publicly_visible as commitment_public
from citizen_app.core.db import db
from citizen_app.core.events import Event, place_of
from citizen_app.dialogue import policies as dialogues
from citizen_app.dialogue.models import Question, Session
from citizen_app.feedback import policies as cases
from citizen_app.feedback.models import Report
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.models import MetricSubject
from citizen_app.metrics.released import released_sums, sums_of_released
from citizen_app.metrics.stories import READERS
from citizen_app.metrics.stories.telling import Line, Seen, Told
from citizen_app.metrics.sums import MONTH, Sums
from citizen_app.opendata.figures import Figures
from citizen_app.opendata.index_rows import index_rows, method_rows
from citizen_app.opendata.rows import Made, Names, rows_of
from citizen_app.opendata.survey_rows import survey_rows
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Department, Neighbourhood, Ward

log = logging.getLogger(__name__)
AT_ONCE = 500


def read_everything(today: dt.date) -> Made:
    """Yield (data set, row), the wards one after the other; rows of all wards carry no ward's code."""
    figures = Figures()
    for ward_id, code, name in db.session.execute(
        select(Ward.id, Ward.code, Ward.full_name).where(Ward.is_open).order_by(Ward.code)
    ).all():
        yield from _read_ward(ward_id, code, name, figures, today)
    for row in figures.rows_of_all(today):
        yield "indicator_values", row
    for one in CATALOGUE.values():
        yield "indicators", _catalogue_row(one)
    yield from method_rows()


def _read_ward(ward_id: int, code: str, name: str, figures: Figures, today: dt.date) -> Made:
    size = _count_neighbourhoods(ward_id)
    yield "wards", {"ward_code": code, "name": name, "neighbourhoods": size}
    sums = Sums(MONTH)
    yield from _public_rows(ward_id, code, sums)
    for (indicator, month, place), (num, den) in released_sums(ward_id).items():
        yield (
            "released",
            {
                "ward_code": code,
                "indicator": indicator,
                "month": month,
                "bin": place,
                "num": num,
                "den": den,
            },
        )
    sums.include(sums_of_released(ward_id))
    counted = figures.counting(sums, size)
    for row in figures.rows_of_ward(code, counted, today):
        yield "indicator_values", row
    for row in index_rows(code, counted, today):
        yield "index_values", row
    for row in survey_rows(ward_id, code):
        yield "surveys", row


def _public_rows(ward_id: int, code: str, sums: Sums) -> Made:
    """Yield the rows of what everyone may read, and add it to the sums.

    The events say what is public, and so does the one rule of visibility of each kind of thing; what
    either of them keeps back has no row.
    """
    names = _names(ward_id, code)
    gates = {kind: Gate(query(ward_id)) for kind, query in GATES.items()}
    for kind, number, told, lines in _stories(ward_id):
        if told.seen != Seen.PUBLIC:
            continue
        found = gates.get(kind, OPEN).of(number)
        if found is None:
            log.warning("%s %s has no row: kept back", kind, number)
            continue
        try:  # rows and sums of a thing, or neither
            rows = list(rows_of(kind, lines, told, names))
        except Exception as error:
            _leave_out(kind, number, error)
            continue
        sums.add(told)
        for dataset, row in rows:
            yield dataset, {**row, "dialogue": found[1]} if dataset == "questions" else row


def _leave_out(kind: str, number: int, error: Exception) -> None:
    """Note something odd that is left out, so that the night's version comes without it."""
    log.error("%s %s is left out of the open data: %s", kind, number, place_of(error))


def _stories(ward_id: int) -> Iterator[tuple[str, int, Told, list[Line]]]:
    """Yield each thing of a ward with its events, told anew from them; the kept ones say which there are.

    So many at a time by their numbers: the cost is that of the ward, whatever other wards have.
    """
    calendar_of = cache(wards.calendar_of)
    for kind in sorted(READERS):
        last = 0
        while numbers := _next_things(ward_id, kind, last):
            last = numbers[-1]
            query = (
                select(
                    Event.subject_id,
                    Event.at,
                    Event.ward_id,
                    Event.kind,
                    Event.channel,
                    Event.facts,
                )
                .where(Event.subject_type == kind, Event.subject_id.in_(numbers))
                .order_by(Event.subject_id, Event.id)
            )
            rows = db.session.execute(query).all()
            for number, found in groupby(rows, key=lambda row: row[0]):
                lines = [Line(*row[1:]) for row in found]
                try:
                    told = READERS[kind](lines, calendar_of)
                except Exception as error:
                    _leave_out(kind, number, error)
                    continue
                if told is not None and told.ward_id == ward_id:
                    yield kind, number, told, lines


def _next_things(ward_id: int, kind: str, last: int) -> Sequence[int]:
    query = select(MetricSubject.subject_id).where(
        MetricSubject.ward_id == ward_id,
        MetricSubject.subject_type == kind,
        MetricSubject.subject_id > last,
    )
    return db.session.scalars(query.order_by(MetricSubject.subject_id).limit(AT_ONCE)).all()


class Gate:
    """The numbers of what is public of one kind in a ward, in their order, read beside the events.

    Read at once, a number or two each: a cursor that is left half-way stays open.
    """

    def __init__(self, query: Any) -> None:
        self.rows = iter(db.session.execute(query).all())
        self.now: Any = next(self.rows, None)

    def of(self, subject_id: int) -> Any:
        """Return the row of a number, or None; numbers must come in order."""
        while self.now is not None and self.now[0] < subject_id:
            self.now = next(self.rows, None)
        return self.now if self.now is not None and self.now[0] == subject_id else None


class OpenGate:
    """What has no page of its own and names nobody: a published wave, a turn of speaking in a session."""

    def of(self, subject_id: int) -> Any:
        """Let everything through."""
        return (subject_id,)


OPEN = OpenGate()


def _cases(ward_id: int) -> Select[Any]:
    here = Report.holder_ward_id == ward_id
    return select(Report.id).where(here, cases.publicly_visible()).order_by(Report.id)


def _questions(ward_id: int) -> Select[int, str]:
    query = select(Question.id, Session.code).join(Session, Session.id == Question.session_id)
    here = Question.ward_id == ward_id
    public = (dialogues.shown(), dialogues.publicly_visible())
    return query.where(here, *public).order_by(Question.id)


def _sessions(ward_id: int) -> Select[Any]:
    here = Session.ward_id == ward_id
    return select(Session.id).where(here, dialogues.publicly_visible()).order_by(Session.id)


def _commitments(ward_id: int) -> Select[Any]:
    here = Commitment.ward_id == ward_id
    return select(Commitment.id).where(here, commitment_public()).order_by(Commitment.id)


GATES: Mapping[str, Callable[[int], Any]] = {
    "report": _cases,
    "dialogue_question": _questions,
    "dialogue_session": _sessions,
    "commitment": _commitments,
}


def _count_neighbourhoods(ward_id: int) -> int:
    query = select(func.count()).where(
        Neighbourhood.ward_id == ward_id, Neighbourhood.is_active.is_(True)
    )
    return db.session.scalar(query) or 0


def _names(ward_id: int, code: str) -> Names:
    places = select(Neighbourhood.id, Neighbourhood.name).where(Neighbourhood.ward_id == ward_id)
    departments = select(Department.id, Department.code).where(Department.ward_id == ward_id)
    return Names(
        code,
        {str(row[0]): row[1] for row in db.session.execute(places)},
        {str(row[0]): row[1] for row in db.session.execute(departments)},
    )


def _catalogue_row(one: Any) -> dict[str, Any]:
    row = {
        name: getattr(one, name)
        for name in (
            *("theme", "name", "name_en", "definition", "definition_en", "numerator"),
            *("denominator", "direction", "law", "minimum", "gaming", "of", "version"),
            *("since", "needs"),
        )
    }
    lists = {"papi": " ".join(one.papi), "counter": " ".join(one.counter)}
    return {**row, **lists, "indicator": one.code, "kind": str(one.kind)}
