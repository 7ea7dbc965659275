"""The rules behind a ward's settings, without any page."""

import datetime as dt

import pytest
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, Invalid, NotAllowed, NotFound, StaleVersion
from citizen_app.core.events import Event
from citizen_app.permissions import Role
from citizen_app.wards import commands, queries
from citizen_app.wards.deadlines import find_rule
from citizen_app.wards.models import ClosedPeriod, DeadlineRule, Ward
from tests.support import people

DAY = dt.timedelta(days=1)


@pytest.fixture
def admin(ward: Ward) -> Actor:
    return people.as_actor(people.make_staff(Role.WARD_ADMIN, ward))


@pytest.fixture
def other_ward(ward: Ward) -> Ward:
    return people.open_ward("27154")


def limit(actor: Actor, ward: Ward, **fields: object) -> DeadlineRule:
    usual: dict[str, object] = {
        "purpose": "answer",
        "report_kind": "",
        "days": 5,
        "unit": "working_day",
        "citation": "Quyết định 12/QĐ-UBND",
        "effective_from": clock.today(),
    }
    return commands.add_limit(actor, ward, **{**usual, **fields})  # type: ignore[arg-type]


def office(actor: Actor, ward: Ward, version: int | None = None) -> bool:
    values = {"is_open": True, "address": "", "hotline": "1022", "email": "", "office_hours": ""}
    return commands.change_office(actor, ward, **values, version=version)  # type: ignore[arg-type]


def test_every_command_asks_in_which_ward(admin: Actor, other_ward: Ward) -> None:
    today, ward = clock.today(), other_ward
    department = queries.list_departments(ward.id)[0]
    top = queries.list_categories(ward.id)[0]
    tries = (
        lambda: office(admin, ward),
        lambda: commands.add_department(admin, ward, name="Lạ"),
        lambda: commands.use_department(admin, ward, department, is_active=False),
        lambda: commands.add_neighbourhoods(admin, ward, names=["Lạ"]),
        lambda: commands.route_fields(admin, ward, routes={top: department}),
        lambda: commands.add_field(admin, ward, top, name="Lạ"),
        lambda: limit(admin, ward),
        lambda: commands.change_text(admin, ward, title="Lạ", body="Lạ"),
        lambda: commands.show_text(admin, ward, code="received", is_active=False),
        lambda: commands.announce_closure(
            admin, ward, first_day=today, last_day=today, reason="Lạ"
        ),
        lambda: commands.set_day(admin, ward, day=today, kind="off", name="Lạ", source="Lạ"),
        lambda: commands.set_day(admin, None, day=today, kind="off", name="Lạ", source="Lạ"),
    )
    for attempt in tries:
        with pytest.raises(NotAllowed):
            attempt()


def test_a_thing_of_another_ward_cannot_be_changed_through_ones_own(
    admin: Actor, ward: Ward, other_ward: Ward
) -> None:
    foreign = queries.list_departments(other_ward.id)[0]
    with pytest.raises(NotFound):
        commands.use_department(admin, ward, foreign, is_active=False)
    top = next(c for c in queries.list_categories(ward.id) if c.parent_id is None)
    with pytest.raises(Invalid):
        commands.route_fields(admin, ward, routes={top: foreign})


def test_the_version_counts_up_and_an_old_one_is_refused(admin: Actor, ward: Ward) -> None:
    seen = ward.version
    assert office(admin, ward, seen)
    assert ward.version == seen + 1
    with pytest.raises(StaleVersion):
        office(admin, ward, seen)


def test_nothing_is_logged_when_nothing_changed(admin: Actor, ward: Ward) -> None:
    assert office(admin, ward)
    query = select(Event.id).where(Event.kind == "SettingChanged")
    count = len(db.session.scalars(query).all())
    assert not office(admin, ward)
    assert len(db.session.scalars(query).all()) == count


def test_the_wards_limit_goes_first_and_follows_an_earlier_one(admin: Actor, ward: Ward) -> None:
    today = clock.today()
    first = limit(admin, ward)
    second = limit(admin, ward, days=3, effective_from=today + 10 * DAY)
    assert first.effective_to == today + 9 * DAY
    assert find_rule(ward.id, "answer", "report", today) is first
    assert find_rule(ward.id, "answer", "report", today + 10 * DAY) is second
    with pytest.raises(Invalid):
        limit(admin, ward, days=2, effective_from=today + 5 * DAY)
    commands.end_limit(admin, ward, second, last_day=today)
    general = find_rule(ward.id, "answer", "report", today + 10 * DAY)
    assert general is not None
    assert general.ward_id is None


