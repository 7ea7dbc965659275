"""Commands that belong to no feature."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from citizen_app.core import events, failed, jobs
from citizen_app.core.db import transaction
from citizen_app.demo import cli as demo
from citizen_app.seals import cli as seals
from citizen_app.wards import cli as wards


@click.command("prepare")
@click.option(
    "--province", default="79", show_default=True, help="Whose units to load when there are none."
)
@click.option("--demo", "with_demo", is_flag=True, help="Load the demonstration too, once.")
@click.pass_context
def prepare(context: click.Context, province: str, with_demo: bool) -> None:
    """Bring the database up to date and load what is missing: all that a start needs."""
    upgrade()
    context.invoke(wards.load, province=province, if_empty=True)
    if with_demo:
        context.invoke(demo.load, if_empty=True)


@click.command("worker")
@click.option("--workers", default=2, show_default=True, help="Threads that work at the same time.")
def worker(workers: int) -> None:
    """Do the background work: notices, and what a lost worker left undone."""
    jobs.run_worker(current_app._get_current_object(), workers)  # type: ignore[attr-defined]


@click.group("events")
def events_group() -> None:
    """Look after the event log."""


@events_group.command("sweep")
def sweep() -> None:
    """Handle every event that is still owed something, now."""
    click.echo(f"{events.sweep()} handled")


@events_group.command("failed")
def show_failed() -> None:
    """Show what was given up: number, handler and kind of error."""
    rows = failed.count_failed()
    for handler, error, count in rows:
        click.echo(f"{count:6}  {handler}  {error}")
    if not rows:
        click.echo("nothing was given up")


@events_group.command("retry")
@click.option("--handler", default=None, help="Only what this handler gave up.")
def retry(handler: str | None) -> None:
    """Try again what was given up, from the next minute on."""
    with transaction():
        count = failed.reopen_failed(handler)
    click.echo(f"{count} reopened")


def register(app: Flask) -> None:
    """Add the commands."""
    for command in (seals.seal, seals.verify):
        events_group.add_command(command)
    for command in (prepare, worker, events_group):
        app.cli.add_command(command)
