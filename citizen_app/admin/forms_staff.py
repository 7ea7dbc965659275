"""What an administrator fills in about the people of a ward."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired

from citizen_app.admin.forms import one_line, required
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.i18n import local_name
from citizen_app.core.web.forms import BaseForm, choices
from citizen_app.permissions import ROLE_LABELS, Role
from citizen_app.wards.models import Department


class RoleForm(BaseForm):
    """A role, and the department it is held in."""

    role = SelectField(_l("Role"), validators=[DataRequired(_l("Please choose a role."))])
    department_id = SelectField(
        _l("Department"),
        description=_l("For people who handle cases of one department."),
        default="",
    )

    def offer(self, roles: Iterable[Role], departments: Iterable[Department]) -> Any:
        """Fill the choices; return the form."""
        named = [(role.value, ROLE_LABELS[role]) for role in roles]
        self.role.choices = choices([("", _l("Choose a role")), *named])
        there = [(str(d.id), local_name(d)) for d in departments]
        self.department_id.choices = choices([("", _l("No particular department")), *there])
        return self

    @property
    def chosen(self) -> dict[str, Any]:
        """Return the role and the department."""
        department = self.department_id.data
        return {"role": self.role.data, "department_id": int(department) if department else None}


class InviteForm(RoleForm):
    """Somebody who is to work here."""

    name = StringField(
        _l("Full name"),
        description=_l("As it stands under answers."),
        **required(_l("Please type the name."), 120),
    )
    title = StringField(
        _l("Position"), description=_l("For example: Deputy head of office"), **one_line(120)
    )
    email = StringField(
        _l("E-mail address"),
        description=_l("The link to set up the account goes there and works for 7 days."),
        **required(_l("Please type the e-mail address."), 254),
    )
