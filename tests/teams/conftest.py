"""A ward with a team of two helpers, and residents who are helped."""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, current_app

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.files.images import CleanPhoto
from citizen_app.feedback.commands.submit import Submission
from citizen_app.permissions import Role
from citizen_app.teams.commands.consents import ConsentTaken
from citizen_app.teams.commands.filing import Filed, file_report
from citizen_app.teams.commands.teams import invite_member, join_team, make_team
from citizen_app.teams.models import Team
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people

TEXT = "Nắp cống trước nhà văn hóa bị vỡ, tối đi dễ ngã."
_keys = itertools.count(1)


def secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@dataclass
class Helping:
    """A team for the first neighbourhood of a ward, with its helpers."""

    ward: Ward
    leader: Actor
    team: Team
    here: Neighbourhood
    elsewhere: Neighbourhood
    accounts: list[Account]

    def helper(self, number: int = 0) -> Actor:
        """A helper as the next request sees them: roles are read anew."""
        db.session.expire_all()
        return people.as_actor(self.accounts[number])

    def taken(self, **fields: Any) -> ConsentTaken:
        spoken = {"kind": "witness", "relation": "family", "neighbourhood": self.here}
        return ConsentTaken(**(spoken | fields))

    def file(
        self,
        text: str = TEXT,
        *,
        number: int = 0,
        key: str = "",
        consent: Any = None,
        **fields: Any,
    ) -> Filed:
        submission = Submission(
            key=key or f"khoa-giup-do-so-{next(_keys):06}",
            text=text,
            neighbourhood=self.here,
            **fields,
        )
        taken = consent or self.taken()
        filed = file_report(self.helper(number), taken, submission, secret=secret())
        factories.store()
        return filed


def join(leader: Actor, team: Team, account: Account) -> None:
    token = invite_member(leader, team)
    join_team(people.as_actor(account), token)
    factories.store()


@pytest.fixture
def places(ward: Ward) -> list[Neighbourhood]:
    found = list(wards.list_neighbourhoods(ward))
    if len(found) < 2:
        found = [Neighbourhood(ward_id=ward.id, name=f"Khu phố {n}", position=n) for n in (1, 2)]
        db.session.add_all(found)
        factories.store()
    return found


@pytest.fixture
def helping(app: Flask, ward: Ward, places: list[Neighbourhood]) -> Helping:
    leader = people.as_actor(people.make_staff(Role.LEADER, ward))
    team = make_team(leader, ward, name="Tổ 1", neighbourhoods=places[:1])
    factories.store()
    accounts = [people.make_resident(name) for name in ("Trần Thị Hoa", "Lê Văn Tư")]
    for account in accounts:
        join(leader, team, account)
    return Helping(ward, leader, team, places[0], places[1], accounts)


@pytest.fixture
def picture() -> CleanPhoto:
    return factories.read_photo(factories.photo()[0])
