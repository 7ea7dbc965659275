"""The ward's own ladder of reminders."""

import pytest
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.wards.escalation import list_rungs
from citizen_app.wards.models import EscalationRule, Ward
from tests.admin.conftest import press
from tests.support.client import StrictClient


def shown(ward: Ward, code: str) -> EscalationRule | None:
    db.session.expire_all()
    return next((one for one in list_rungs(ward.id, clock.today()) if one.code == code), None)


def test_the_ladder_is_shown_with_what_it_rests_on(admin: StrictClient, home: str) -> None:
    page = admin.get(f"{home}/nhac-han")
    rows = page.texts("tbody tr")
    assert len(rows) == 6
    assert "Law on Grassroots Democracy" in rows[4]


def test_a_ward_changes_a_rung_for_itself_and_takes_it_back(
    admin: StrictClient, home: str, ward: Ward, other_ward: Ward
) -> None:
    page = admin.get(f"{home}/nhac-han/qua-han-1")
    fields = {"days_late": "2", "tell": "supervisor", "citation": "Quyết định 12/QĐ-UBND"}
    admin.submit(page, fields)
    own, elsewhere = shown(ward, "qua-han-1"), shown(other_ward, "qua-han-1")
    assert own and elsewhere
    assert (own.days_late, own.tell, elsewhere.days_late) == (2, "supervisor", 1)
    facts = [
        e.facts for e in db.session.scalars(select(Event).where(Event.kind == "SettingChanged"))
    ]
    changed = {
        f["what"]: (f["old"], f["new"]) for f in facts if f["what"].startswith("escalation_rule.")
    }
    assert changed["escalation_rule.days_late"] == (1, 2)
    assert changed["escalation_rule.tell"] == ("leader", "supervisor")
    listed = admin.get(f"{home}/nhac-han")
    assert "Quyết định 12/QĐ-UBND" in listed.words and "2 working days after" in listed.words
    press(admin, f"{home}/nhac-han/qua-han-1/nhu-chung")
    back = shown(ward, "qua-han-1")
    assert back and back.ward_id is None
    assert "again as in all wards" in admin.get(f"{home}/nhac-han").words  # the history stays


def test_a_ward_leaves_a_rung_out(admin: StrictClient, home: str, ward: Ward) -> None:
    page = admin.get(f"{home}/nhac-han/sap-den-han-50")
    data = {"share": "50", "days_late": "0", "tell": "handler", "citation": "Quyết định 12"}
    admin.post(page.path, data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert shown(ward, "sap-den-han-50") is None
    assert len(admin.get(f"{home}/nhac-han").all("tbody tr")) == 6


@pytest.mark.parametrize(
    ("field", "value"),
    [("share", "0"), ("share", "101"), ("share", "50"), ("days_late", "61"), ("citation", "")],
)
def test_what_makes_no_sense_is_refused(
    admin: StrictClient, home: str, ward: Ward, field: str, value: str
) -> None:
    page = admin.get(f"{home}/nhac-han/qua-han-5")
    assert admin.submit(page, {field: value}, status=422).errors
    kept = shown(ward, "qua-han-5")
    assert kept and kept.ward_id is None


def test_there_is_no_other_rung(admin: StrictClient, home: str) -> None:
    admin.get(f"{home}/nhac-han/khong-co", status=404)
    press(admin, f"{home}/nhac-han/den-han/nhu-chung")  # nothing of its own: told, not broken
