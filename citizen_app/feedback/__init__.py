"""Reports: from sending to the published answer and the sender's judgement."""

from __future__ import annotations

from flask import Flask

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.nav import StaffEntry, add_staff_entry
from citizen_app.feedback import (
    account,
    cli,
    digest,
    forms_reception,
    home,
    jobs,
    jobs_publishing,
    notices,
    notices_followers,
    notices_staff,
    promises,
    reminders,
    reminding,
    routes_answer,
    routes_following,
    routes_handed_on,
    routes_inbox,
    routes_practice,
    routes_public,
    routes_reading,
    routes_reception,
    routes_send,
    routes_send_found,
    routes_sender,
    routes_staff,
)
from citizen_app.feedback.states import TEMPLATE_WORDS
from citizen_app.permissions import Permission

# Imported for what they register: pages, handlers, jobs.
PARTS = (
    digest,
    jobs,
    jobs_publishing,
    notices,
    notices_followers,
    notices_staff,
    reminders,
    reminding,
    routes_following,
    routes_inbox,
    routes_practice,
    routes_reading,
    routes_reception,
    routes_send,
    routes_send_found,
    routes_sender,
)


def register(app: Flask) -> None:
    """Add this feature to the application."""
    app.register_blueprint(routes_public.bp)
    app.register_blueprint(routes_staff.bp)
    app.register_blueprint(routes_handed_on.bp)
    app.register_blueprint(routes_answer.bp)
    app.cli.add_command(cli.group)
    add_staff_entry(
        StaffEntry(_l("Cases"), "staff_feedback.inbox", Permission.REPORT_READ, place=10)
    )
    add_staff_entry(
        StaffEntry(
            _l("Reception"), "staff_feedback.receptions", Permission.REPORT_REGISTER, place=15
        )
    )
    add_staff_entry(
        StaffEntry(_l("Handed on"), "handed_on.index", Permission.REPORT_READ, place=16)
    )
    app.jinja_env.globals.update(TEMPLATE_WORDS)
    app.jinja_env.globals.update(
        letter_kinds=dict(forms_reception.LETTER_KINDS), reception_ways=dict(forms_reception.WAYS)
    )
    home.register()
    promises.register()
    account.register()
