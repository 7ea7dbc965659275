"""Requests for a dialogue: each voter counts once on any way, nobody is named, enough bind the ward."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import (
    Invalid,
    NotAllowed,
)
from citizen_app.core.events import events_of
from citizen_app.dialogue import queries_requests as queries
from citizen_app.dialogue import thresholds
from citizen_app.dialogue.commands.request_decisions import (
    approve_request,
)
from citizen_app.dialogue.commands.request_lists import take_off_lists
from citizen_app.dialogue.commands.requesting import (
    take_back_support,
)
from citizen_app.dialogue.identity_numbers import problem_of
from citizen_app.dialogue.models_requests import DialogueRequest, RequestSupport
from citizen_app.wards.models import DeadlineRule, Neighbourhood, Ward
from citizen_app.wards.queries import calendar_of
from tests.dialogue import requesting as made
from tests.dialogue.requesting import mails, supports
from tests.support import factories, people
from tests.support.client import StrictClient, apart
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
TODAY = dt.date(2026, 11, 27)


@pytest.fixture
def places(ward: Ward) -> list[Neighbourhood]:
    rows = [Neighbourhood(ward_id=ward.id, name=f"Khu phố {n}", position=n) for n in range(3)]
    db.session.add_all(rows)
    factories.store()
    return rows


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        ("079180012345", True),
        ("079 180 012 345", True),
        ("079306012345", True),  # a woman born in 2006: 20 years old
        ("079208012345", True),  # of this year's 18: who may be 18 is taken
        ("079209012345", False),  # 17 at most
        ("079903012345", False),  # born after 2100
        ("07918001234", False),
        ("0791800123456", False),
        ("07918001234a", False),
        ("٠٧٩١٨٠٠١٢٣٤٥", False),
        ("", False),
    ],
)
def test_what_can_be_a_voters_number(app: Flask, typed: str, is_right: bool) -> None:
    assert (problem_of(typed, TODAY) is None) == is_right


def test_nobody_reads_a_request_before_the_ward_has_shown_it(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    asker = made.resident()
    request = made.sent(ward, asker)
    address = f"/p/{ward.path_id}/de-nghi-doi-thoai"
    assert made.SUBJECT not in client.get(address).words
    client.get(f"{address}/{request.code}", status=404)
    approve_request(team.clerk, request, subject="Ngập nước hẻm 48", reason="")
    factories.store()
    page = client.get(f"{address}/{request.code}")
    assert "Ngập nước hẻm 48" in page.words and made.REASON not in page.words
    assert request.support_count == 1  # the asker is the first who asks
    assert request.open_until is not None


def test_the_same_form_sent_twice_is_one_request(ward: Ward) -> None:
    asker = made.resident()
    same = {"key": "khoa-gui-hai-lan-0001", "number": made.number()}
    assert made.sent(ward, asker, **same).id == made.sent(ward, asker, **same).id
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DialogueRequest)) == 1


def test_only_residents_with_a_proved_contact_ask(ward: Ward, team: Team) -> None:
    account = people.make_resident()
    account.contacts[0].verified_at = None
    factories.store()
    request = made.opened(team)
    for who in (people.as_actor(account), team.clerk, Actor()):
        with pytest.raises(NotAllowed):
            made.sent(ward, who)
        with pytest.raises(NotAllowed):
            made.joined(request, who)
        db.session.rollback()


def test_each_voter_counts_once_on_whichever_way(team: Team) -> None:
    request, typed = made.opened(team), made.number()
    made.joined(request, typed=typed)
    sheet = made.listed(team, request, [typed, made.number(), made.number()])
    assert (sheet.line_count, sheet.counted, request.support_count) == (3, 2, 4)
    again = made.listed(team, request, [typed[:3] + " " + typed[3:]])  # the same, with a space
    assert (again.counted, request.support_count) == (0, 4)


def test_who_is_on_paper_cannot_join_by_account_too(team: Team) -> None:
    request, typed = made.opened(team), made.number()
    made.listed(team, request, [typed, typed])
    assert request.support_count == 2
    with pytest.raises(Invalid) as refused:
        made.joined(request, typed=typed)
    assert refused.value.field == "number"
    assert request.support_count == 2


def test_one_account_counts_once_with_whichever_number(team: Team) -> None:
    request = made.opened(team)
    who = made.joined(request)
    made.joined(request, who)  # a second press, with another number
    assert request.support_count == 2
    assert len(supports(request)) == 2


def test_the_database_itself_refuses_a_person_twice(team: Team) -> None:
    request = made.opened(team)
    first = supports(request)[0]
    doubled = RequestSupport(
        request_id=request.id, person_digest=first.person_digest, at=clock.now()
    )
    db.session.add(doubled)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_number_is_nowhere_and_a_digest_is_of_one_request(app: Flask, team: Team) -> None:
    typed = made.number()
    first, second = made.opened(team), made.opened(team)
    for request in (first, second):
        made.listed(team, request, [typed])
    digests = [row.person_digest for one in (first, second) for row in supports(one)]
    assert len(set(digests)) == len(digests) == 4
    for table in db.metadata.sorted_tables:
        if not table.info.get("virtual"):
            rows = db.session.execute(sa.select(table)).all()
            assert not [row for row in rows if typed in str(row)], table.name


def test_the_log_says_that_somebody_asks_and_not_who(team: Team) -> None:
    request = made.opened(team, made.resident())
    who = made.joined(request)
    take_back_support(who, request)
    factories.store()
    kinds = ("RequestSent", "RequestSupported", "RequestSupportTakenBack")
    told = [event for event in events_of(request) if event.kind in kinds]
    assert [event.kind for event in told] == list(kinds)
    assert {(event.actor_id, event.actor_role) for event in told} == {(None, "resident")}


def test_many_at_once_are_each_counted_once(
    app: Flask, ward: Ward, team: Team, browser: Browser
) -> None:
    """Accounts with one number, and a clerk who enters it on paper, all in the same moment."""
    made.voters(ward, 100_000)
    request, typed = made.opened(team), made.number()
    join = f"/p/{ward.path_id}/de-nghi-doi-thoai/{request.code}/cung-de-nghi"
    enter = f"/can-bo/doi-thoai/de-nghi/{request.code}/danh-sach"
    residents = [browser(made.resident()) for _ in range(5)]
    sends = [(one, join, {"number": typed, "neighbourhood": ""}) for one in residents]
    paper = {"label": "Danh sách 1", "lines": typed, "neighbourhood": ""}
    sends += [(browser(team.clerk), enter, paper), (browser(team.leader), enter, paper)]
    together, statuses = threading.Barrier(len(sends)), list[int]()

    def send(who: StrictClient, path: str, data: dict[str, str]) -> None:
        plain = app.test_client()
        for cookie in who._cookies.values():
            plain.set_cookie(cookie.key, cookie.value, path=cookie.path)
        together.wait(20)
        own = {"Sec-Fetch-Site": "same-origin"}
        statuses.append(plain.post(path, data=data, headers=own).status_code)

    db.session.commit()
    threads = [threading.Thread(target=lambda s=s: apart(lambda: send(*s))) for s in sends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(statuses) == len(sends) and set(statuses) <= {303, 422}
    assert statuses.count(303) <= 3  # one of the residents or none, and both lists
    db.session.expire_all()
    found = queries.find_request(request.code)
    assert found is not None and found.support_count == len(supports(found)) == 2


def test_ten_in_a_hundred_rounded_up_bind_the_ward(app: Flask, ward: Ward, team: Team) -> None:
    made.voters(ward, 41)  # ten per cent are 4.1 voters
    request = made.opened(team)
    sheet = made.listed(team, request, [made.number() for _ in range(3)])
    assert (sheet.counted, request.state) == (3, "open")
    asker = made.joined(request)
    assert request.state == "reached"
    assert (request.needed, request.voters, request.support_count) == (5, 41, 5)
    last = calendar_of(ward.id).add_calendar_days(clock.today(), 30)  # on to a working day
    assert request.hold_by == last
    limit = thresholds.holding_clock(request)
    assert limit is not None and limit.kept is None and "72/2025" not in limit.rule.citation
    threshold = thresholds.threshold_of(ward.id)
    assert threshold is not None and "Điều 43" in threshold.rule.citation
    take_back_support(asker, request)  # the law asks that they have asked
    factories.store()
    assert (request.state, request.support_count) == ("reached", 4)
    told = [event for event in events_of(request) if event.kind == "RequestReached"]
    assert len(told) == 1 and told[0].actor_role == "system"
    assert [mail for mail in mails(app) if request.code in mail]


def test_the_share_is_a_row_of_the_limits(ward: Ward, team: Team) -> None:
    made.voters(ward, 40)
    rule = DeadlineRule(
        ward_id=None,
        purpose=thresholds.SHARE,
        days=5,
        unit="percent",
        citation="Luật mới",
        effective_from=clock.today(),
    )
    old = db.session.scalars(
        sa.select(DeadlineRule).where(DeadlineRule.purpose == thresholds.SHARE)
    ).one()
    old.effective_to = clock.today() - dt.timedelta(days=1)
    db.session.add(rule)
    factories.store()
    request = made.opened(team)
    made.joined(request)
    assert (request.state, request.needed) == ("reached", 2)


def test_without_a_number_of_voters_nobody_is_bound_until_there_is_one(
    ward: Ward, team: Team
) -> None:
    request = made.opened(team)
    made.joined(request)
    assert request.state == "open"
    made.voters(ward, 20)
    db.session.refresh(request)
    assert request.state == "reached"


def test_a_list_with_a_wrong_line_is_stored_not_at_all_and_kept_as_typed(
    ward: Ward, team: Team, browser: Browser
) -> None:
    request = made.opened(team)
    clerk = browser(team.clerk)
    address = f"/can-bo/doi-thoai/de-nghi/{request.code}"
    good = made.number()
    page = clerk.submit(
        clerk.get(address),
        {"label": "Danh sách 2", "lines": f"{good}\n12345\n079215000001"},
        button="Tính danh sách này",
        status=422,
    )
    assert "Dòng 2" in page.words and "Dòng 3" in page.words and "Dòng 1:" not in page.words
    assert good in page.document.xpath("string(//textarea[@name='lines'])")
    assert request.support_count == 1
    page = clerk.follow(
        clerk.submit(
            clerk.get(address),
            {"label": "Danh sách 2", "lines": f"{good}\n{good}\n{made.number()}"},
            button="Tính danh sách này",
        )
    )
    assert "Đã tính thêm 2 người" in page.words and "1 dòng" in page.words


def test_somebody_is_taken_off_a_paper_list_at_the_counter(team: Team) -> None:
    request, typed = made.opened(team), made.number()
    made.listed(team, request, [typed])
    assert take_off_lists(team.clerk, request, number=typed, secret=made.secret())
    assert request.support_count == 1
    assert not take_off_lists(team.clerk, request, number=typed, secret=made.secret())
    with pytest.raises(NotAllowed):
        take_off_lists(team.officer, request, number=typed, secret=made.secret())


def test_numbers_by_neighbourhood_join_small_ones_and_lag_a_day(
    team: Team, places: list[Neighbourhood]
) -> None:
    request = made.opened(team, neighbourhood=places[0])
    for place, many in ((places[0], 6), (places[1], 6), (places[2], 2)):
        made.listed(team, request, [made.number() for _ in range(many)], place)
    assert queries.numbers_by_neighbourhood(request).total is None  # who pressed today is not shown
    with clock.at(clock.now() + dt.timedelta(days=1)):
        numbers = queries.numbers_by_neighbourhood(request)
    assert numbers.total == 15
    assert numbers.rows == [("Khu phố 0", 7)] and numbers.others == 8


def test_no_page_names_anybody_who_asks(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    asker = made.resident()
    request = made.opened(team, asker)
    address = f"/p/{ward.path_id}/de-nghi-doi-thoai"
    pages = [client.get(address), client.get(f"{address}/{request.code}")]
    pages.append(browser(team.leader).get(f"/can-bo/doi-thoai/de-nghi/{request.code}"))
    assert not [page for page in pages if asker.name in page.words]
