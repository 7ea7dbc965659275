"""Commitments: promises with an owner, a date and evidence."""

from __future__ import annotations

from flask import Flask

from citizen_app.commitments import (
    events,
    home,
    jobs,
    models,
    notices,
    routes_keeping,
    routes_public,
    routes_staff,
    routes_voices,
)
from citizen_app.commitments.policies import (
    is_coming,
    is_late,
    is_missed,
    open_wish,
    standing,
    was_moved,
)
from citizen_app.commitments.workflow import STANDINGS, STATE_LABELS
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.permissions import Permission

__all__ = ["models"]

# Imported for what they register: kinds of events, jobs, handlers, pages.
PARTS = (events, jobs, notices, routes_keeping, routes_voices)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    add_staff_entry(
        StaffEntry(
            _l("Commitments"),
            "staff_commitments.list_commitments",
            Permission.COMMITMENT_KEEP,
            place=30,
        )
    )
    app.jinja_env.globals.update(
        commitment_states=STATE_LABELS,
        commitment_standings=STANDINGS,
        standing_of_promise=standing,
        is_late_promise=is_late,
        is_missed_step=is_missed,
        is_coming_step=is_coming,
        was_moved=was_moved,
        open_wish=open_wish,
    )
    home.register()
