"""A helper files for a resident: once by key, with consent, inside their neighbourhoods alone."""

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import func, select

from citizen_app.accounts.models import Contact
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.events import Event
from citizen_app.core.files.images import CleanPhoto
from citizen_app.feedback import policies, queries
from citizen_app.feedback.models import Report
from citizen_app.teams.commands.consents import withdraw_consent
from citizen_app.teams.commands.teams import end_membership
from citizen_app.teams.commands.visits import confirm_visit_code, send_visit_code, start_visit
from citizen_app.teams.models import Consent, Member, Visit
from citizen_app.teams.queries import open_visit
from citizen_app.teams.watching import erase_proofs
from tests.support import factories, people
from tests.teams.conftest import Helping, secret


def test_a_report_is_the_residents_by_code_and_pin_and_says_how_they_agreed(
    helping: Helping,
) -> None:
    filed = helping.file(name="Bà Sáu", phone="+84901234567")
    report = filed.thing
    assert report.account_id is None and report.helper_id == helping.accounts[0].id
    assert queries.has_pin(report, filed.pin, secret())
    consent = filed.consent
    assert (consent.kind, consent.relation, consent.purpose) == ("witness", "family", "report")
    assert (consent.team_id, consent.helper_id) == (helping.team.id, helping.accounts[0].id)
    kinds = {event.kind: event for event in db.session.scalars(select(Event))}
    assert kinds["ReportSubmitted"].channel == "helper"
    assert kinds["ConsentGiven"].subject_id == report.id
    assert not kinds["ReportSubmitted"].facts["has_account"]


def test_the_same_key_gives_the_same_case_even_with_other_words(helping: Helping) -> None:
    first = helping.file(key="khoa-mot-phieu-ngoai-tuyen")
    again = helping.file(key="khoa-mot-phieu-ngoai-tuyen")
    changed = helping.file("Lời khác hẳn.", key="khoa-mot-phieu-ngoai-tuyen")
    assert first.code == again.code == changed.code
    assert first.pin == again.pin == changed.pin
    assert not first.is_repeat and again.is_repeat and not again.is_changed
    assert changed.is_repeat and changed.is_changed
    assert db.session.scalar(select(func.count()).select_from(Report)) == 1
    assert db.session.scalar(select(func.count()).select_from(Consent)) == 1


def test_two_helpers_with_the_same_key_have_two_cases(helping: Helping) -> None:
    assert (
        helping.file(key="khoa-trung-nhau-0001").code
        != helping.file(key="khoa-trung-nhau-0001", number=1).code
    )


def test_nothing_is_stored_without_a_whole_consent(helping: Helping) -> None:
    for taken, field in (
        (helping.taken(relation=""), "relation"),
        (helping.taken(kind="signature"), "signature"),
        (helping.taken(kind="slip"), "slip"),
        (helping.taken(kind="code"), "code"),
        (helping.taken(kind="nod"), "kind"),
    ):
        with pytest.raises(Invalid) as raised:
            helping.file(consent=taken)
        assert raised.value.field == field
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0


def test_a_helper_files_nowhere_else(helping: Helping) -> None:
    with pytest.raises(NotAllowed):
        helping.file(consent=helping.taken(neighbourhood=helping.elsewhere))


def test_who_left_the_team_files_nothing_more(helping: Helping) -> None:
    member = db.session.scalars(select(Member)).first()
    assert member is not None
    start_visit(helping.helper(), helping.here, name="Bà Sáu")
    end_membership(helping.leader, member)
    factories.store()
    with pytest.raises(NotAllowed):
        helping.file()
    assert open_visit(helping.helper()) is None
    assert helping.file(number=1).code


def test_offline_times_are_kept_and_impossible_ones_marked(
    helping: Helping, picture: CleanPhoto
) -> None:
    now = clock.now()
    good, bad = now - dt.timedelta(hours=9), now + dt.timedelta(days=400)
    offline = {"is_offline": True, "kind": "slip", "proof": picture}
    one = helping.file("Một.", consent=helping.taken(taken_at=good, **offline)).consent
    two = helping.file("Hai.", consent=helping.taken(taken_at=bad, **offline)).consent
    assert one.taken_at == good and one.is_offline and not one.is_time_doubtful
    assert two.taken_at == bad and two.is_time_doubtful


