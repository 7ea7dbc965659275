"""Each setting can be changed, and the log says so."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.wards import queries
from citizen_app.wards.models import ClosedPeriod, DeadlineRule, Department, Neighbourhood, Ward
from tests.admin.conftest import press
from tests.support import people
from tests.support.client import Page, StrictClient

OFFICE = {
    "address": "92 Nguyễn Trãi",
    "hotline": "028 3822 1234",
    "email": "benthanh@vidu.vn",
    "office_hours": "Thứ Hai đến thứ Sáu",
}


def changes(ward: Ward) -> list[tuple[str, Any, Any]]:
    """What the log says was changed in a ward."""
    db.session.expire_all()
    query = select(Event).where(Event.kind == "SettingChanged", Event.ward_id == ward.id)
    rows = db.session.scalars(query.order_by(Event.id))
    return [(row.facts["what"], row.facts["old"], row.facts["new"]) for row in rows]


def change(browser: StrictClient, address: str, fields: dict[str, Any], **how: Any) -> Page:
    return browser.submit(browser.get(address), fields, **how)


def test_the_office(admin: StrictClient, ward: Ward, home: str) -> None:
    before = ward.hotline
    done = admin.follow(change(admin, f"{home}/thong-tin", OFFICE), status=200)
    assert "Saved." in done.words
    assert ("ward.hotline", before, OFFICE["hotline"]) in changes(ward)
    assert (ward.hotline, ward.is_open) == (OFFICE["hotline"], True)
    assert OFFICE["hotline"] in people_read(admin, ward)


def people_read(browser: StrictClient, ward: Ward) -> str:
    return browser.get(f"/p/{ward.path_id}/").text


def test_a_ward_can_be_closed_for_reports(admin: StrictClient, ward: Ward, home: str) -> None:
    page = admin.get(f"{home}/thong-tin")
    admin.submit(page, OFFICE | {"is_open": []})
    assert ("ward.is_open", True, False) in changes(ward)
    assert not ward.is_open


def test_a_wrong_phone_number_is_explained_and_kept(
    admin: StrictClient, ward: Ward, home: str
) -> None:
    page = change(admin, f"{home}/thong-tin", OFFICE | {"hotline": "gọi anh Ba"}, status=422)
    assert page.errors == ["Type a phone number like 028 3822 1234."]
    assert page.one("#hotline").get("value") == "gọi anh Ba"
    assert changes(ward) == []


def test_two_administrators_at_once(
    admin: StrictClient, system_admin: StrictClient, ward: Ward, home: str
) -> None:
    mine, theirs = admin.get(f"{home}/thong-tin"), system_admin.get(f"{home}/thong-tin")
    system_admin.submit(theirs, OFFICE)
    page = admin.submit(mine, OFFICE | {"hotline": "028 1111 2222"}, status=409)
    assert "Somebody else changed these settings" in page.words
    assert OFFICE["hotline"] in page.words
    assert page.one("#hotline").get("value") == "028 1111 2222"
    assert not [new for what, _, new in changes(ward) if new == "028 1111 2222"]
    admin.submit(page)  # having seen it, they may go on
    assert ("ward.hotline", OFFICE["hotline"], "028 1111 2222") in changes(ward)


def test_departments(admin: StrictClient, ward: Ward, home: str) -> None:
    list_page = f"{home}/phong-ban"
    change(admin, f"{list_page}/them", {"name": "Ban Quản lý chợ", "short_name": "BQL chợ"})
    added = db.session.scalars(select(Department).where(Department.name == "Ban Quản lý chợ")).one()
    assert added.code == "ban-quan-ly-cho"
    change(admin, f"{list_page}/{added.id}", {"name": "Ban Quản lý chợ Bến Thành"})
    press(admin, f"{list_page}/{added.id}/ngung-dung")
    db.session.expire_all()
    assert added not in queries.list_departments(ward.id)
    press(admin, f"{list_page}/{added.id}/dung-lai")
    assert [what for what, *_ in changes(ward)] == [
        "department.added",
        "department.name",
        "department.is_active",
        "department.is_active",
    ]


def test_a_department_with_fields_stays(admin: StrictClient, ward: Ward, home: str) -> None:
    department = queries.list_departments(ward.id)[1]
    page = admin.follow(press(admin, f"{home}/phong-ban/{department.id}/ngung-dung"))
    assert "fields still go to this department" in page.words
    assert changes(ward) == []


def test_the_same_name_twice_is_refused(admin: StrictClient, ward: Ward, home: str) -> None:
    name = queries.list_departments(ward.id)[0].name.upper()
    page = change(admin, f"{home}/phong-ban/them", {"name": name}, status=422)
    assert page.errors == ["There is a department with this name already."]


def test_neighbourhoods_are_added_line_by_line(admin: StrictClient, ward: Ward, home: str) -> None:
    names = "Khu phố 91\r\n\r\n  Khu phố   92 \nKHU PHỐ 91"
    change(admin, f"{home}/khu-pho/them", {"names": names})
    there = [n.name for n in queries.list_neighbourhoods(ward)]
    assert there == ["Khu phố 91", "Khu phố 92"]
    again = change(admin, f"{home}/khu-pho/them", {"names": "KHU PHỐ 92"}, status=422)
    assert again.errors == ["All of these are in the list already."]


def test_a_neighbourhood_out_of_use_is_no_longer_offered(
    admin: StrictClient, client: StrictClient, ward: Ward, home: str
) -> None:
    db.session.add(Neighbourhood(ward_id=ward.id, name="Khu phố 93", households=None))
    db.session.commit()
    added = db.session.scalars(
        select(Neighbourhood).where(Neighbourhood.name == "Khu phố 93")
    ).one()
    form = f"/p/{ward.path_id}/phan-anh/gui"
    assert "Khu phố 93" in client.get(form).text
    press(admin, f"{home}/khu-pho/{added.id}/ngung-dung")
    assert "Khu phố 93" not in client.get(form).text
    assert "Khu phố 93" in admin.get(f"{home}/khu-pho").words
    assert ("neighbourhood.is_active", True, False) in changes(ward)


def test_fields_go_where_they_are_sent(admin: StrictClient, ward: Ward, home: str) -> None:
    categories = {c.code: c for c in queries.list_categories(ward.id)}
    police = next(d for d in queries.list_departments(ward.id) if d.code == "cong-an")
    light = categories["chieu-sang"]
    assert queries.route_category(ward.id, light) != police.id
    change(admin, f"{home}/linh-vuc/ha-tang", {f"field_{light.id}": str(police.id)})
    assert queries.route_category(ward.id, light) == police.id
    assert ("category.department", None, police.name) in changes(ward)
    change(admin, f"{home}/linh-vuc/ha-tang", {f"field_{light.id}": ""})
    assert queries.route_category(ward.id, light) != police.id
    assert ("category.department", police.name, None) in changes(ward)


def test_a_field_of_the_wards_own(
    admin: StrictClient, ward: Ward, other_ward: Ward, home: str
) -> None:
    fields = {"name": "Vòi nước công cộng", "words": "vòi nước, trụ nước"}
    change(admin, f"{home}/linh-vuc/ha-tang/them", fields)
    own = next(c for c in queries.list_categories(ward.id) if c.ward_id == ward.id)
    assert (own.code, own.keywords) == ("26743-voi-nuoc-cong-cong", ["vòi nước", "trụ nước"])
    assert own.code not in {c.code for c in queries.list_categories(other_ward.id)}
    page = f"{home}/linh-vuc/ha-tang/{own.id}"
    change(admin, page, {"hint": "Vòi hỏng, rò nước"})
    press(admin, f"{page}/ngung-dung")
    db.session.expire_all()
    assert own.code not in {c.code for c in queries.list_categories(ward.id)}
    press(admin, f"{page}/dung-lai")
    assert ("category.is_active", True, False) in changes(ward)


LIMIT = {
    "purpose": "answer",
    "days": "5",
    "unit": "working_day",
    "citation": "Quyết định 12/QĐ-UBND",
}


def test_a_shorter_limit_of_the_wards_own(admin: StrictClient, ward: Ward, home: str) -> None:
    change(admin, f"{home}/han-xu-ly/them", LIMIT)
    rule = db.session.scalars(select(DeadlineRule).where(DeadlineRule.ward_id == ward.id)).one()
    assert (rule.days, rule.effective_from, rule.effective_to) == (5, clock.today(), None)
    assert "Quyết định 12/QĐ-UBND" in admin.get(f"{home}/han-xu-ly").words
    change(admin, f"{home}/han-xu-ly/{rule.id}/ket-thuc", {})
    db.session.expire_all()
    assert rule.effective_to == clock.today()
    assert ("deadline_rule.effective_to", None, clock.today().isoformat()) in changes(ward)


@pytest.mark.parametrize(
    "wrong", [{"days": "11"}, {"effective_from": "2020-01-01"}, {"citation": ""}, {"days": "0"}]
)
def test_a_limit_is_refused(
    admin: StrictClient, ward: Ward, home: str, wrong: dict[str, str]
) -> None:
    page = change(admin, f"{home}/han-xu-ly/them", LIMIT | wrong, status=422)
    assert len(page.errors) == 1
    assert changes(ward) == []


def test_general_limits_cannot_be_ended(admin: StrictClient, home: str) -> None:
    general = db.session.scalars(select(DeadlineRule.id)).first()
    admin.get(f"{home}/han-xu-ly/{general}/ket-thuc", status=404)


def test_answer_texts(admin: StrictClient, ward: Ward, other_ward: Ward, home: str) -> None:
    page = f"{home}/mau-tra-loi"
    change(admin, f"{page}/received", {"title": "Đã nhận", "body": "Chúng tôi đã nhận."})
    mine = {t.code: t.title for t in queries.list_answer_templates(ward.id)}
    theirs = {t.code: t.title for t in queries.list_answer_templates(other_ward.id)}
    assert (mine["received"], theirs["received"]) == ("Đã nhận", "Đã tiếp nhận")
    change(admin, f"{page}/them", {"title": "Chúc Tết", "body": "Chúc mừng năm mới."})
    mine = {t.code: t.title for t in queries.list_answer_templates(ward.id)}
    assert mine["chuc-tet"] == "Chúc Tết"
    fields = {"title": "Đèn", "body": "Đèn …", "category": "chieu-sang", "for_state": "reopened"}
    change(admin, f"{page}/them", fields)
    added = next(t for t in queries.list_answer_templates(ward.id) if t.code == "den")
    assert (added.for_state, added.category_id is not None) == ("reopened", True)
    change(admin, f"{page}/den", {"category": "", "for_state": ""})
    db.session.expire_all()
    assert (added.for_state, added.category_id) == ("", None)
    press(admin, f"{page}/chuc-tet/an")
    db.session.expire_all()
    assert "chuc-tet" not in {t.code for t in queries.list_answer_templates(ward.id)}
    assert "Hidden here" in admin.get(page).words
    press(admin, f"{page}/chuc-tet/hien")
    assert ("answer_template.is_active", True, False) in changes(ward)


def test_days_without_reception(
    admin: StrictClient, client: StrictClient, ward: Ward, home: str
) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    days = {"first_day": tomorrow.isoformat(), "last_day": tomorrow.isoformat()}
    change(admin, f"{home}/nghi-dong-cua/them", days | {"reason": "Bầu cử"})
    period = db.session.scalars(select(ClosedPeriod)).one()
    assert queries.closed_period_at(ward.id, tomorrow) is period
    again = days | {"reason": "Sửa nhà"}
    page = change(admin, f"{home}/nghi-dong-cua/them", again, status=422)
    assert "overlap" in page.errors[0]
    press(admin, f"{home}/nghi-dong-cua/{period.id}/ket-thuc")
    db.session.expire_all()
    assert queries.closed_period_at(ward.id, tomorrow) is None
    assert [what for what, *_ in changes(ward)] == [
        "closed_period.added",
        "closed_period.removed",
    ]


def test_nothing_is_missing_once_it_is_there(admin: StrictClient, ward: Ward, home: str) -> None:
    assert "Nobody can approve answers yet" in admin.get(f"{home}/").words
    for role in ("clerk", "officer", "leader"):
        people.make_staff(people.Role(role), ward)
    assert "Nobody can" not in admin.get(f"{home}/").words
