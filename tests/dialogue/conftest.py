"""What tests of dialogues share: a ward, its team, plans that fit."""

from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.dialogue.commands.announce import announce_session
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.models import Session
from citizen_app.wards.models import Ward
from tests.dialogue.plans import plan
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team


@pytest.fixture
def other_ward(app: Flask) -> Ward:
    return people.open_ward("27154")


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


@pytest.fixture
def browser(app: Flask) -> Callable[[Actor], StrictClient]:
    return lambda actor: people.browser_of(app, db.session.get_one(Account, actor.account_id))


@pytest.fixture
def planned(ward: Ward, team: Team) -> Session:
    session = plan_session(team.clerk, ward, plan())
    factories.store()
    return session


@pytest.fixture
def announced(planned: Session, team: Team) -> Session:
    announce_session(team.leader, planned)
    factories.store()
    return planned
