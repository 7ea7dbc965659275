"""Commands for accounts."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from citizen_app.accounts.commands import invite_staff
from citizen_app.accounts.messages import invitation_url
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import transaction
from citizen_app.core.errors import DomainError
from citizen_app.permissions import Role

group = AppGroup("accounts", help="Look after accounts.")


@group.command("create-admin")
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as colleagues know it.")
@click.option("--title", default="", help="The person's position.")
def create_admin(email: str, name: str, title: str) -> None:
    """Open the account of a system administrator and print the link that sets its password."""
    try:
        with transaction():
            _account, token = invite_staff(
                SYSTEM,
                name=name,
                title=title,
                email=email,
                role=Role.SYSTEM_ADMIN,
                ward_id=None,
            )
    except DomainError as error:
        raise click.ClickException(str(error.message)) from error
    click.echo(f"Open this link within 7 days to choose a password:\n{invitation_url(token)}")
