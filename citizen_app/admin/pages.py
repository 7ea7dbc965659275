"""The way of every form here: check it, run one command, say that it is done, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template

from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import gettext as _

Run = Callable[[], object]


def form_page(form: Any, run: Run, *, back: str, done: Any = None, **page: Any) -> Any:
    """Run a command with what was typed and go `back`, or show the form with what is to be mended."""
    if form.accepts():
        try:
            run()
        except Invalid as error:
            form.put_error(error)
        else:
            flash(str(done or _("Saved.")), "success")
            return redirect(back, 303)
    template = page.pop("template", "admin/form.html")
    html = render_template(template, form=form, back=back, **page)
    return html, 422 if form.errors else 200


def act(run: Run, *, back: str, done: Any) -> Any:
    """Run the command behind a single button; an objection is told on the page one comes back to."""
    try:
        run()
    except Invalid as error:
        flash(str(error.message), "error")
    else:
        flash(str(done), "success")
    return redirect(back, 303)
