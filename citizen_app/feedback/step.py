"""What a step of the workflow needs to have a page, and what the forms of one case offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.feedback import queries_people
from citizen_app.feedback.forms_staff import StepForm
from citizen_app.feedback.models import Report
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Department, Ward


class CaseContext:
    """What the forms of one case offer to choose from; each list is read when a form asks for it."""

    def __init__(self, report: Report) -> None:
        self.report = report

    @cached_property
    def categories(self) -> Sequence[Category]:
        """Return the fields in use."""
        return wards.list_categories(self.report.holder_ward_id)

    @cached_property
    def departments(self) -> Sequence[Department]:
        """Return the ward's departments."""
        return wards.list_departments(self.report.holder_ward_id)

    @cached_property
    def free_departments(self) -> Sequence[Department]:
        """Return the departments that the case is not about."""
        about = {concern.department_id for concern in self.report.concerns}
        return [one for one in self.departments if one.id not in about]

    @cached_property
    def handlers(self) -> Sequence[Account]:
        """Return who may be given the case."""
        return queries_people.list_handlers(self.report, self.ward_staff)

    @cached_property
    def readers(self) -> Sequence[Account]:
        """Return the ward's staff who may open the case."""
        return queries_people.list_readers(self.report, staff=self.ward_staff)

    @cached_property
    def ward_staff(self) -> Sequence[Account]:
        """Return everybody who handles cases in the ward."""
        return queries_people.list_ward_staff(self.report.holder_ward_id)

    @property
    def is_confined(self) -> bool:
        """Return whether the case is kept from a department as a whole."""
        return bool(self.report.confined_to)

    @cached_property
    def has_inspector(self) -> bool:
        """Return whether somebody in the city reads what is laid before it."""
        return bool(queries_people.list_inspectors())

    @cached_property
    def open_wards(self) -> Sequence[Ward]:
        """Return the wards that take part."""
        return wards.list_open_wards()


def context_of(report: Report) -> CaseContext:
    """Return what the forms of a case need."""
    return CaseContext(report)


Run = Callable[[Actor, Report, Any, CaseContext], object]


@dataclass(frozen=True)
class Step:
    """One step: `name` is the transition's.

    `endpoint` names a page of its own, with the case's code as its argument; the case page then links
    there and does not draw the form.
    """

    name: str
    path: str
    form: type[StepForm]
    run: Run
    start: Callable[[CaseContext], dict[str, Any]] = lambda _context: {}
    endpoint: str | None = None
