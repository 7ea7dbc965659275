"""What a phone sends is filed once, with consent, under the slip and the PIN that the phone gave out."""

import datetime as dt
import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db
from citizen_app.core.files.attachments import attachments_of
from citizen_app.dialogue.models import Question
from citizen_app.dialogue.models_attendance import Registration
from citizen_app.feedback.models import Report
from citizen_app.feedback.queries import has_pin
from citizen_app.permissions import Role
from citizen_app.pocket.jobs import forget_slips_of_answers
from citizen_app.pocket.models import HelperPhone, PocketPiece, PocketSlip, PocketUpload
from citizen_app.surveys.commands.waves import open_wave
from citizen_app.teams.commands.teams import end_membership
from citizen_app.teams.models import Consent
from citizen_app.teams.queries import memberships_of
from citizen_app.teams.rules import monday_of
from tests.dialogue.attending import announced
from tests.pocket.conftest import Helping, Phone, picture
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.surveys.conftest import planned


def only(model: Any) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).one()


def test_a_report_with_photos_becomes_a_case_of_the_resident(
    app: Flask, helping: Helping, phone: Phone
) -> None:
    names = [phone.upload(picture(shade)) for shade in (40, 200)]
    photos = [{"id": name, "role": "photo"} for name in names]
    item = phone.item(helping.here, photos=photos)
    answer = phone.send(item)
    assert answer.status_code == 200, answer.text
    report, consent = only(Report), only(Consent)
    assert answer.json == {"slip": item["slip"], "code": report.code}
    assert (report.account_id, report.helper_id) == (None, helping.account.id)
    assert report.contact.name == "Bà Sáu"
    assert len(attachments_of(report, public_only=False)) == 2
    assert (consent.kind, consent.relation, consent.is_offline) == ("witness", "family", True)
    secret = current_app.config["SECRET_KEY"]
    assert has_pin(report, item["pin"], secret) and not has_pin(report, "274952", secret)
    assert db.session.scalar(select(PocketUpload)) is None
    assert db.session.scalar(select(PocketPiece)) is None


def test_the_same_item_again_gives_the_first_answer(helping: Helping, phone: Phone) -> None:
    item = phone.item(helping.here)
    first = phone.send(item).json
    again = phone.send(item | {"said": item["said"] | {"text": "Đã đổi lời nhưng cùng một việc."}})
    assert again.json == first
    assert "Đèn đường" in only(Report).text
    assert len(db.session.scalars(select(PocketSlip)).all()) == 1


def test_a_slip_number_is_used_once_and_is_the_phones_own(helping: Helping, phone: Phone) -> None:
    item = phone.item(helping.here)
    assert phone.send(item).status_code == 200
    other = phone.item(helping.here, slip=item["slip"], said={"text": "Một việc khác hẳn, ở chợ."})
    assert phone.send(other).json["conflict"] == "invalid"
    foreign = phone.item(helping.here, slip="TM-7K3M-222" + "X")
    assert phone.send(foreign).status_code in {409, 422}
    assert len(db.session.scalars(select(Report)).all()) == 1


def test_the_resident_opens_the_case_by_the_temporary_number(
    helping: Helping, phone: Phone, client: StrictClient
) -> None:
    item = phone.item(helping.here)
    page = client.post("/tra-cuu", data={"code": item["slip"], "pin": item["pin"]}, status=422)
    assert "chưa tới phường" in page.words
    code = phone.send(item).json["code"]
    wrong = client.post("/tra-cuu", data={"code": item["slip"], "pin": "000000"}, status=422)
    assert "PIN" in wrong.words
    lead = client.post("/tra-cuu", data={"code": item["slip"].lower(), "pin": item["pin"]})
    to_case = client.get(lead.headers["Location"], status=303)
    assert to_case.headers["Location"] == f"/tra-cuu/{code}"
    assert code in client.get(f"/tra-cuu/{code}").words


def test_the_helper_does_not_open_it_with_the_slip(helping: Helping, phone: Phone) -> None:
    item = phone.item(helping.here)
    code = phone.send(item).json["code"]
    data = {"code": item["slip"], "pin": item["pin"]}
    own = {"Sec-Fetch-Site": "same-origin"}
    refused = phone.client.post("/tra-cuu", data=data, headers=own, status=422)
    assert "Chỉ người được giúp mới mở được" in refused.words
    page = phone.client.get(f"/tra-cuu/{code}", status={200, 302, 303})
    assert page.status_code != 200


def test_questions_and_places_at_a_dialogue(helping: Helping, phone: Phone) -> None:
    session = announced(factories.team_of(helping.ward))
    factories.store()
    said = {"session": session.code}
    asked = phone.send(phone.item(helping.here, kind="question", said=said))
    placed = phone.send(phone.item(helping.here, kind="registration", said=said))
    assert asked.json["code"] == only(Question).code
    registration = only(Registration)
    assert placed.json["code"] == registration.code
    assert (registration.people, registration.channel) == (2, "helper")


