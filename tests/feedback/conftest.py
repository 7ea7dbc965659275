"""What the tests of reports have in common: a ward, its team, and their browsers."""

from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.wards.models import Ward
from tests.support import people
from tests.support.client import StrictClient
from tests.support.factories import Team, team_of


@pytest.fixture
def team(ward: Ward) -> Team:
    return team_of(ward)


@pytest.fixture
def other(app: Flask) -> Ward:
    """A second ward that takes reports."""
    return people.open_ward("27154")


@pytest.fixture
def browser(app: Flask) -> Callable[[Actor], StrictClient]:
    """A signed-in browser of one of the team."""

    def open_browser(actor: Actor) -> StrictClient:
        return people.browser_of(app, db.session.get_one(Account, actor.account_id))

    return open_browser
