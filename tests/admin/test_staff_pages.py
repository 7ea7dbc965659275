"""The people of a ward come, change their roles, and go."""

from collections.abc import Callable
from email.message import EmailMessage

from flask import Flask
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.db import db
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.admin.conftest import press
from tests.support import people
from tests.support.client import StrictClient

NEW = {"name": "Trần Văn Bảy", "email": "bay@vidu.vn", "role": "officer"}


def person_called(name: str) -> Account:
    db.session.expire_all()
    return db.session.scalars(select(Account).where(Account.public_name == name)).one()


def test_somebody_is_invited(
    admin: StrictClient, home: str, mails: Callable[[], list[EmailMessage]]
) -> None:
    done = admin.submit(admin.get(f"{home}/can-bo/moi"), NEW)
    assert "Trần Văn Bảy" in admin.follow(done).words
    assert [grant.role for grant in person_called("Trần Văn Bảy").grants] == ["officer"]
    assert mails()[-1]["To"] == "bay@vidu.vn"


def test_the_same_address_twice_is_refused(admin: StrictClient, home: str) -> None:
    page = admin.get(f"{home}/can-bo/moi")
    admin.submit(page, NEW)
    again = admin.submit(page, NEW | {"name": "Trần Văn Tám"}, status=422)
    assert again.errors == [
        "There is a staff account with this address already. Give it a role instead."
    ]


def test_city_roles_are_not_offered(admin: StrictClient, home: str) -> None:
    offered = {option.get("value") for option in admin.get(f"{home}/can-bo/moi").all("option")}
    assert "leader" in offered
    assert not {"system_admin", "analyst", "resident", "helper"} & offered


def test_roles_are_given_and_ended(admin: StrictClient, ward: Ward, home: str) -> None:
    person = people.make_staff(Role.OFFICER, ward)
    address = f"{home}/can-bo/{person.id}"
    page = admin.follow(
        admin.submit(admin.get(address), {"role": "clerk"}, button="Give this role")
    )
    assert "The role was given." in page.words
    first = person.grants[0]
    press(admin, f"{address}/vai-tro/{first.id}/ket-thuc")
    db.session.expire_all()
    assert [g.role for g in person.grants if g.valid_to is None] == ["clerk"]
    press(admin, f"{address}/vai-tro/{first.id}/ket-thuc", status=404)


def test_an_account_is_closed_and_opened_again(admin: StrictClient, ward: Ward, home: str) -> None:
    person = people.make_staff(Role.CLERK, ward, name="Lê Thị Chín")
    address = f"{home}/can-bo/{person.id}"
    press(admin, f"{address}/dong")
    assert person_called("Lê Thị Chín").disabled_at is not None
    assert "Formerly" in admin.get(f"{home}/can-bo").words
    press(admin, f"{address}/mo-lai")
    assert person_called("Lê Thị Chín").disabled_at is None


def test_people_of_another_ward_are_not_found(
    admin: StrictClient, other_ward: Ward, home: str
) -> None:
    person = people.make_staff(Role.CLERK, other_ward)
    admin.get(f"{home}/can-bo/{person.id}", status=404)
    press(admin, f"{home}/can-bo/{person.id}/dong", status=404)


def test_nobody_changes_their_own_roles(app: Flask, ward: Ward, home: str) -> None:
    me = people.make_staff(Role.WARD_ADMIN, ward)
    browser = people.browser_of(app, me)
    page = browser.get(f"{home}/can-bo/{me.id}")
    assert not page.all("main form")
    grant = me.grants[0]
    press(browser, f"{home}/can-bo/{me.id}/vai-tro/{grant.id}/ket-thuc", status=403)
    press(browser, f"{home}/can-bo/{me.id}/dong", status=403)


def test_somebody_of_two_wards_is_closed_by_the_system_administrator_only(
    admin: StrictClient, system_admin: StrictClient, ward: Ward, other_ward: Ward, home: str
) -> None:
    person = people.make_staff(Role.CLERK, ward)
    people.grant_role(people.SYSTEM, person, role=Role.CLERK, ward_id=other_ward.id)
    address = f"{home}/can-bo/{person.id}"
    assert "works in other wards too" in admin.get(address).words
    press(admin, f"{address}/dong", status=403)
    press(system_admin, f"{address}/dong")


def test_a_helper_is_listed_but_their_account_is_their_own(
    admin: StrictClient, ward: Ward, home: str
) -> None:
    helper = people.make_resident("Ngô Thị Mười", email="muoi@vidu.vn")
    people.grant_role(people.SYSTEM, helper, role=Role.HELPER, ward_id=ward.id)
    page = admin.get(f"{home}/can-bo/{helper.id}")
    assert "muoi@vidu.vn" not in page.text
    assert "Close the account" not in page.words


def test_the_system_administrator_appoints_a_city_inspector(
    system_admin: StrictClient, mails: Callable[[], list[EmailMessage]]
) -> None:
    page = system_admin.get("/quan-tri/thanh-pho/moi")
    offered = {option.get("value") for option in page.all("select[name=role] option")}
    assert "city_inspector" in offered and not {"officer", "leader", "clerk"} & offered
    answers = {"name": "Lê Thị Chín", "email": "chin@vidu.vn", "role": "city_inspector"}
    system_admin.submit(page, answers)
    (grant,) = person_called("Lê Thị Chín").grants
    assert (grant.role, grant.ward_id) == ("city_inspector", None)
    assert mails()[-1]["To"] == "chin@vidu.vn"


def test_a_ward_administrator_appoints_nobody_for_the_city(admin: StrictClient) -> None:
    admin.get("/quan-tri/thanh-pho/moi", status=403)
    assert "thanh-pho/moi" not in admin.get("/quan-tri/", status={200, 302, 303}).text
