"""Who may give which role to whom; invitations; closing accounts."""

import datetime as dt

import pytest
from sqlalchemy import select

from citizen_app.accounts import queries
from citizen_app.accounts.commands import (
    accept_invitation,
    create_account,
    disable_account,
    enable_account,
    end_role,
    end_sign_in,
    grant_role,
    invite_staff,
    renew_invitation,
)
from citizen_app.accounts.commands.sign_ins import begin_sign_in
from citizen_app.accounts.events import RoleEnded, RoleGranted
from citizen_app.accounts.models import Account
from citizen_app.accounts.policies import roles_open_to
from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM, Actor
from citizen_app.core.db import db, transaction
from citizen_app.core.errors import Invalid, NotAllowed, NotFound
from citizen_app.core.events import Event
from citizen_app.permissions import Permission, Role
from citizen_app.wards.models import Department, Neighbourhood
from tests.accounts.people import make_resident, make_staff
from tests.support.people import as_actor

NEW = "một câu dài dễ nhớ hơn"


@pytest.fixture
def ward_admin(places) -> Account:
    return make_staff("ward_admin", places.here, email="quantri@example.com", name="Quản trị")


@pytest.fixture
def system_admin(places) -> Account:
    return make_staff("system_admin", None, email="hethong@example.com", name="Hệ thống")


@pytest.fixture
def clerk(places) -> Account:
    return make_staff("clerk", places.here)


def invite(actor, ward_id, role="officer", email="moi@example.com"):
    with transaction():
        return invite_staff(
            actor, name="Mới", title="Chuyên viên", email=email, role=role, ward_id=ward_id
        )


def test_a_ward_admin_gives_ward_roles_in_the_ward(app, ward_admin, clerk, places):
    grant_role(as_actor(ward_admin), clerk, role="officer", ward_id=places.here)
    assert as_actor(clerk).may(Permission.REPORT_ANSWER, places.here)
    assert not as_actor(clerk).may(Permission.REPORT_ANSWER, places.there)


@pytest.mark.parametrize("role", ["system_admin", "analyst", "supervisor", "ward_admin", "leader"])
def test_a_ward_admin_gives_no_role_for_the_city(app, ward_admin, clerk, role):
    with pytest.raises(NotAllowed):
        grant_role(as_actor(ward_admin), clerk, role=role, ward_id=None)


@pytest.mark.parametrize("role", ["system_admin", "analyst"])
def test_city_roles_are_not_held_in_a_ward(app, system_admin, ward_admin, clerk, places, role):
    for giver in (system_admin, ward_admin):
        with pytest.raises(NotAllowed):
            grant_role(as_actor(giver), clerk, role=role, ward_id=places.here)


def test_a_ward_admin_gives_nothing_in_another_ward(app, ward_admin, clerk, places):
    with pytest.raises(NotAllowed):
        grant_role(as_actor(ward_admin), clerk, role="officer", ward_id=places.there)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_raises_themselves(app, ward_admin, system_admin, places, role):
    for person, ward_id in (
        (ward_admin, places.here),
        (system_admin, None),
        (system_admin, places.here),
    ):
        with pytest.raises(NotAllowed):
            grant_role(as_actor(person), person, role=role, ward_id=ward_id)


def test_others_give_no_roles(app, clerk, places):
    person = make_staff("officer", places.here, email="khac@example.com")
    assert roles_open_to(as_actor(clerk), places.here) == ()
    for actor in (as_actor(clerk), Actor()):
        with pytest.raises(NotAllowed):
            grant_role(actor, person, role="leader", ward_id=places.here)


def test_a_system_admin_gives_city_roles(app, system_admin, clerk):
    grant_role(as_actor(system_admin), clerk, role="supervisor", ward_id=None)
    assert as_actor(clerk).wards_with(Permission.EVENT_READ) is None


def test_roles_keep_to_their_door(app, clerk, places):
    resident = make_resident()
    with pytest.raises(Invalid):
        grant_role(SYSTEM, resident, role="clerk", ward_id=places.here)
    with pytest.raises(Invalid):
        grant_role(SYSTEM, clerk, role="helper", ward_id=places.here)
    grant_role(SYSTEM, resident, role="helper", ward_id=places.here)
    assert as_actor(resident).may(Permission.REPORT_ON_BEHALF, places.here)


def test_departments_and_neighbourhoods_belong_to_the_ward(app, clerk, places):
    department = Department(ward_id=places.there, code="vp", name="Văn phòng")
    neighbourhood = Neighbourhood(ward_id=places.there, name="Khu phố 1")
    db.session.add_all([department, neighbourhood])
    db.session.flush()
    helper = make_resident()
    with pytest.raises(Invalid):
        grant_role(SYSTEM, clerk, role="officer", ward_id=places.here, department_id=department.id)
    with pytest.raises(Invalid):
        grant_role(
            SYSTEM,
            helper,
            role="helper",
            ward_id=places.here,
            neighbourhood_ids=[neighbourhood.id],
        )
    grant = grant_role(
        SYSTEM, helper, role="helper", ward_id=places.there, neighbourhood_ids=[neighbourhood.id]
    )
    assert as_actor(helper).grants[0].neighbourhood_ids == {neighbourhood.id}
    assert grant.neighbourhood_ids == [neighbourhood.id]


def test_the_same_role_is_not_given_twice(app, clerk, places):
    with pytest.raises(Invalid):
        grant_role(SYSTEM, clerk, role="clerk", ward_id=places.here)


