"""Commands for the open data."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from citizen_app.opendata import store
from citizen_app.opendata.publishing import publish

group = AppGroup("opendata", help="The open data that anybody may use.")


@group.command("publish")
def publish_now() -> None:
    """Make today's version; the night does this by itself. A version that is there stays as it is."""
    version = publish()
    if version is None:
        click.echo("today's version is there already")
        return
    size = sum(one["bytes"] for one in version.manifest["files"])
    click.echo(f"{version.name}: {len(version.manifest['files'])} files, {size:,} bytes")


@group.command("list")
def list_versions() -> None:
    """List the versions that are kept, the newest first."""
    for name in store.names():
        version = store.find(name)
        if version is not None:
            rows = sum(one["rows"] for one in version.of("cases").values()) // 3
            click.echo(f"{name}  {rows:>9,} cases  {len(version.wards):>4} wards")
    if not store.names():
        click.echo("nothing was published yet")