@pytest.mark.parametrize(
    ("change", "conflict", "field"),
    [
        ({"consent": {}}, "consent", "kind"),
        ({"consent": {"how": "witness"}}, "consent", "relation"),
        ({"consent": {"how": "signature"}}, "consent", "signature"),
        ({"consent": {"how": "code"}}, "consent", "code"),
        ({"said": {"text": "ngắn"}}, "invalid", "text"),
        ({"said": {"phone": "12"}}, "invalid", "phone"),
        ({"said": {"neighbourhood": "999999"}}, "neighbourhood", "neighbourhood"),
        ({"kind": "question", "said": {"session": "DT-7K3M-9QXD"}}, "closed", "session"),
        ({"kind": "survey", "said": {"q_budget": "yes"}}, "closed", ""),
        ({"photos": [{"id": "0" * 32, "role": "photo"}]}, "photo-missing", ""),
        ({"slip": "TM-2222-2222"}, "invalid", ""),
        ({"pin": "12345a"}, "invalid", ""),
        ({"kind": "tax"}, "invalid", ""),
    ],
)
def test_what_cannot_be_taken_says_why_and_stores_nothing(
    helping: Helping, phone: Phone, change: dict[str, Any], conflict: str, field: str
) -> None:
    answer = phone.send(phone.item(helping.here, **change))
    told = answer.json
    assert (told["conflict"], told.get("field", "")) == (conflict, field), told
    assert told["words"]
    assert 400 <= answer.status_code < 500
    assert db.session.scalar(select(Report)) is None
    assert db.session.scalar(select(PocketSlip)) is None


def test_the_same_words_for_the_same_person_are_asked_about_once(
    helping: Helping, phone: Phone
) -> None:
    code = phone.send(phone.item(helping.here)).json["code"]
    again = phone.send(phone.item(helping.here))
    assert (again.json["conflict"], again.json["code"]) == ("duplicate", code)
    for_other = phone.item(helping.here, said={"name": "Ông Tư"})
    assert phone.send(for_other).status_code == 200
    assert phone.send(phone.item(helping.here, despite=["duplicate"])).status_code == 200


def test_the_signature_lies_with_the_consent_alone(helping: Helping, phone: Phone) -> None:
    photos = [{"id": phone.upload(picture()), "role": "signature"}]
    item = phone.item(helping.here, photos=photos, consent={"how": "signature"})
    assert phone.send(item).status_code == 200
    assert attachments_of(only(Report), public_only=False) == []
    assert len(attachments_of(only(Consent), public_only=False)) == 1


def test_a_wrong_clock_is_kept_and_set_right(helping: Helping, phone: Phone) -> None:
    day = 86_400_000
    item = phone.item(helping.here)
    phone.send(item | {"at": item["at"] - 400 * day, "now": item["now"] - 400 * day})
    slip, consent = only(PocketSlip), only(Consent)
    assert abs(slip.skew_seconds - 400 * 86_400) < 60
    assert not consent.is_time_doubtful
    assert (consent.recorded_at - consent.taken_at).total_seconds() == pytest.approx(3600, abs=60)


def test_a_membership_that_ended_wipes_the_phone(
    app: Flask, helping: Helping, phone: Phone
) -> None:
    item = phone.item(helping.here)
    for member in memberships_of(helping.account.id):
        end_membership(helping.leader, member)
    factories.store()
    for answer in (phone.send(item), phone.prepare(), phone.post("/anh/" + "0" * 32)):
        assert answer.status_code == 403
        assert answer.json["wipe"] is True
    assert only(HelperPhone).wipe_told_at is not None
    assert db.session.scalar(select(Report)) is None


def test_the_ward_has_a_lost_phone_wiped(
    app: Flask, helping: Helping, phone: Phone, browser_as: Callable[..., StrictClient]
) -> None:
    leader = browser_as(Role.LEADER)
    page = leader.get("/can-bo/to-cong-nghe-so/may/")
    assert "Trần Thị Hoa" in page.words
    confirm = leader.get(page.link(f"Xóa dữ liệu máy này {phone.prefix}"))
    assert "bị đăng xuất ngay" in confirm.words
    elsewhere = people.browser_of(app, helping.account)
    other_helper = Phone(people.browser_of(app, people.make_resident("Lê Văn Tư")))
    leader.post(confirm.path, headers={"Sec-Fetch-Site": "same-origin"})
    # Whoever found it is signed in nowhere any more, and the phone is told all the same.
    for browser in (phone.client, elsewhere):
        assert "/dang-nhap" in browser.get("/ho-tro", status={302, 303}).headers["Location"]
    assert phone.prepare().json["wipe"] is True
    assert only(HelperPhone).wipe_told_at is not None
    assert other_helper.client.get("/ho-tro").status_code == 200
    assert phone.send(phone.item(helping.here)).json["wipe"] is True
    assert "Đã nhận lệnh" in leader.get("/can-bo/to-cong-nghe-so/may/").words


