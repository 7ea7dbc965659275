"""Who may see what: one rule, said in Python and in SQL, and nothing leaks past it."""

import itertools
import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core.actor import SYSTEM, Actor, Grant, Surface
from citizen_app.core.db import db
from citizen_app.core.events import Event
from citizen_app.core.exports.tables import csv_lines
from citizen_app.core.files.models import Attachment
from citizen_app.feedback import policies, queries
from citizen_app.feedback.commands import judge, screen
from citizen_app.feedback.exports import STAFF_COLUMNS
from citizen_app.feedback.models import Concern, Report
from citizen_app.permissions import Role, permissions_of
from citizen_app.wards.models import Department, Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

SECRET = "Hàng xóm tên Bình bỏ phong bì dọa nạt vào khe cửa nhà tôi"
Browser = Callable[[Actor], StrictClient]


def all_actors(here: Ward, there: Ward, about: Department, reports: list[Report]) -> list[Actor]:
    accounts = [None, *{r.account_id for r in reports}, *{r.handler_id for r in reports}]
    grants = [
        (Grant(role, ward_id, permissions_of(role), department_id),)
        for role in Role
        for department_id in (None, about.id)
        for ward_id in (None, here.id, there.id)
    ]
    return [
        SYSTEM,
        *(
            Actor(account, surface=surface, grants=held, unlocked=frozenset(codes))
            for account, surface, held, codes in itertools.product(
                accounts, (None, *Surface), [(), *grants], ([], [reports[0].code])
            )
        ),
    ]


def test_the_rule_in_python_and_in_sql_is_one(app: Flask, ward: Ward, other: Ward) -> None:
    about = factories.department_of(ward)
    resident = people.make_resident()
    handler = people.make_staff(Role.OFFICER, ward, department_id=about.id)
    reports = []
    kinds = itertools.product(
        (ward, other),
        ("pending", "public", "private"),
        ("received", "merged", "published"),
        (True, False),
        ("", "clerk", "leader", "city"),
    )
    first = factories.send(ward).report
    for place, (holder, visibility, state, restricted, confined) in enumerate(kinds):
        report = factories.send(ward).report
        with db.session.no_autoflush:
            report.published_at, report.merged_into_id = report.sent_at, first.id
            report.holder_ward_id, report.visibility = holder.id, visibility
            report.is_restricted, report.state = restricted, state
            report.account_id = resident.id if place % 3 == 0 else None
            report.handler_id = handler.id if place % 4 == 0 else None
            report.confined_to = confined
            if place % 5 == 0:
                concern = {"account_id": handler.id} if place % 2 else {"department_id": about.id}
                db.session.add(Concern(report_id=report.id, at=report.sent_at, **concern))
        reports.append(report)
    db.session.commit()
    for actor in all_actors(ward, other, about, reports):
        for python, sql in (
            (policies.can_see, policies.visible_to),
            (policies.can_see_as_staff, policies.visible_to_staff),
        ):
            said = {report.id for report in [first, *reports] if python(actor, report)}
            assert said == set(db.session.scalars(select(Report.id).where(sql(actor)))), actor
    public = set(db.session.scalars(select(Report.id).where(policies.publicly_visible())))
    assert public == {report.id for report in reports if policies.is_public(report)}


@pytest.fixture
def private(ward: Ward, team: Team) -> factories.Sent:
    """An answered case that its sender asked to keep private, with a photo, given to the officer."""
    photo = factories.read_photo(factories.photo()[0])
    sent = factories.send(ward, SECRET, is_private=True, photos=[photo])
    factories.receive(sent.report, team, is_private=True, show_photos=True, title=SECRET[:30])
    factories.assign(sent.report, team)
    for step in ("start", "draft", "approve", "publish"):
        factories.STEPS[step](sent.report, team)
    db.session.commit()
    return sent


