"""A denunciation, and a report about somebody of the ward: seen by those alone whom it is meant for."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.files.models import Attachment
from citizen_app.feedback import queries
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.models import Concern, Report
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
DENUNCIATION = "Tôi tố cáo ông Quý, công chức phường, nhận hối lộ của chủ quán Sao Đêm."


def report_of(code: str) -> Report:
    return db.session.scalars(select(Report).where(Report.code == code)).one()


def readers(report: Report, staff: dict[str, StrictClient]) -> set[str]:
    """Who finds a case: by its page, the list, a search, the file, and its photo; all of them or none."""
    code, found = report.code, set()
    token = db.session.scalars(
        select(Attachment.token).where(Attachment.subject_id == report.id)
    ).one()
    for name, browser in staff.items():
        seen = [
            browser.get(f"/can-bo/phan-anh/{code}", status={200, 404}).status_code == 200,
            code in browser.get("/can-bo/?xem=phuong").text,
            code in browser.get("/can-bo/?xem=phuong&q=sao+dem").text,
            browser.get(f"/can-bo/tep/{token}/nho.jpg", status={200, 404}).status_code == 200,
        ]
        if name != "inspector":  # another ward's and the city's lists are theirs
            assert len(set(seen)) == 1, (name, seen)
        export = browser.get("/can-bo/phan-anh.csv?xem=phuong", status={200, 403})
        assert (code in export.text) <= seen[0]
        if seen[0]:
            found.add(name)
    return found


@pytest.fixture
def staff(ward: Ward, team: Team, browser: Browser) -> dict[str, StrictClient]:
    own = factories.department_of(ward)
    accused = people.make_staff(Role.OFFICER, ward, department_id=own.id)
    leading = people.make_staff(Role.LEADER, ward, department_id=own.id)
    inspector = people.make_staff(Role.CITY_INSPECTOR, None)
    named = {n: getattr(team, n) for n in ("clerk", "officer", "leader", "supervisor")}
    named |= {"accused": people.as_actor(accused), "leader there": people.as_actor(leading)}
    named |= {"inspector": people.as_actor(inspector)}
    return {name: browser(actor) for name, actor in named.items()}


def test_a_denunciation_is_the_clerks_alone_from_the_first_second(
    ward: Ward, client: StrictClient, new_client: Callable, staff: dict[str, StrictClient]
) -> None:
    form = client.get(pages.send_path(ward))
    notice = client.follow(
        client.submit(form, {"text": DENUNCIATION, "photos": [factories.photo()]})
    )
    assert notice.path.endswith("/luu-y")
    assert "Luật Tố cáo" in notice.words and "136/2025/QH15" in notice.words
    reach = client.follow(client.submit(notice))
    assert reach.path.endswith("/lien-he")
    check = client.follow(client.submit(reach))
    assert "cán bộ tiếp công dân" in check.words
    receipt = client.follow(client.submit(check))
    assert (
        "cán bộ tiếp công dân" in receipt.words and "không bao giờ được công khai" in receipt.words
    )
    assert not receipt.all(".due")
    report = report_of(pages.code_on(receipt))
    assert (report.visibility, report.confined_to) == ("private", "clerk")
    assert report.is_restricted and report.handler_id is None and report.department_id is None
    assert readers(report, staff) == {"clerk"}
    assert client.get(f"/tra-cuu/{report.code}").status_code == 200  # its sender follows it

    stranger = new_client()
    for path in ("", "/qua-han", "?q=sao+dem", f"?q={report.code}"):
        assert report.code not in stranger.get(pages.list_path(ward) + path).texts("main a")
        assert "Sao Đêm" not in stranger.get(pages.list_path(ward) + path).text
    stranger.get(pages.case_path(ward, report.code), status=404)
    assert "Sao Đêm" not in stranger.get(f"/p/{ward.path_id}/").text
    assert queries.ward_figures(ward) == queries.WardFigures(0, 0, 0, 0)


def test_it_is_known_without_diacritics_and_by_whatever_way_it_comes(ward: Ward) -> None:
    report = factories.send(ward, "toi to cao ong Quy cong chuc phuong nhan hoi lo").report
    assert (report.visibility, report.confined_to) == ("private", "clerk")


def test_its_words_stand_in_no_event(ward: Ward, client: StrictClient) -> None:
    pages.send(client, ward, text=DENUNCIATION, accused_text="ông Quý", about="words")
    facts = db.session.scalars(select(Event.facts)).all()
    assert "Quý" not in repr(facts) and "Sao" not in repr(facts)
    kinds = db.session.scalars(select(Event.kind).order_by(Event.id)).all()
    assert kinds == ["ReportSubmitted", "ReportConfined", "DueDateSet"]


TEXT = "Nhân viên ở quầy Sao Đêm trả hồ sơ trễ ba lần, không giải thích."


@pytest.mark.parametrize(
    "about, confined, seen_by",
    [
        ({"about": "department", "department": "kinh-te"}, "leader", {"leader"}),
        ({"about": "words", "accused_text": "ông Năm"}, "leader", {"leader", "leader there"}),
        ({"about": "leaders"}, "city", {"inspector"}),
    ],
    ids=["department", "words", "leaders"],
)
def test_the_accused_do_not_judge(
    ward: Ward,
    client: StrictClient,
    staff: dict[str, StrictClient],
    about: dict[str, str],
    confined: str,
    seen_by: set[str],
) -> None:
    code, _pin = pages.send(client, ward, text=TEXT, photos=[factories.photo()], **about)
    report = report_of(code)
    assert (report.confined_to, report.is_restricted) == (confined, True)
    assert readers(report, staff) == seen_by
    concerned = db.session.scalars(select(Concern.department_id)).all()
    there = factories.department_of(ward).id
    assert concerned == ([there] if "department" in about else [])


def test_a_denunciation_of_the_clerks_own_department_goes_to_the_leaders(ward: Ward) -> None:
    own = factories.department_of(ward)
    people.make_staff(Role.CLERK, ward, department_id=own.id)
    report = factories.send(ward, DENUNCIATION, accused_department=own).report
    assert report.confined_to == "leader"


def test_who_it_is_about_can_be_taken_back_before_sending(ward: Ward, client: StrictClient) -> None:
    check = pages.to_check(client, ward, about="words", accused_text="ông Năm")
    assert "ông Năm" in check.words
    reach = client.get(check.path.replace("kiem-tra", "lien-he"))
    client.submit(client.follow(client.submit(reach, {"about": ""})))
    report = db.session.scalars(select(Report)).one()
    assert (report.confined_to, report.accused_text) == ("", "")


def test_erasing_takes_away_who_it_was_about(ward: Ward) -> None:
    sent = factories.send(ward, TEXT, accused_text="ông Năm", lat=10.77, lon=106.69)
    erase_report_data(sent.sender, sent.report)
    factories.store()
    assert (sent.report.accused_text, sent.report.lat, sent.report.lon) == ("", None, None)


def test_an_emergency_is_told_first_and_can_still_be_sent(ward: Ward, client: StrictClient) -> None:
    text = "Nhà số 12 đang cháy lớn, tôi tố cáo chủ nhà cố ý đốt."
    notice = client.follow(client.submit(client.get(pages.send_path(ward)), {"text": text}))
    first = notice.texts("main h2")[0]
    assert "nguy hiểm" in first
    assert {a.get("href") for a in notice.all("main a[href^=tel]")} >= {
        "tel:113",
        "tel:114",
        "tel:115",
    }
    assert client.follow(client.submit(notice)).path.endswith("/lien-he")
