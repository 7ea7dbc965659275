"""The people of a test really are who they are said to be."""

from collections.abc import Callable

from flask import Flask

from citizen_app.permissions import Permission, Role
from citizen_app.wards.models import Ward
from tests.support import people
from tests.support.client import StrictClient


def test_an_officer_acts_in_the_own_ward_only(ward: Ward) -> None:
    actor = people.as_actor(people.make_staff(Role.OFFICER, ward))
    assert actor.may(Permission.REPORT_ANSWER, ward.id)
    assert not actor.may(Permission.REPORT_ANSWER, ward.id + 1)


def test_a_browser_is_signed_in_at_its_own_door(
    app: Flask, ward: Ward, browser_as: Callable[[Role], StrictClient]
) -> None:
    assert browser_as(Role.OFFICER).get("/can-bo/").status_code == 200
    resident = people.browser_of(app, people.make_resident())
    assert resident.get("/tai-khoan").status_code == 200
    assert resident.get("/can-bo/", status=302).status_code == 302
