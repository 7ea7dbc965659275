"""Commands for the demonstration."""

from __future__ import annotations

import datetime as dt

import click
from flask import current_app
from flask.cli import AppGroup

from citizen_app.accounts.queries import list_demo_accounts
from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import without_handlers
from citizen_app.demo.attending import open_doors
from citizen_app.demo.dialogues import hold_dialogues
from citizen_app.demo.people import set_up_wards
from citizen_app.demo.stories import tell_stories
from citizen_app.wards.models import Installation

group = AppGroup("demo", help="Load and look at the demonstration.")
MARK = "demo"
BEFORE_ALL = dt.timedelta(days=300)


@group.command("load")
@click.option(
    "--if-empty", is_flag=True, help="Do nothing when the demonstration is there already."
)
def load(if_empty: bool) -> None:
    """Load three wards with staff and some months of reports, dated back from today."""
    if db.session.get(Installation, MARK) is not None:
        if if_empty:
            return
        raise click.ClickException("the demonstration is loaded already")
    db.session.rollback()
    with transaction(), without_handlers():
        secret = current_app.config["SECRET_KEY"]
        # The people were there before the first report.
        with clock.at(clock.now() - BEFORE_ALL):
            demo_wards = set_up_wards()
        count = tell_stories(demo_wards, secret)
        dialogues = hold_dialogues(demo_wards, secret)
        open_doors(demo_wards, secret)
        db.session.add(Installation(name=MARK, at=clock.now()))
    click.echo(f"demonstration loaded: {count} reports, {dialogues} dialogues")


@group.command("accounts")
def accounts() -> None:
    """List the demonstration's staff; the sign-in page opens each with one click."""
    for account in list_demo_accounts():
        roles = ", ".join(str(role) for role in account.roles)
        click.echo(f"  {account.name:26} {roles:34} {account.ward}")
    click.echo("  Sign in at /can-bo/dang-nhap: one click each, second factor filled in.")