def test_a_role_ends_and_stays_in_the_records(app, ward_admin, clerk, places):
    grant = clerk.grants[0]
    with pytest.raises(NotAllowed):
        end_role(as_actor(clerk), grant)
    end_role(as_actor(ward_admin), grant)
    assert grant.valid_to is not None
    assert not as_actor(clerk).may(Permission.REPORT_READ, places.here)
    kinds = db.session.scalars(select(Event.kind).where(Event.ward_id == places.here)).all()
    assert {RoleGranted.__name__, RoleEnded.__name__} <= set(kinds)


def test_a_ward_admin_ends_no_city_role(app, ward_admin, system_admin):
    with pytest.raises(NotAllowed):
        end_role(as_actor(ward_admin), system_admin.grants[0])


def test_a_role_has_a_first_and_a_last_moment(app, clerk, places, moment):
    with clock.at(moment):
        person = make_staff("officer", places.here, email="khac@example.com")
        person.grants[0].valid_to = moment + dt.timedelta(days=1)
        assert as_actor(person).grants
    with clock.at(moment + dt.timedelta(days=1)):
        assert not as_actor(person).grants
    with clock.at(moment - dt.timedelta(days=1)):
        assert not as_actor(person).grants


def test_an_invited_person_chooses_a_password(visitor, app, ward_admin, places, mails):
    account, token = invite(as_actor(ward_admin), places.here)
    client = visitor()
    page = client.get(f"/can-bo/loi-moi/{token}")
    assert "Mới" in page.words
    assert client.submit(page, {"password": "matkhau123"}, status=422).errors
    assert not db.session.get_one(Account, account.id).password_hash
    page = client.follow(client.submit(page, {"password": NEW}))
    assert page.path == "/can-bo/xac-thuc/thiet-lap"
    assert visitor().get(f"/can-bo/loi-moi/{token}", status=404).heading
    assert f"/can-bo/loi-moi/{token}" in mails()[0].get_content()


def test_an_invitation_is_good_once_and_for_seven_days(app, ward_admin, places, moment):
    with clock.at(moment):
        _account, token = invite(as_actor(ward_admin), places.here)
        _late, late_token = invite(as_actor(ward_admin), places.here, email="tre@example.com")
        accept_invitation(Actor(), token, password=NEW, device="")
        with pytest.raises(NotFound):
            accept_invitation(Actor(), token, password=NEW, device="")
    with clock.at(moment + dt.timedelta(days=7)), pytest.raises(NotFound):
        accept_invitation(Actor(), late_token, password=NEW, device="")


def test_a_new_invitation_ends_the_old_one(app, ward_admin, places):
    account, first = invite(as_actor(ward_admin), places.here)
    second = renew_invitation(as_actor(ward_admin), account)
    with pytest.raises(NotFound):
        accept_invitation(Actor(), first, password=NEW, device="")
    accept_invitation(Actor(), second, password=NEW, device="")


def test_only_administrators_invite(app, ward_admin, clerk, places):
    for actor, role, ward_id in (
        (as_actor(clerk), "officer", places.here),
        (Actor(), "officer", places.here),
        (as_actor(ward_admin), "officer", places.there),
        (as_actor(ward_admin), "system_admin", None),
        (as_actor(ward_admin), "helper", places.here),
    ):
        with pytest.raises(NotAllowed):
            invite(actor, ward_id, role)


def test_nobody_is_invited_twice(app, ward_admin, clerk, places):
    with pytest.raises(Invalid):
        invite(as_actor(ward_admin), places.here, email="HUNG@example.com")


def test_a_ward_admin_takes_over_nobody_with_a_role_elsewhere(app, ward_admin, clerk, places):
    """A new invitation sets a password: it would open what the person may do in the other ward."""
    grant_role(SYSTEM, clerk, role="leader", ward_id=places.there)
    for act in (renew_invitation, disable_account):
        with pytest.raises(NotAllowed):
            act(as_actor(ward_admin), clerk)


def test_an_account_is_closed_and_opened(app, visitor, ward_admin, clerk, places):
    sign_in = begin_sign_in(clerk, device="").sign_in
    disable_account(as_actor(ward_admin), clerk)
    db.session.refresh(sign_in)
    assert sign_in.ended_at is not None
    with pytest.raises(NotAllowed):
        enable_account(as_actor(clerk), clerk)
    enable_account(as_actor(ward_admin), clerk)
    assert clerk.disabled_at is None


def test_residents_accounts_are_not_closed_by_wards(app, ward_admin, system_admin, places):
    resident = make_resident()
    grant_role(SYSTEM, resident, role="helper", ward_id=places.here)
    with pytest.raises(NotAllowed):
        disable_account(as_actor(ward_admin), resident)
    disable_account(as_actor(system_admin), resident)


def test_sessions_of_others_are_ended_by_their_administrator_only(app, ward_admin, clerk, places):
    other = make_staff("officer", places.here, email="khac@example.com")
    sign_in = begin_sign_in(clerk, device="").sign_in
    with pytest.raises(NotAllowed):
        end_sign_in(as_actor(other), sign_in)
    end_sign_in(as_actor(ward_admin), sign_in)
    assert sign_in.ended_at is not None


def test_staff_accounts_are_opened_by_administrators_only(app, ward_admin):
    with pytest.raises(NotAllowed):
        create_account(Actor(), surface="staff", name="Kẻ lạ")
    assert create_account(as_actor(ward_admin), surface="staff", name="Mới").surface == "staff"


def test_people_with_a_permission_are_found(app, clerk, ward_admin, places):
    assert queries.people_with(Permission.REPORT_RECEIVE, places.here) == [clerk]
    assert queries.people_with(Permission.REPORT_RECEIVE, places.there) == []
    assert queries.list_staff(as_actor(ward_admin), places.here) == [clerk, ward_admin]
    assert queries.list_staff(as_actor(clerk), places.here) == []
