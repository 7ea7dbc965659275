"""Erasing a person leaves the case, its answer and its log, and nothing that names the person."""

from flask import Flask
from sqlalchemy import func, select

from citizen_app.accounts.commands.erasing import erase_account
from citizen_app.core.db import db
from citizen_app.core.events import events_of
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.files.documents import clean_document
from citizen_app.core.search import SearchEntry
from citizen_app.feedback.account import export_reports
from citizen_app.feedback.commands.erase import erase_report_data
from citizen_app.feedback.commands.judge import set_follow
from citizen_app.feedback.models import Follow, ReportContact
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team


def test_erasing_the_account_erases_the_contact_and_keeps_the_case(
    app: Flask, ward: Ward, team: Team, client: StrictClient
) -> None:
    resident = people.as_actor(people.make_resident("Trần Thị Bảy"))
    sent = factories.send(ward, by=resident, name="Trần Thị Bảy", phone="0901234567")
    factories.bring_to(sent.report, team, "published")
    set_follow(resident, sent.report, follow=True)
    erase_account(resident)
    factories.store()
    assert sent.report.account_id is None
    for table in (ReportContact, Follow):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert [event.kind for event in events_of(sent.report)][-1] == "PersonalDataErased"
    assert factories.ANSWER in client.get(pages.case_path(ward, sent.report.code)).words


def test_erasing_one_leaves_the_others(ward: Ward) -> None:
    lan, hoa = (people.as_actor(people.make_resident(name)) for name in ("Lan", "Hoa"))
    kept = factories.send(ward, by=hoa, name="Hoa").report
    factories.send(ward, by=lan, name="Lan")
    erase_account(lan)
    factories.store()
    assert kept.account_id == hoa.account_id
    assert [c.name for c in db.session.scalars(select(ReportContact))] == ["Hoa"]


def test_nothing_of_what_nobody_screened_is_left(ward: Ward) -> None:
    sent = factories.send(ward, "Trần Thị Bảy, 0901234567: đèn hẻm 48 tắt đã ba đêm.")
    erase_report_data(sent.sender, sent.report)
    factories.store()
    assert (sent.report.text, sent.report.title) == ("", sent.report.code)
    entries = db.session.scalars(select(SearchEntry.exact)).all()
    assert entries and not any("0901234567" in entry for entry in entries)


def test_documents_go_while_published_photos_stay(ward: Ward, team: Team) -> None:
    document = clean_document(factories.pdf().read(), "photos")
    sent = factories.send(ward, photos=[factories.read_photo(factories.photo()[0]), document])
    factories.receive(sent.report, team, show_photos=True)
    erase_report_data(sent.sender, sent.report)
    factories.store()
    left = attachments_of(sent.report, public_only=False)
    assert [(one.kind, one.is_public) for one in left] == [("photo", True)]


def test_the_download_holds_ones_own_reports_and_nobody_elses(ward: Ward, team: Team) -> None:
    lan, hoa = (people.as_actor(people.make_resident(name)) for name in ("Lan", "Hoa"))
    own = factories.send(ward, by=lan, phone="0901234567").report
    factories.send(ward, by=hoa)
    factories.bring_to(own, team, "drafted")
    exported = export_reports(lan)
    assert [entry["code"] for entry in exported] == [own.code]
    assert exported[0]["contact"]["phone"] == "0901234567"
    assert exported[0]["answers"] == []  # a draft is nobody's to read yet
