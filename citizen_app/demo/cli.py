"""Commands for the demonstration."""

from __future__ import annotations

import datetime as dt
import time

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from citizen_app.accounts.queries import list_demo_accounts
from citizen_app.core import clock
from citizen_app.core.db import db, transaction
from citizen_app.core.events import without_handlers
from citizen_app.demo.attending import open_doors_of
from citizen_app.demo.bulk import SEED, load_bulk
from citizen_app.demo.dialogues import dialogues_of
from citizen_app.demo.figures import count_and_report
from citizen_app.demo.keeping import commitments_of
from citizen_app.demo.live import live_session_of
from citizen_app.demo.neighbours import neighbours_of
from citizen_app.demo.paper import paper_of
from citizen_app.demo.people import set_up_wards
from citizen_app.demo.pockets import pockets_of
from citizen_app.demo.requests import requests_of
from citizen_app.demo.stories import stories_of
from citizen_app.demo.surveys import surveys_of
from citizen_app.demo.teams import teams_of
from citizen_app.demo.telling import tell_in_order
from citizen_app.feedback.models import Report
from citizen_app.opendata.publishing import publish
from citizen_app.seals.commands import seal_new_events
from citizen_app.wards.models import Installation

group = AppGroup("demo", help="Load and look at the demonstration.")
MARK = "demo"
USUAL_WARDS = 20
BEFORE_ALL = dt.timedelta(days=300)


@group.command("load")
@click.option(
    "--if-empty", is_flag=True, help="Do nothing when the demonstration is there already."
)
@click.option("--wards", type=click.IntRange(1), help="With --reports: in so many wards.")
@click.option(
    "--reports", type=click.IntRange(1), help="Load a large made-up set, to measure with."
)
@click.option("--add", is_flag=True, help="With --reports: also where there are reports already.")
@click.option("--seed", type=int, default=SEED, help="With --reports: the same set each time.")
def load(if_empty: bool, wards: int | None, reports: int | None, add: bool, seed: int) -> None:
    """Load four wards with staff and some months of reports, dated back from today.

    With --reports: a large set instead, in bulk, of texts thrown together by dice.
    """
    if reports is not None:
        _load_bulk(wards or USUAL_WARDS, reports, add, seed)
        return
    if wards is not None:
        raise click.UsageError("--wards goes with --reports")
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
        stories = stories_of(demo_wards, secret)
        dialogues = [*dialogues_of(demo_wards, secret), *open_doors_of(demo_wards, secret)]
        dialogues += live_session_of(demo_wards, secret)
        requests = requests_of(demo_wards, secret)
        others = [*commitments_of(demo_wards), *surveys_of(demo_wards, secret)]
        others += neighbours_of(demo_wards)
        others += [*teams_of(demo_wards, secret), *pockets_of(demo_wards, secret)]
        others += paper_of(demo_wards, secret)
        tell_in_order([*stories, *dialogues, *requests, *others])
        db.session.add(Installation(name=MARK, at=clock.now()))
    count_and_report(demo_wards)
    seal_new_events()
    publish()
    click.echo(f"demonstration loaded: {len(stories)} reports, {len(dialogues)} dialogues")


def _load_bulk(wards: int, reports: int, add: bool, seed: int) -> None:
    if not add and db.session.scalar(select(Report.id).limit(1)) is not None:
        raise click.ClickException("there are reports already: --add puts more beside them")
    db.session.rollback()
    began = time.monotonic()
    with transaction():
        loaded = load_bulk(wards, reports, secret=current_app.config["SECRET_KEY"], seed=seed)
    seconds = time.monotonic() - began
    for table, rows in loaded.rows.items():
        click.echo(f"  {table:20}{rows:>12,}")
    click.echo(
        f"{reports:,} reports in {wards} wards: {loaded.total:,} rows in {seconds:.0f} s, "
        f"{loaded.total / seconds:,.0f} rows per second"
    )


@group.command("accounts")
def accounts() -> None:
    """List the demonstration's staff; the sign-in page opens each with one click."""
    for account in list_demo_accounts():
        roles = ", ".join(str(role) for role in account.roles)
        click.echo(f"  {account.name:26} {roles:34} {account.ward}")
    click.echo("  Sign in at /can-bo/dang-nhap: one click each, second factor filled in.")
