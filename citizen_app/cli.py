"""Commands that belong to no feature."""

from __future__ import annotations

import click
from flask import Flask, current_app

from citizen_app.core import events, jobs


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


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(worker)
    app.cli.add_command(events_group)
