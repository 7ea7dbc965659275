"""The hall screen: bound by staff, used by touch, empty again when somebody walks away."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import InternalServerError

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import NotAllowed
from citizen_app.core.limits import Limit
from citizen_app.feedback.models import Report, ReportContact
from citizen_app.feedback.queries import get_report
from citizen_app.kiosk import commands
from citizen_app.kiosk.jobs import wipe_visits
from citizen_app.kiosk.models import Device, Touching
from citizen_app.permissions import Role
from citizen_app.surveys import queries as surveys
from citizen_app.surveys.commands.waves import open_wave, plan_wave
from citizen_app.wards.models import Neighbourhood, Ward
from tests.support import factories, people
from tests.support.client import Page, StrictClient

SEEN = 22  # queries of the heaviest page of the screen


def touch_tile(screen: StrictClient, at: Any, what: str) -> Page:
    page = screen.get(at())
    form = next(f for f in page.all("main form") if f.xpath(f".//input[@value='{what}']"))
    answer = screen.post(
        form.get("action"),
        data={"viec": what},
        headers={"Sec-Fetch-Site": "same-origin"},
        status=303,
    )
    return screen.follow(answer)


def go_on(screen: StrictClient, page: Page, **fields: Any) -> Page:
    return screen.follow(screen.submit(page, fields, button="Tiếp tục"))


def to_check(screen: StrictClient, at: Any, ward: Ward, **last: Any) -> Page:
    page = touch_tile(screen, at, "gui")
    page = go_on(screen, page, choice="ha-tang")
    page = go_on(screen, page, choice="chieu-sang")
    place = db.session.scalars(select(Neighbourhood.id)).first()
    page = go_on(screen, page, choice=str(place))
    page = go_on(screen, page, phrases=["days", "danger"], own="Trước nhà trẻ", place="Hẻm 48")
    return go_on(screen, page, **last)


def visits() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(Touching)) or 0


def test_a_report_is_put_together_by_touch_and_the_slip_opens_it(
    screen: StrictClient, at: Any, ward: Ward, new_client: Callable[[], StrictClient]
) -> None:
    check = to_check(screen, at, ward, phone="0901 234 567")
    assert "Chiếu sáng công cộng. Đã nhiều ngày chưa ai xử lý." in check.words
    slip = screen.follow(screen.submit(check, button="Gửi đến phường"))
    code, pin = slip.texts(".slip__code")
    report = get_report(code)
    assert (report.channel, report.place, report.neighbourhood.name) == (
        "kiosk",
        "Hẻm 48",
        "Khu phố 1",
    )
    assert report.account_id is None and report.helper_id is None
    visit = db.session.scalars(select(Touching)).one()
    assert set(visit.fields) == {"began", "sent"}  # what was typed is the case's alone
    own = new_client()
    opened = own.submit(own.get(f"/tra-cuu?ma={code}"), {"pin": pin})
    assert code in own.follow(opened).words
    screen.follow(screen.submit(slip, button="Tôi đã có phiếu. Xóa màn hình"))
    assert visits() == 0
    screen.get(at("/phieu"), status=303)


def test_sent_twice_it_is_one_case(screen: StrictClient, at: Any, ward: Ward) -> None:
    check = to_check(screen, at, ward)
    for _ in range(2):
        screen.submit(check, button="Gửi đến phường", status=303)
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1


def test_left_half_way_nothing_is_left(screen: StrictClient, at: Any, ward: Ward) -> None:
    to_check(screen, at, ward, phone="0901 234 567")
    assert visits() == 1
    later = clock.now() + commands.VISIT_LASTS + dt.timedelta(seconds=1)
    with clock.at(later):
        for step in ("/gui/the-nao", "/gui/lien-he", "/gui/kiem-tra", "/phieu", "/ho-so"):
            answer = screen.get(at(step), status=303)  # what "back" would ask for
            assert answer.headers["Location"].endswith("/quay")
        screen.get(at("/het-gio"))
        assert screen.get_cookie("ln_quay_luot", path=at()) is None
        wipe_visits()
    assert visits() == 0
    assert not db.session.scalar(select(func.count()).select_from(ReportContact))


def test_pages_of_the_screen_are_never_kept_and_lead_nowhere(
    screen: StrictClient, at: Any, ward: Ward
) -> None:
    published = factories.published(ward, factories.team_of(ward)).report
    pages = [screen.get(at()), screen.get(at("/tra-loi")), screen.get(at("/giup"))]
    pages += [screen.get(at(f"/tra-loi/{published.code}")), touch_tile(screen, at, "tra-cuu")]
    pages += [touch_tile(screen, at, "gui"), screen.get(at("/het-gio"))]
    for page in pages:
        assert page.headers["Cache-Control"] == "no-store"
        links = [link.get("href") for link in page.all("body a[href]")]
        assert all(link.startswith((at(), "#")) for link in links), page.path
        forms = [form.get("action") or page.path for form in page.all("form")]
        assert all(action.startswith(at()) for action in forms), page.path
        assert not page.all("[target]")


def assert_stays(page: Page, at: Any) -> None:
    """An error at the screen: nothing leads out but to its first page, and the page goes by itself."""
    assert [a.get("href") for a in page.all("main a[href]")] == [at()]
    links = [link.get("href") for link in page.all("body a[href]")]
    assert all(link.startswith((at() + "/", "#")) or link == at() for link in links), links
    assert all(form.get("action").startswith(at()) for form in page.all("form"))
    assert page.one("body").get("data-kiosk") == "60"
    assert page.all(".kiosk-head__buttons") and page.all("[data-kiosk-ask]")
    assert page.headers["Cache-Control"] == "no-store"


def test_a_wrong_pin_too_often_stays_at_the_screen(
    screen: StrictClient, at: Any, ward: Ward
) -> None:
    sent = factories.send(ward)
    page = touch_tile(screen, at, "tra-cuu")
    typed = {"code": sent.report.code, "pin": "000000"}
    for _ in range(6):
        screen.submit(page, typed, status=422)
    refused = screen.submit(page, typed | {"pin": sent.pin}, status=429)
    assert "thử quá nhiều lần" in refused.errors[0]
    assert refused.one("body").get("data-kiosk") == "60"
    assert all(a.get("href").startswith((at(), "#")) for a in refused.all("a[href]"))
    assert visits() == 1


def test_errors_stay_at_the_screen(
    screen: StrictClient, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_stays(screen.get(at("/khong-co"), status=404), at)
    assert_stays(screen.get(at("/gui/linh-vuc/nua"), status=404), at)
    assert_stays(screen.get(at("/bat-dau"), status=404), at)
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert_stays(screen.post(at("/giup"), headers=foreign, status=403), at)
    page = screen.get(at("/giup"))
    for error, status in (
        (IntegrityError("insert", {}, Exception("unique")), 409),
        (OperationalError("insert", {}, Exception("disk")), 503),
        (InternalServerError(), 500),
        (NotAllowed(), 403),
    ):

        def fail(_device: Device, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(commands, "ask_help", fail)
        assert_stays(screen.submit(page, button="Gọi cán bộ", status=status), at)


def test_sending_and_beginning_too_often_stays_at_the_screen(
    screen: StrictClient, at: Any, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = to_check(screen, at, ward)
    none = Limit("none", most=0, window=dt.timedelta(hours=1))
    monkeypatch.setattr("citizen_app.kiosk.routes_send.SENDING", none)
    refused = screen.submit(check, button="Gửi đến phường", status=429)
    assert "Trước nhà trẻ" in refused.words and "thử quá nhiều lần" in refused.words
    monkeypatch.setattr("citizen_app.kiosk.routes_public.BEGINNING", none)
    own = {"Sec-Fetch-Site": "same-origin"}
    begun = screen.post(at("/bat-dau"), data={"viec": "gui"}, headers=own, status=429)
    assert_stays(begun, at)


def test_elsewhere_an_error_is_the_usual_page(
    at: Any, ward: Ward, new_client: Callable[[], StrictClient]
) -> None:
    page = new_client().get(at("/khong-co"), status=404)
    assert not page.all("[data-kiosk]") and page.all("a[href='/']")


def test_only_a_bound_device_is_the_screen(
    ward: Ward, clerk: Actor, at: Any, screen: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    stranger = new_client()
    stranger.get(at(), status=403)
    stranger.post(
        at("/bat-dau"), data={"viec": "gui"}, status=403, headers={"Sec-Fetch-Site": "same-origin"}
    )
    stranger.get(at("/gui/linh-vuc"), status=303)
    refused = stranger.submit(stranger.get(at("/ket-noi")), {"code": "12345678"}, status=422)
    assert "không đúng" in refused.words
    device = db.session.scalars(select(Device)).one()
    commands.end_device(clerk, device)
    factories.store()
    ended = screen.get(at(), status=403)  # it stands in the hall all the same
    assert ended.one("body").get("data-kiosk") == "60"
    assert all(a.get("href").startswith((at(), "#")) for a in ended.all("a[href]"))
    assert stranger.get(at(), status=403).all("a[href='/']")


def test_a_code_binds_once_and_for_minutes(
    ward: Ward, clerk: Actor, at: Any, new_client: Callable[[], StrictClient]
) -> None:
    secret = current_app.config["SECRET_KEY"]
    device = commands.set_up(clerk, ward, name="Nhà văn hóa")
    code = commands.binding_code(device, secret=secret)
    factories.store()
    with clock.at(clock.now() + commands.BINDING_LASTS):
        late = new_client()
        late.submit(late.get(at("/ket-noi")), {"code": code}, status=422)
    first, second = new_client(), new_client()
    first.submit(first.get(at("/ket-noi")), {"code": code}, status=303)
    second.submit(second.get(at("/ket-noi")), {"code": code}, status=422)


def test_guessing_codes_is_stopped(ward: Ward, at: Any, client: StrictClient) -> None:
    for _ in range(10):
        client.submit(client.get(at("/ket-noi")), {"code": "00000000"}, status=422)
    client.submit(client.get(at("/ket-noi")), {"code": "00000000"}, status=429)


def test_an_own_case_is_opened_and_judged(screen: StrictClient, at: Any, ward: Ward) -> None:
    sent = factories.send(ward)
    factories.bring_to(sent.report, factories.team_of(ward), "published")
    page = touch_tile(screen, at, "tra-cuu")
    wrong = screen.submit(page, {"code": sent.report.code, "pin": "000000"}, status=422)
    assert "không khớp" in wrong.words
    case = screen.follow(screen.submit(page, {"code": sent.report.code, "pin": sent.pin}))
    assert factories.ANSWER in case.words
    lacking = screen.submit(case, {"solved": "no"}, status=422)
    assert "còn vướng gì" in lacking.words
    done = screen.follow(
        screen.submit(case, {"solved": "no", "wrong": "half", "satisfaction": "2"})
    )
    assert "đã đánh giá" in done.words or "Mở lại" in done.words
    judgement = get_report(sent.report.code).answers[0].judgement
    assert (judgement.solved, judgement.reason) == ("no", "Đã làm nhưng chưa xong")


def test_the_next_person_does_not_see_the_case_of_the_one_before(
    screen: StrictClient, at: Any, ward: Ward
) -> None:
    sent = factories.send(ward)
    page = touch_tile(screen, at, "tra-cuu")
    screen.submit(page, {"code": sent.report.code, "pin": sent.pin})
    touch_tile(screen, at, "gui")
    screen.get(at("/ho-so"), status=303)
    assert screen.get(f"/tra-cuu/{sent.report.code}", status=302)  # nor through the site itself


def test_the_survey_is_answered_as_often_as_people_come(
    screen: StrictClient, at: Any, ward: Ward, clerk: Actor
) -> None:
    days = {"opens_on": clock.today(), "closes_on": clock.today() + dt.timedelta(days=20)}
    wave = plan_wave(clerk, ward, **days)
    open_wave(clerk, wave)
    factories.store()
    for _ in range(2):
        page = touch_tile(screen, at, "khao-sat")
        done = screen.submit(page, {"contacted": "no"}, button="Gửi câu trả lời")
        assert "Cảm ơn" in screen.follow(done).heading
    assert surveys.counts_of(wave) == {"counter": 2}
    assert visits() == 0


def test_a_call_for_help_is_seen_by_the_desk(
    app: Flask, screen: StrictClient, at: Any, ward: Ward
) -> None:
    screen.submit(screen.get(at("/giup")), button="Gọi cán bộ")
    desk = people.browser_of(app, people.make_staff(Role.CLERK, ward))
    page = desk.get("/can-bo/quay")
    assert "Có người cần giúp" in page.words
    done = desk.follow(desk.submit(page, button="Tôi ra giúp"))
    assert "Có người cần giúp" not in done.words


def test_a_sign_keeps_the_visit_and_tells_when_it_is_gone(
    screen: StrictClient, at: Any, ward: Ward
) -> None:
    own = {"Sec-Fetch-Site": "same-origin"}
    touch_tile(screen, at, "gui")
    start = clock.now()
    for seconds in (50, 100, 150):
        with clock.at(start + dt.timedelta(seconds=seconds)):
            screen.post(at("/con-day"), headers=own, status=204)
    with clock.at(start + dt.timedelta(seconds=400)):
        screen.post(at("/con-day"), headers=own, status=205)
    with clock.at(start + commands.LONGEST_VISIT):
        screen.get(at("/gui/linh-vuc"), status=303)