def test_a_visit_is_one_person_for_half_an_hour(helping: Helping) -> None:
    start_visit(helping.helper(), helping.here, name="Bà Sáu")
    start_visit(helping.helper(), helping.here, name="Ông Năm")
    factories.store()
    visit = open_visit(helping.helper())
    assert visit is not None and visit.name_shown == "Ông Năm"
    before = db.session.scalars(select(Visit).order_by(Visit.id)).first()
    assert before is not None and before.name_shown == "" and before.end_reason == "next"
    with clock.at(clock.now() + dt.timedelta(minutes=31)):
        assert open_visit(helping.helper()) is None
        with pytest.raises(NotAllowed):
            helping.file(consent=helping.taken(visit=visit))


def test_a_code_on_their_phone_is_consent(
    helping: Helping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _n: 123456)
    visit = start_visit(helping.helper(), helping.here, name="Bà Sáu")
    send_visit_code(helping.helper(), visit, "0901 234 567")
    with pytest.raises(Invalid):
        confirm_visit_code(helping.helper(), visit, "000000")
    confirm_visit_code(helping.helper(), visit, "123 456")
    assert helping.file(consent=helping.taken(kind="code", visit=visit)).consent.kind == "code"


def test_digests_go_in_time_without_a_picture_too(helping: Helping) -> None:
    consent = helping.file(consent=helping.taken(device="may-cua-nguoi-giup")).consent
    assert consent.text_digest and consent.device_digest
    for days, is_gone in ((179, False), (180, True)):
        with clock.at(clock.now() + dt.timedelta(days=days)):
            erase_proofs()
        db.session.expire_all()
        found = db.session.scalars(select(Consent)).one()
        assert (found.text_digest + found.device_digest == "") is is_gone
        assert (found.proof_erased_at is not None) is is_gone
    kinds = set(db.session.scalars(select(Event.kind)))
    assert "ConsentProofErased" not in kinds  # there was no picture


def test_no_code_goes_to_a_phone_of_the_team(helping: Helping) -> None:
    visit = start_visit(helping.helper(), helping.here, name="Bà Sáu")
    stranger = people.make_resident("Phạm Văn Bảy")
    for account, number in zip([*helping.accounts, stranger], "123", strict=True):
        phone = {"surface": "resident", "kind": "phone", "value": f"+8490123456{number}"}
        db.session.add(Contact(account_id=account.id, **phone))
    factories.store()
    for own in ("0901 234 561", "+84 901 234 562"):  # the helper's, and the other member's
        with pytest.raises(Invalid) as raised:
            send_visit_code(helping.helper(), visit, own)
        assert raised.value.field == "phone" and visit.code_digest == ""
    send_visit_code(helping.helper(), visit, "0901 234 563")
    assert visit.code_phone == "+84901234563"


def test_the_helper_is_never_the_sender_and_loses_sight_when_the_resident_says_so(
    helping: Helping,
) -> None:
    filed = helping.file()
    knows_pin = dataclasses.replace(helping.helper(), unlocked=frozenset({filed.code}))
    assert not policies.is_sender(knows_pin, filed.thing)
    rows = select(Report.id).where(policies.visible_to(knows_pin))
    assert db.session.scalars(rows).all() == []
    resident = Actor(unlocked=frozenset({filed.code}))
    assert policies.is_sender(resident, filed.thing)
    with pytest.raises(NotAllowed):
        withdraw_consent(knows_pin, filed.consent, filed.thing, secret=secret())
    pin = withdraw_consent(resident, filed.consent, filed.thing, secret=secret())
    factories.store()
    assert pin != filed.pin and queries.has_pin(filed.thing, pin, secret())
    assert not queries.has_pin(filed.thing, filed.pin, secret())
    again = helping.file(key="khac", text="Khác.")
    assert again.pin


def test_a_resident_who_comes_by_account_is_unchanged(helping: Helping) -> None:
    account = people.make_resident("Chị Bảy")
    sent = factories.send(helping.ward, by=people.as_actor(account))
    assert sent.report.account_id == account.id and sent.pin == ""
