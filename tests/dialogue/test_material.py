"""What can be read before a session, and every way on which its notice goes out, through the pages."""

import io
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
import sqlalchemy as sa
from docx import Document
from flask import Flask
from icalendar import Calendar

from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import events_of
from citizen_app.core.files.models import Attachment
from citizen_app.dialogue.commands.announce import follow_dialogues
from citizen_app.dialogue.commands.material import MOST, add_material, remove_material
from citizen_app.dialogue.commands.plan import plan_session
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.queries_material import list_material
from citizen_app.wards.models import Ward
from tests.dialogue.plans import plan
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]


def test_a_file_and_a_link_are_read_by_everyone_once_the_notice_is_out(
    ward: Ward, team: Team, planned: Session, browser: Browser, client: StrictClient
) -> None:
    clerk = browser(team.clerk)
    address = f"/can-bo/doi-thoai/{planned.code}/tai-lieu"
    file = {"title": "Báo cáo thoát nước", "documents": (factories.pdf(), "bao cao.pdf")}
    page = clerk.follow(clerk.submit(clerk.get(address), file, button="Thêm"))
    link = {"title": "Quyết định của thành phố", "link": "https://vidu.example/quyet-dinh"}
    page = clerk.follow(clerk.submit(page, link, button="Thêm"))
    assert "Báo cáo thoát nước" in page.words
    assert clerk.get(page.link("Báo cáo thoát nước")).data.startswith(b"%PDF")
    token = next(one.file.token for one in list_material(planned) if one.file)
    public = f"/p/{ward.path_id}/doi-thoai/{planned.code}"
    client.get(f"{public}/tai-lieu/{token}", status=404)  # nobody knows of the session yet
    factories.store()
    leader = browser(team.leader)
    page = leader.get(f"/can-bo/doi-thoai/{planned.code}")
    leader.follow(leader.submit(page, {}, button="Công bố thông báo"))
    page = client.get(public)
    file_page = client.get(page.link("Báo cáo thoát nước"))
    assert file_page.data.startswith(b"%PDF")
    assert "attachment" in file_page.headers["Content-Disposition"]
    assert page.link("Quyết định của thành phố") == "https://vidu.example/quyet-dinh"


def test_what_is_taken_away_is_gone_with_its_bytes(
    app: Flask, ward: Ward, team: Team, announced: Session, browser: Browser, client: StrictClient
) -> None:
    clerk = browser(team.clerk)
    address = f"/can-bo/doi-thoai/{announced.code}/tai-lieu"
    file = {"title": "Báo cáo", "documents": (factories.pdf(), "bao cao.pdf")}
    page = clerk.follow(clerk.submit(clerk.get(address), file, button="Thêm"))
    public = client.get(f"/p/{ward.path_id}/doi-thoai/{announced.code}")
    where = public.link("Báo cáo")
    clerk.follow(clerk.submit(page, {}, button="Bỏ"))
    client.get(where, status=404)
    assert not db.session.scalars(sa.select(Attachment)).all()
    assert not list(app.extensions["storage"].folder.glob("??/*"))
    kinds = [event.kind for event in events_of(announced)]
    assert kinds[-2:] == ["MaterialAdded", "MaterialRemoved"]


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "Cả hai đều không"},
        {"title": "Không an toàn", "link": "http://vidu.example/a"},
        {"title": "Mã lệnh", "link": "javascript:alert(1)"},
        {"title": "Giấu tên", "link": "https://phuong@vidu.example/a"},
        {"title": "Không phải PDF", "documents": (io.BytesIO(b"<html>"), "a.pdf")},
        {"title": "", "link": "https://vidu.example/a"},
    ],
)
def test_what_cannot_be_taken_keeps_what_was_typed(
    team: Team, planned: Session, browser: Browser, sent: dict[str, object]
) -> None:
    clerk = browser(team.clerk)
    page = clerk.get(f"/can-bo/doi-thoai/{planned.code}/tai-lieu")
    page = clerk.submit(page, sent, button="Thêm", status=422)
    assert page.document.xpath("//input[@name='title']/@value") in ([sent["title"]], [])
    assert page.errors and not list_material(planned)


def test_only_who_plans_the_wards_dialogues_and_not_without_end(
    team: Team, other_ward: Ward, planned: Session
) -> None:
    stranger = factories.team_of(other_ward).leader
    for who in (team.officer, stranger, Actor()):
        with pytest.raises(NotAllowed):
            add_material(who, planned, title="Thử", link="https://vidu.example/a")
    for number in range(MOST):
        made = add_material(
            team.clerk, planned, title=f"Thử {number}", link="https://vidu.example/a"
        )
    with pytest.raises(Invalid):
        add_material(team.clerk, planned, title="Thừa", link="https://vidu.example/a")
    with pytest.raises(NotAllowed):
        remove_material(team.officer, planned, made)


def test_the_next_plan_begins_with_what_stays(team: Team, browser: Browser) -> None:
    plan_session(
        team.clerk,
        team.ward,
        plan(chair="Bà Chủ tịch", co_chair="Ông Phó Chủ tịch HĐND", place="Nhà văn hóa"),
    )
    factories.store()
    page = browser(team.clerk).get("/can-bo/doi-thoai/moi")
    typed = {name: page.document.xpath(f"//input[@name='{name}']/@value") for name in
             ("chair", "co_chair", "place", "title", "day")}  # fmt: skip
    assert typed["chair"] == ["Bà Chủ tịch"] and typed["place"] == ["Nhà văn hóa"]
    assert typed["co_chair"] == ["Ông Phó Chủ tịch HĐND"]
    assert typed["title"] in ([], [""]) and typed["day"] in ([], [""])


def test_the_notice_goes_out_on_every_way(
    app: Flask, ward: Ward, team: Team, planned: Session, browser: Browser, client: StrictClient
) -> None:
    follower = people.make_resident(email="theo-doi@vidu.vn")
    follow_dialogues(people.as_actor(follower), ward, follow=True)
    factories.store()
    leader = browser(team.leader)
    page = leader.get(f"/can-bo/doi-thoai/{planned.code}")
    page = leader.follow(leader.submit(page, {}, button="Công bố thông báo"))
    for name, kind in (("thong-bao", "THÔNG BÁO"), ("giay-moi", "GIẤY MỜI")):
        letter = f"/can-bo/doi-thoai/{planned.code}/van-ban/{name}"
        assert page.document.xpath(f"//a[@href='{letter}.docx']")
        document = Document(io.BytesIO(leader.get(f"{letter}.docx").data))
        assert kind in "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert leader.get(f"{letter}.pdf").data.startswith(b"%PDF")
    texts = page.words
    assert "Kính gửi bà con" in texts and "Kính thưa bà con" in texts
    public = f"/p/{ward.path_id}/doi-thoai"
    assert planned.title in client.get(public).words
    poster = client.get(client.get(f"{public}/{planned.code}").link("Áp phích để dán"))
    assert client.get(poster.link("Mở áp phích dạng PDF (A4)")).data.startswith(b"%PDF")
    for calendar in (f"{public}/{planned.code}/lich.ics", f"{public}.ics"):
        entries = Calendar.from_ical(client.get(calendar).data).walk("VEVENT")
        assert [str(entry["UID"]) for entry in entries] == [f"{planned.code.lower()}@langnghe"]
    paths = app.extensions["mail"].folder.glob("*.eml")
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    told = [mail for mail in mails if mail["To"] == "theo-doi@vidu.vn"]
    assert [mail for mail in told if planned.code in mail.get_content()]
