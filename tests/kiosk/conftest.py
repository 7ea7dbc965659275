"""A browser that is the screen in a ward's hall."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import current_app

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.kiosk import commands
from citizen_app.permissions import Role
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.client import StrictClient


@pytest.fixture
def clerk(ward: Ward) -> Actor:
    db.session.add(Neighbourhood(ward_id=ward.id, name="Khu phố 1", position=1))
    return people.as_actor(people.make_staff(Role.CLERK, ward))


@pytest.fixture
def at(ward: Ward) -> Callable[[str], str]:
    return lambda rest="": f"/p/{ward.path_id}/quay{rest}"


@pytest.fixture
def screen(ward: Ward, clerk: Actor, at: Any, client: StrictClient) -> StrictClient:
    """A browser that is the ward's screen."""
    device = commands.set_up(clerk, ward, name="Sảnh tiếp dân")
    code = commands.binding_code(device, secret=current_app.config["SECRET_KEY"])
    factories.store()
    bound = client.submit(client.get(at("/ket-noi")), {"code": code}, button="Gắn máy này")
    client.follow(bound)
    return client