def photos_of(report: Report) -> list[str]:
    query = select(Attachment.token).where(Attachment.subject_id == report.id)
    return [f"/tep/{token}/nho.jpg" for token in db.session.scalars(query)]


def test_a_private_case_shows_nowhere(
    private: factories.Sent, ward: Ward, client: StrictClient
) -> None:
    code = private.report.code
    for query in ("", "phong+b%C3%AC", "phong+bi", code):
        page = client.get(pages.list_path(ward, query))
        assert code not in page.texts("main .case-list") and "phong bì" not in page.words
    for path in (f"/p/{ward.path_id}/", f"{pages.list_path(ward)}/qua-han"):
        assert "phong bì" not in client.get(path).text
    client.get(pages.case_path(ward, code), status=404)
    for photo in photos_of(private.report):
        client.get(photo, status=404)
    client.post(
        f"{pages.case_path(ward, code)}/theo-doi", headers=pages.OWN, status=302
    )  # to the sign-in page
    assert queries.ward_figures(ward) == queries.WardFigures(0, 0, 0, 0)


def test_a_private_case_stays_between_its_sender_and_those_with_the_right(
    private: factories.Sent, ward: Ward, team: Team, browser: Browser, new_client: Callable
) -> None:
    code, photo = private.report.code, photos_of(private.report)[0]
    colleague = people.as_actor(people.make_staff(Role.OFFICER, ward))
    for actor, status in (
        (team.clerk, 200),
        (team.leader, 200),
        (team.officer, 200),  # it was assigned to this officer
        (colleague, 404),
        (team.supervisor, 404),
    ):
        staff = browser(actor)
        staff.get(f"/can-bo/phan-anh/{code}", status=status)
        for query in ("xem=phuong&trang-thai=published", "xem=phuong&q=phong+bi"):
            assert (code in staff.get(f"/can-bo/?{query}").words) == (status == 200)
    sender = new_client()
    own = pages.unlock(sender, code, private.pin)
    assert SECRET in own.words
    assert sender.get(photo).mimetype == "image/jpeg"
    new_client().get(photo, status=404)


def test_staff_see_photos_by_their_own_door_only(
    private: factories.Sent, team: Team, browser: Browser
) -> None:
    photo = photos_of(private.report)[0]
    page = browser(team.leader).get(f"/can-bo/phan-anh/{private.report.code}")
    shown = [a.get("href") for a in page.all("main a") if a.get("href", "").endswith(".jpg")]
    assert shown, photo


def test_a_report_about_an_official_is_restricted_from_the_first_second(
    ward: Ward, team: Team, browser: Browser
) -> None:
    text = "Cán bộ một cửa tên Bình thái độ hách dịch, nhũng nhiễu, quát mắng dân."
    code = factories.send(ward, text).report.code  # nobody asked for privacy, no field was chosen
    browser(team.officer).get(f"/can-bo/phan-anh/{code}", status=404)
    browser(team.supervisor).get(f"/can-bo/phan-anh/{code}", status=404)
    browser(team.clerk).get(f"/can-bo/phan-anh/{code}")


def test_a_supervisor_sees_no_contact_data(ward: Ward, team: Team, browser: Browser) -> None:
    code = factories.send(ward, name="Trần Thị Bảy", phone="0901234567").report.code
    assert "0901234567" in browser(team.clerk).get(f"/can-bo/phan-anh/{code}").words
    page = browser(team.supervisor).get(f"/can-bo/phan-anh/{code}")
    assert "0901234567" not in page.text and "Trần Thị Bảy" not in page.text
    assert not page.all("main form")


def test_an_officer_cannot_open_what_a_sender_asked_to_keep_private(ward: Ward, team: Team) -> None:
    report = factories.send(ward, is_private=True).report
    report.handler_id = team.officer.account_id
    with pytest.raises(screen.Invalid):
        opened = screen.Screening(
            title="x",
            public_text="x",
            category=report.category,
            is_private=False,
            show_photos=False,
        )
        screen.receive_report(team.officer, report, opened)


