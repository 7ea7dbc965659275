"""The activity log: who did what, for those who may read it."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from citizen_app.admin import log as log_module
from citizen_app.admin.log_words import FACTS, _day, _moment, _number, _truth
from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import KINDS
from citizen_app.permissions import Role
from citizen_app.wards import commands
from citizen_app.wards.models import Ward
from tests.admin.conftest import in_english
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.queries import count_queries

LOG = "/quan-tri/nhat-ky"
BUDGET = 11


@pytest.fixture
def leader(browser_as: Callable[[Role], StrictClient]) -> StrictClient:
    return in_english(browser_as(Role.LEADER))


def change_hotline(ward: Ward, number: str) -> None:
    commands.change_office(
        people.SYSTEM,
        ward,
        is_open=True,
        address="",
        hotline=number,
        email="",
        office_hours="",
    )
    db.session.commit()


def test_it_says_what_was_changed_by_whom(admin: StrictClient, home: str) -> None:
    page = admin.get(f"{home}/thong-tin")
    admin.submit(page, {"hotline": "028 3822 1234"})
    row = admin.get(LOG).texts("tbody tr")[0]
    assert "Phone number of the office" in row
    assert "After: 028 3822 1234" in row
    assert "Ward administrator" in row


def test_newest_first_page_by_page(
    admin: StrictClient, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "PAGE", 2)
    for number in ("028 1", "028 2", "028 3"):
        change_hotline(ward, number)
    first = admin.get(f"{LOG}?loai=SettingChanged")
    second = admin.get(first.link("Older"))
    seen = " ".join(first.texts("tbody tr") + second.texts("tbody tr"))
    assert [seen.index(f"After: 028 {n}") for n in (3, 2, 1)] == sorted(
        seen.index(f"After: 028 {n}") for n in (3, 2, 1)
    )
    assert first.texts("tbody tr") != second.texts("tbody tr")


def test_by_kind_and_day(admin: StrictClient, ward: Ward) -> None:
    change_hotline(ward, "028 3822 1234")
    today = clock.today()
    assert "028 3822 1234" in admin.get(f"{LOG}?loai=SettingChanged&ngay={today}").words
    earlier = today - dt.timedelta(days=1)
    assert "Nothing fits these filters." in admin.get(f"{LOG}?ngay={earlier}").words
    assert "Nothing fits these filters." in admin.get(f"{LOG}?loai=ReportClosed").words
    admin.get(f"{LOG}?loai=Unknown&ngay=khong-ro&sau=khong-ro")
    for day in ("0001-01-01", "9999-12-31"):
        admin.get(f"{LOG}?ngay={day}")


def test_a_private_case_tells_nothing_to_those_who_may_not_read_it(
    admin: StrictClient, leader: StrictClient, ward: Ward
) -> None:
    sent = factories.send(ward, is_private=True)
    assert sent.report.code in leader.get(LOG).words
    hidden = admin.get(LOG)
    assert sent.report.code not in hidden.words
    assert "a case that only its handlers read" in hidden.words


def test_a_case_that_may_be_read_is_a_link(leader: StrictClient, ward: Ward) -> None:
    code = factories.send(ward).report.code
    assert leader.get(LOG).link(code).endswith(code)


def test_each_reads_their_own_ward(
    admin: StrictClient, other_admin: StrictClient, system_admin: StrictClient, ward: Ward
) -> None:
    change_hotline(ward, "028 3822 1234")
    other_admin.get(f"{LOG}?phuong={ward.code}", status=403)
    assert "028 3822 1234" not in other_admin.get(LOG).words
    system_admin.get(LOG, status=403)  # they keep the system, they do not read what people do


def test_a_supervisor_of_the_city_chooses_the_ward(
    app: Flask, ward: Ward, other_ward: Ward
) -> None:
    browser = people.browser_of(app, people.make_staff(Role.SUPERVISOR, None))
    codes = [option.get("value") for option in browser.get(LOG).all("#phuong option")]
    assert {ward.code, other_ward.code} <= set(codes)
    browser.get(f"{LOG}?phuong={other_ward.code}")


def test_it_asks_a_fixed_number_of_queries(app: Flask, leader: StrictClient, ward: Ward) -> None:
    team = factories.team_of(ward)
    for _ in range(3):
        factories.bring_to(factories.send(ward).report, team, "published")
    with count_queries(at_most=BUDGET):
        page = leader.get(LOG)
    assert len(page.all("tbody tr")) > 15


def test_every_fact_has_a_word_or_is_left_out_on_purpose() -> None:
    """Ids of rows, tokens and counters say nothing to people; anything new has to be thought about."""
    silent = {
        "account_id", "again", "answer_id", "note_id", "code", "into", "external_id",
        "has_account", "has_contact", "surface", "method", "count", "left", "what",
        "is_following", "version", "ward_id", "correction_id", "subscription_id", "extension_id",
        "mentioned", "rung", "out_of", "subject_type",
    }  # fmt: skip
    silent |= {"letters", "voice_id", "milestone_id", "ids", "case", "channel"}
    # Rows that moved along with a merged case, so that they can come back.
    silent |= {"supports", "supports_both", "follows", "follows_both", "follows_made"}
    silent |= {"counts", "outcomes"}  # stand at the survey's results and in the minutes
    silent |= {"subscriptions", "invitation_id", "team_id"}
    silent |= {"words", "fault_count", "seal_number"}  # digests and faults stand at the seals
    silent |= {"things", "mismatches"}  # stand at the ward's checks of figures
    facts = {name for kind in KINDS.values() for name in getattr(kind, "__dataclass_fields__", {})}
    assert facts - set(FACTS) <= silent


def test_every_fact_is_of_the_kind_that_its_words_take() -> None:
    """Two events may call different things alike: a day for one, a count for the other."""
    takes = {_day: "str", _moment: "str", _number: "int", _truth: "bool"}
    wrong = [
        (name, fact.name)
        for name, kind in KINDS.items()
        for fact in dataclasses.fields(kind)  # type: ignore[arg-type]
        if fact.name in FACTS
        and (wanted := takes.get(FACTS[fact.name][1]))
        and wanted not in str(fact.type)
    ]
    assert not wrong
