"""Reports: from sending to the published answer and the sender's judgement."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.feedback import (
    account,
    cli,
    home,
    jobs,
    notices,
    notices_followers,
    routes_following,
    routes_public,
    routes_reading,
    routes_sender,
    routes_staff,
)
from citizen_app.feedback.states import TEMPLATE_WORDS
from citizen_app.permissions import Permission

# Imported for what they register: pages, handlers, jobs.
PARTS = (
    jobs,
    notices,
    notices_followers,
    routes_following,
    routes_reading,
    routes_sender,
)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    app.cli.add_command(cli.group)
    add_staff_entry(
        StaffEntry(_l("Cases"), "staff_feedback.inbox", Permission.REPORT_READ, place=10)
    )
    app.jinja_env.globals.update(TEMPLATE_WORDS)
    home.register()
    account.register()
