"""Three ways to be told, one interface: short texts fit, go where the sender chose, and only once."""

import http.server
import json
import pathlib
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from flask import Flask

from citizen_app.core.db import db
from citizen_app.core.events import HANDLERS, Event
from citizen_app.core.transports.channels import PLACES, Channel, transport_of
from citizen_app.core.transports.messages import Message
from citizen_app.core.transports.sms import GatewayRefused, HttpTexts, text_transport
from citizen_app.feedback.models import NotifyBy, Report
from citizen_app.feedback.notices import TO_SENDER
from citizen_app.notices.commands import Recipient
from citizen_app.notices.mail import MOST_IN_SHORT, short_text
from citizen_app.wards.models import Ward
from tests.support import factories
from tests.support.factories import Team

Mails = Callable[[], list[EmailMessage]]
PHONE = "0901234567"


@pytest.fixture
def team(ward: Ward) -> Team:
    return factories.team_of(ward)


def by_phone(ward: Ward, channel: str) -> factories.Sent:
    sent = factories.send(ward, phone=PHONE, email="bay@vidu.vn")
    assert sent.report.contact is not None
    sent.report.contact.notify_by = channel
    factories.store()
    return sent


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.ZALO])
def test_who_chose_sms_or_zalo_is_told_there_and_once(
    app: Flask, ward: Ward, team: Team, mails: Mails, channel: Channel
) -> None:
    sent = by_phone(ward, channel)
    before = len([m for m in mails() if m["To"] == "bay@vidu.vn"])
    factories.bring_to(sent.report, team, "published")
    event = db.session.query(Event).filter_by(kind="AnswerPublished").one()
    for handler in HANDLERS["AnswerPublished"].values():
        handler(event)
    kept = transport_of(channel).newest(9)  # type: ignore[attr-defined]
    assert [(one.to, sent.report.code in one.text) for one in kept] == [(PHONE, True)]
    assert sent.pin not in kept[0].text and factories.ANSWER not in kept[0].text
    assert len([m for m in mails() if m["To"] == "bay@vidu.vn"]) == before


def test_every_channel_that_can_be_chosen_has_its_transport(app: Flask) -> None:
    assert set(NotifyBy) == set(Channel) == set(PLACES)
    assert all(transport_of(channel) for channel in Channel)


@pytest.mark.parametrize("template", sorted({*TO_SENDER.values(), "feedback/mail/merged.txt"}))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_short_texts_fit_into_three_messages(
    app: Flask, ward: Ward, team: Team, template: str, language: str
) -> None:
    """With the longest name of a ward and an address of 30 letters."""
    report: Report = factories.published(ward, team).report
    ward.full_name = "Phường Xuân Thới Sơn Tân Vĩnh"
    to = Recipient("report_contact", report.id, PHONE, language, channel="sms")
    words = {"report": report, "answer": report.published_answer, "ground": "", "reason": ""}
    words["into"] = report
    text = short_text(template, to, words)
    spare = len("https://langnghe.tphcm.gov.vn") - len("http://localhost")
    assert "\n" not in text and report.code in text
    assert "/tra-cuu" in text or template.endswith("forwarded.txt")
    assert len(text) + spare <= MOST_IN_SHORT, text


def test_without_a_short_text_the_subject_goes_out_alone(
    app: Flask, ward: Ward, team: Team
) -> None:
    report = factories.published(ward, team).report
    to = Recipient("report_contact", report.id, PHONE, channel="sms")
    text = short_text("feedback/mail/followed.txt", to, {"report": report})
    assert report.code in text and "\n" not in text and "http" not in text


class Gateway(http.server.BaseHTTPRequestHandler):
    """Takes what a gateway takes, or refuses."""

    heard: list[tuple[str, str, dict[str, str]]] = []
    answer = 202

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length))
        self.heard.append((self.path, self.headers.get("Authorization", ""), body))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def gateway() -> Iterator[int]:
    Gateway.heard.clear()
    server = http.server.HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_gateway_gets_number_and_text(gateway: int, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = text_transport(f"http://phuong:m%40t@127.0.0.1:{gateway}/gui?kenh=1")
    assert isinstance(transport, HttpTexts)
    transport.send(Message(PHONE, "", "Đã trả lời"))
    assert Gateway.heard == [
        ("/gui?kenh=1", "Basic cGh1b25nOm1AdA==", {"to": PHONE, "text": "Đã trả lời"})
    ]
    monkeypatch.setattr(Gateway, "answer", 500)
    with pytest.raises(GatewayRefused):
        transport.send(Message(PHONE, "", "Đã trả lời"))


def test_kept_texts_are_read_back_newest_first(tmp_path: pathlib.Path) -> None:
    folder = text_transport(f"folder://{tmp_path}/sms")
    for number in range(3):
        folder.send(Message(PHONE, "", f"Tin {number}"))
    assert [one.text for one in folder.newest(2)] == ["Tin 2", "Tin 1"]  # type: ignore[attr-defined]
