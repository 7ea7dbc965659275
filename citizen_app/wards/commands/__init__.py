"""Everything that changes how a ward is set up."""

from __future__ import annotations

from citizen_app.wards.commands.calendar import remove_day, set_day
from citizen_app.wards.commands.closures import announce_closure, end_closure
from citizen_app.wards.commands.fields import add_field, change_field, route_fields, use_field
from citizen_app.wards.commands.ladder import change_rung, drop_rung
from citizen_app.wards.commands.limits import add_limit, end_limit
from citizen_app.wards.commands.office import change_office
from citizen_app.wards.commands.texts import change_text, show_text
from citizen_app.wards.commands.units import (
    add_department,
    add_neighbourhoods,
    change_department,
    change_neighbourhood,
    use_department,
    use_neighbourhood,
)
from citizen_app.wards.commands.voters import count_voters

__all__ = [
    "add_department",
    "add_field",
    "add_limit",
    "add_neighbourhoods",
    "announce_closure",
    "change_department",
    "change_field",
    "change_neighbourhood",
    "change_office",
    "change_rung",
    "change_text",
    "count_voters",
    "drop_rung",
    "end_closure",
    "end_limit",
    "remove_day",
    "route_fields",
    "set_day",
    "show_text",
    "use_department",
    "use_field",
    "use_neighbourhood",
]
