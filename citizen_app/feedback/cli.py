"""Commands for reports."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from citizen_app.core.actor import Actor
from citizen_app.feedback.commands.taking_over import import_table
from citizen_app.feedback.diagram import workflow_diagram
from citizen_app.feedback.importing import BadTable

group = AppGroup("feedback", help="Take over and look after reports.")
IMPORTER = Actor(is_system=True, channel="import", name="Lắng Nghe")
MOST_SHOWN = 50


@group.command("diagram")
def diagram() -> None:
    """Print the journey of a report as a diagram (Mermaid), made from the workflow's table."""
    click.echo(workflow_diagram(), nl=False)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--source", default="import", show_default=True, help="Name of the system the file comes from."
)
@click.option("--dry-run", is_flag=True, help="Check every row, store nothing.")
def import_file(file: Path, source: str, dry_run: bool) -> None:
    """Take over cases from FILE (CSV in UTF-8, or XLSX); see the README for its columns."""
    try:
        report = import_table(IMPORTER, file, source=source, dry_run=dry_run)
    except BadTable as error:
        raise click.ClickException(str(error)) from error
    for number, message in report.errors[:MOST_SHOWN]:
        click.echo(f"row {number}: {message}", err=True)
    word = "would be added" if dry_run else "added"
    click.echo(
        f"{report.added} {word}, {report.known} known already, {len(report.errors)} not taken"
    )
    if report.errors:
        raise SystemExit(1)