@pytest.mark.parametrize(
    ("days", "unit", "is_allowed"),
    [
        (10, "working_day", True),
        (11, "working_day", False),
        (10, "calendar_day", True),
        (11, "calendar_day", False),
    ],
)
def test_a_wards_limit_is_never_longer(
    admin: Actor, ward: Ward, days: int, unit: str, is_allowed: bool
) -> None:
    if is_allowed:
        assert limit(admin, ward, days=days, unit=unit).days == days
    else:
        with pytest.raises(Invalid):
            limit(admin, ward, days=days, unit=unit)


def test_working_days_cannot_be_compared_with_fewer_calendar_days(admin: Actor, ward: Ward) -> None:
    with pytest.raises(Invalid):
        limit(admin, ward, purpose="answer_several_units", days=14, unit="working_day")


@pytest.mark.parametrize("purpose", ["reopen_window", "waiting_resident", "ask_judgement", "lạ"])
def test_what_residents_have_time_for_is_not_shortened(
    admin: Actor, ward: Ward, purpose: str
) -> None:
    with pytest.raises(DomainError):
        limit(admin, ward, purpose=purpose, days=1)


def test_an_ended_limit_stays_ended(admin: Actor, ward: Ward) -> None:
    rule = limit(admin, ward)
    with clock.at(clock.now() + 5 * DAY):
        with pytest.raises(Invalid):
            commands.end_limit(admin, ward, rule, last_day=clock.today() - DAY)
        commands.end_limit(admin, ward, rule, last_day=clock.today())
    with clock.at(clock.now() + 9 * DAY), pytest.raises(Invalid):
        commands.end_limit(admin, ward, rule, last_day=clock.today())


def test_days_without_reception_that_have_begun_are_shortened(admin: Actor, ward: Ward) -> None:
    today = clock.today()
    period = commands.announce_closure(
        admin, ward, first_day=today, last_day=today + 5 * DAY, reason="Sửa nhà"
    )
    with clock.at(clock.now() + 2 * DAY):
        commands.end_closure(admin, ward, period)
        assert period.last_day == today + DAY
        with pytest.raises(Invalid):
            commands.end_closure(admin, ward, period)
    assert db.session.scalars(select(ClosedPeriod)).one() is period


def test_days_without_reception_make_sense(admin: Actor, ward: Ward) -> None:
    today = clock.today()
    for first, last in (
        (today - DAY, today),
        (today + DAY, today),
        (today, today + 100 * DAY),
    ):
        with pytest.raises(Invalid):
            commands.announce_closure(admin, ward, first_day=first, last_day=last, reason="Lạ")


def test_a_hidden_general_text_is_hidden_here_only(
    admin: Actor, ward: Ward, other_ward: Ward
) -> None:
    own = commands.show_text(admin, ward, code="received", is_active=False)
    assert (own.ward_id, own.is_active) == (ward.id, False)
    here = {text.code for text in queries.list_answer_templates(ward.id)}
    there = {text.code for text in queries.list_answer_templates(other_ward.id)}
    assert "received" in there - here
    assert commands.show_text(admin, ward, code="received", is_active=True) is own
    with pytest.raises(NotFound):
        commands.show_text(admin, ward, code="khong-co", is_active=False)


def test_a_department_is_headed_by_somebody_of_the_ward(
    admin: Actor, ward: Ward, other_ward: Ward
) -> None:
    department = queries.list_departments(ward.id)[0]
    names = ("name", "name_en", "short_name", "position")
    kept = {name: getattr(department, name) for name in names}
    head = people.make_staff(Role.OFFICER, ward, name="Lê Văn Đứng Đầu")
    commands.change_department(admin, ward, department, **kept, head_id=head.id)
    db.session.commit()
    assert queries.list_departments_with_heads(ward.id)[0].head is head
    event = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert event.facts["what"] == "department.head_id"
    assert "Đứng Đầu" not in str(event.facts), "the log holds no names"
    stranger = people.make_staff(Role.OFFICER, other_ward)
    with pytest.raises(Invalid):
        commands.change_department(admin, ward, department, **kept, head_id=stranger.id)
