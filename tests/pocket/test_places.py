"""What a phone carries of the helper's neighbourhoods: what everybody may read, and little of it."""

import json
from typing import Any

import pytest

from citizen_app.pocket import queries
from citizen_app.wards.models import Neighbourhood
from tests.dialogue.attending import announced
from tests.pocket.conftest import Helping, Phone
from tests.support import factories
from tests.support.queries import count_queries

HIDDEN = "Chuyện kín của một nhà trong hẻm, không ai được biết."


def place_of(phone: Phone, place: Neighbourhood) -> dict[str, Any]:
    told = phone.prepare().json
    return next(one for one in told["neighbourhoods"] if one["id"] == place.id)


def shown(helping: Helping, text: str, place: Neighbourhood, **more: Any) -> Any:
    """A case that the ward has received and, if it is not private, shows to everybody."""
    report = factories.send(helping.ward, text, neighbourhood=place).report
    factories.receive(report, factories.team_of(helping.ward), **more)
    factories.store()
    return report


def test_open_cases_are_the_public_ones_of_these_neighbourhoods(
    helping: Helping, phone: Phone
) -> None:
    here = shown(helping, "Đèn đường trước nhà văn hóa hỏng hai tuần.", helping.here)
    there = shown(helping, "Cây xanh ở khu khác sắp đổ vào nhà dân.", helping.elsewhere)
    private = shown(helping, HIDDEN, helping.here, is_private=True)
    confined = factories.send(
        helping.ward, HIDDEN, neighbourhood=helping.here, accused_leaders=True
    )
    fresh = factories.send(helping.ward, HIDDEN, neighbourhood=helping.here)
    told = phone.prepare()
    place = place_of(phone, helping.here)
    assert [one["code"] for one in place["open"]] == [here.code]
    assert place["open"][0]["title"] == here.title and place["open"][0]["state"]
    for hidden in (there, private, confined.report, fresh.report):
        assert hidden.code not in told.text
    assert "Chuyện kín" not in told.text


def test_each_neighbourhood_has_its_newest_answers_even_if_old_for_the_ward(
    helping: Helping, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = factories.team_of(helping.ward)
    old = factories.published(
        helping.ward, staff, "Nắp cống đầu hẻm bị vỡ.", neighbourhood=helping.here
    )
    new = factories.published(
        helping.ward, staff, "Rác ở khu khác chưa được dọn.", neighbourhood=helping.elsewhere
    )
    monkeypatch.setattr(queries, "MOST_ANSWERS", 1)
    told = phone.prepare().json["answers"]
    assert {one["code"]: one["of"] for one in told} == {
        new.report.code: helping.elsewhere.id,
        old.report.code: helping.here.id,
    }


def test_no_more_than_a_few_of_each(
    helping: Helping, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_OPEN_OF_PLACE", 2)
    codes = [shown(helping, f"Việc thứ {n} ở trong khu phố.", helping.here).code for n in range(3)]
    assert [one["code"] for one in place_of(phone, helping.here)["open"]] == codes[:0:-1]
    told = phone.prepare().json["neighbourhoods"]
    assert len(json.dumps(told, ensure_ascii=False).encode()) < 1000


def test_sessions_say_for_whom_and_the_ward_how_to_reach_it(helping: Helping, phone: Phone) -> None:
    helping.ward.address, helping.ward.office_hours = "Số 1 đường Chợ", "7:30–17:00"
    announced(factories.team_of(helping.ward), clusters=(helping.elsewhere,))
    announced(factories.team_of(helping.ward))
    told = phone.prepare().json
    assert sorted(one["of"] for one in told["sessions"]) == [[], [helping.elsewhere.id]]
    assert (told["ward"]["address"], told["ward"]["hours"]) == ("Số 1 đường Chợ", "7:30–17:00")


def test_the_load_costs_the_same_for_many_cases_and_dialogues(
    helping: Helping, phone: Phone
) -> None:
    staff, costs = factories.team_of(helping.ward), []
    for many in (1, 4):
        for number in range(many):
            shown(helping, f"Việc thứ {number} trong đợt {many}.", helping.here)
            factories.published(
                helping.ward, staff, f"Xong việc {number} đợt {many}.", neighbourhood=helping.here
            )
            announced(staff, clusters=(helping.here,))
        with count_queries(at_most=60) as asked:
            phone.prepare()
        costs.append(asked.count)
    assert costs[0] == costs[1]