def test_what_was_public_is_gone_once_it_is_withdrawn_or_forwarded(
    ward: Ward, other: Ward, team: Team, client: StrictClient
) -> None:
    photo = factories.read_photo(factories.photo()[0])
    for leave in (
        lambda sent: judge.withdraw_report(sent.sender, sent.report),
        lambda sent: screen.forward_to_ward(
            team.clerk, sent.report, ward=other, explanation="Thuộc phường bên."
        ),
    ):
        sent = factories.send(ward, photos=[photo])
        factories.receive(sent.report, team, show_photos=True)
        db.session.commit()
        path, picture = pages.case_path(ward, sent.report.code), photos_of(sent.report)[0]
        client.get(path)
        client.get(picture)
        leave(sent)
        db.session.commit()
        client.get(path, status=404)
        client.get(picture, status=404)
        assert sent.report.code not in client.get(pages.list_path(ward, sent.report.code)).words
        assert sent.report.code not in client.get(pages.list_path(other)).words


def test_the_code_alone_opens_nothing(ward: Ward, client: StrictClient) -> None:
    sent = factories.send(ward)
    code = sent.report.code
    assert client.get(f"/tra-cuu/{code}", status=302).headers["Location"] == f"/tra-cuu?ma={code}"
    client.get(f"{pages.case_path(ward, code)}/bien-nhan", status=404)
    for action in ("danh-gia", "tra-loi", "rut"):
        client.post(f"/tra-cuu/{code}/{action}", headers=pages.OWN, status=404)
    client.get(f"/tra-cuu/{code}/rut", status=404)


def test_public_columns_name_nobody_and_tell_no_words(ward: Ward, team: Team) -> None:
    sent = factories.published(ward, team, name="Trần Thị Bảy", email="bay@vidu.vn", place="số 12")
    public = [column for column in STAFF_COLUMNS if column.public]
    content = b"".join(csv_lines(public, [sent.report])).decode()
    for word in ("Bảy", "bay@", "số 12", "Đèn", factories.TEXT):
        assert word not in content
    assert sent.report.code in content
    everything = b"".join(csv_lines(STAFF_COLUMNS, [sent.report])).decode()
    assert "Bảy" not in everything and "bay@" not in everything


def test_an_export_holds_what_its_reader_may_see(
    private: factories.Sent, ward: Ward, team: Team, browser: Browser
) -> None:
    colleague = people.as_actor(people.make_staff(Role.OFFICER, ward))
    public = factories.published(ward, team).report.code
    path = "/can-bo/phan-anh.csv?xem=phuong&trang-thai=published"
    content = browser(colleague).get(path).text
    assert public in content and private.report.code not in content
    assert private.report.code in browser(team.leader).get(path).text
    assert browser(colleague).get(path.replace(".csv", ".xlsx")).data.startswith(b"PK")


def test_facts_of_a_rich_journey_hold_no_personal_data(ward: Ward, team: Team) -> None:
    name, phone, email = "Trần Thị Bảy", "0901234567", "bay.tran@vidu.vn"
    sent = factories.published(ward, team, name=name, phone=phone, email=email, place="số 12")
    judge.judge_answer(sent.sender, sent.report, solved="no", satisfaction=1, reason="Vẫn tắt")
    waiting = factories.send(ward, name=name, phone=phone)
    factories.bring_to(waiting.report, team, "waiting_resident")
    judge.withdraw_report(waiting.sender, waiting.report)
    factories.bring_to(factories.send(ward, email=email).report, team, "refused")
    db.session.commit()
    events = list(db.session.scalars(select(Event)))
    assert len({event.kind for event in events}) >= 12
    told = json.dumps([event.facts for event in events], ensure_ascii=False)
    words = [name, phone, email, "số 12", factories.TEXT, factories.ANSWER, "Vẫn tắt", sent.pin]
    assert [word for word in words if word in told] == []