def test_an_old_app_is_told_to_update(helping: Helping, phone: Phone) -> None:
    for version in ("0", "", "abc"):
        phone.version = version
        assert phone.send(phone.item(helping.here)).status_code == 426
    assert db.session.scalar(select(Report)) is None


def test_strangers_and_other_helpers_get_nowhere(
    app: Flask, helping: Helping, phone: Phone, client: StrictClient
) -> None:
    item = phone.item(helping.here)
    stranger = Phone(client, key=phone.key, prefix=phone.prefix)
    assert stranger.send(item).status_code == 302
    resident = Phone(people.browser_of(app, people.make_resident()), key=phone.key)
    assert resident.send(item).json["conflict"] == "other"
    assert resident.post("/anh/" + "0" * 32).json["conflict"] == "other"
    fresh = Phone(people.browser_of(app, people.make_resident()))
    assert fresh.prepare().json["wipe"] is True
    forged = phone.client.post(
        "/ho-tro/api/viec", json=item, headers={"Sec-Fetch-Site": "cross-site"}, status=403
    )
    assert "conflict" not in forged.text
    assert db.session.scalar(select(Report)) is None


def test_another_helper_does_not_file_in_this_neighbourhood(helping: Helping, phone: Phone) -> None:
    item = phone.item(helping.elsewhere)
    assert phone.send(item).json["conflict"] == "neighbourhood"


@pytest.mark.parametrize(
    "body", [None, [], "x", {"said": 3}, {"photos": [1, None]}, {"at": "x", "now": -1, "key": 5}]
)
def test_nonsense_is_no_error_of_ours(phone: Phone, body: Any) -> None:
    for path in ("/viec", "/chuan-bi"):
        assert phone.post(path, body if body is not None else {}).status_code < 500


def test_too_much_is_refused(helping: Helping, phone: Phone) -> None:
    big = phone.item(helping.here, said={"text": "a" * 70_000})
    assert phone.send(big).json["conflict"] == "invalid"
    many = [{"id": secrets.token_hex(16), "role": "photo"} for _ in range(9)]
    assert phone.send(phone.item(helping.here, photos=many)).json["field"] == "photos"


def test_numbers_of_phones_never_meet(app: Flask, helping: Helping, phone: Phone) -> None:
    other = Phone(phone.client)
    other.prepare()
    assert other.prefix != phone.prefix
    assert phone.prepare().json["device"]["prefix"] == phone.prefix
    assert re.fullmatch(r"[2-9A-HJ-NP-TV-Z]{4}", phone.prefix)


@pytest.mark.parametrize("version", ["²", "9" * 6, "1" * 5000, "-1", "", "0", "１"])
def test_a_version_that_is_none_is_too_old(helping: Helping, phone: Phone, version: str) -> None:
    sent = version.encode().decode("latin-1")
    for path in ("/chuan-bi", "/viec"):
        assert phone.post(path, {}, **{"X-So-Tay": sent}).status_code == 426


@pytest.mark.parametrize("number", ["²", "1" * 5000, "-1", "", "1.5"])
@pytest.mark.parametrize("header", ["X-Co", "X-Tu"])
def test_a_size_that_is_none_is_refused(
    helping: Helping, phone: Phone, header: str, number: str
) -> None:
    sent = {"X-Co": "4", "X-Tu": "0", "X-Sha256": "0" * 64} | {header: number}
    assert phone.post("/anh/" + "0" * 32, data=b"test", **sent).status_code == 422


def test_whatever_a_phone_says_of_itself_fits(helping: Helping, phone: Phone) -> None:
    for version in (2**53 - 1, 2**31, -5, 10**400, True, "9"):
        assert phone.prepare(version=version, waiting=2**53 - 1).status_code == 200
        row = only(HelperPhone)
        assert 0 <= row.app_version <= 100_000 and 0 <= row.waiting <= 10_000


def test_a_survey_answer_leaves_no_moment_and_soon_nothing(helping: Helping, phone: Phone) -> None:
    open_wave(SYSTEM, planned(helping.ward))
    factories.store()
    item = phone.item(helping.here, kind="survey", said={"q_safe": "very"})
    answers = [phone.send(item) for _again in range(2)]
    assert [a.status_code for a in answers] == [200, 200], answers[0].text
    assert phone.send(phone.item(helping.here)).status_code == 200
    row = db.session.scalars(select(PocketSlip).where(PocketSlip.kind == "survey")).one()
    monday = clock.start_of_day(monday_of(clock.today()))
    assert (row.made_at, row.skew_seconds, row.received_at) == (None, 0, monday)
    with clock.at(monday + dt.timedelta(days=13, hours=23)):
        forget_slips_of_answers()
    assert len(db.session.scalars(select(PocketSlip)).all()) == 2
    with clock.at(monday + dt.timedelta(days=14, hours=1)):
        forget_slips_of_answers()
    left = only(PocketSlip)
    assert left.kind == "report" and left.made_at is not None and left.received_at > monday
