"""The accused does not judge: no page, list, search, file, note or mail leads them to the case."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from citizen_app.accounts.models import Account
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed
from citizen_app.core.files.models import Attachment
from citizen_app.feedback import policies, queries_people
from citizen_app.feedback.commands import answer, confining, merging, notes, screen
from citizen_app.feedback.models import Report, Transfer
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
SECRET = "Cán bộ địa chính quát mắng dân ở quầy số ba"


def account(actor: Actor) -> Account:
    return db.session.get_one(Account, actor.account_id)


def confine(
    report: Report, by: Actor, *about: Actor, to: str = "leader", departments: tuple = ()
) -> None:
    confining.confine_report(
        by,
        report,
        accounts=[account(one) for one in about],
        departments=list(departments),
        confined_to=to,
    )
    factories.store()


@pytest.fixture
def case(ward: Ward, team: Team) -> factories.Sent:
    """A report in the hands of the very officer whom it is about, with a photo."""
    photo = factories.read_photo(factories.photo()[0])
    sent = factories.send(ward, SECRET, photos=[photo], email="lan@vidu.vn")
    factories.receive(sent.report, team, title=SECRET[:40])
    factories.assign(sent.report, team)
    factories.store()
    return sent


def test_the_officer_loses_the_case_and_every_way_to_it(
    case: factories.Sent, ward: Ward, team: Team, browser: Browser, mails: Mails
) -> None:
    report, accused = case.report, browser(team.officer)
    form = pages.open_step(accused, report.code, "bat-dau")
    token = db.session.scalars(select(Attachment.token)).first()
    confine(report, team.leader, team.officer)
    assert (report.handler, report.visibility, report.confined_to) == (None, "private", "leader")
    told = len(mails())
    notes.add_note(team.leader, report, body="Đã mời lên làm việc.")
    factories.store()
    for path in ("", "?viec=bat-dau", "/bat-dau", "/xong"):
        accused.get(f"/can-bo/phan-anh/{report.code}{path}", status={302, 404})
        assert SECRET[:20] not in accused.get("/can-bo/?xem=phuong").text
    accused.get(f"/can-bo/phan-anh/{report.code}", status=404)
    pages.send_step(accused, form, status=404)
    for size in ("nho", "lon"):
        accused.get(f"/can-bo/tep/{token}/{size}.jpg", status=404)
        accused.get(f"/tep/{token}/{size}.jpg", status=404)
    for path in (
        "?xem=phuong&q=quat+mang",
        f"?xem=phuong&q={report.code}",
        "phan-anh.csv?xem=phuong&trang-thai=assigned",
        "da-chuyen",
        f"da-chuyen/{report.code}",
    ):
        page = accused.get(f"/can-bo/{path}", status={200, 404})
        assert "quát mắng" not in page.text and SECRET[:40] not in page.text
    accused.post(
        f"/can-bo/phan-anh/{report.code}/ghi-chu", data={"body": "x"}, headers=pages.OWN, status=404
    )
    to_accused = account(team.officer).email
    assert to_accused not in [mail["To"] for mail in mails()[told:]]
    assert SECRET[:20] not in browser(team.leader).get("/can-bo/da-chuyen").text
    assert SECRET in browser(team.leader).get(f"/can-bo/phan-anh/{report.code}").words


def test_nobody_assigns_it_to_whom_it_is_about(
    case: factories.Sent, ward: Ward, team: Team, browser: Browser
) -> None:
    report = case.report
    confine(report, team.leader, team.officer)
    department = factories.department_of(ward)
    with pytest.raises(Invalid) as error:
        screen.assign_report(
            team.leader, report, department=department, handler=account(team.officer)
        )
    assert error.value.field == "handler"
    with pytest.raises(Invalid):  # nor to a department at large
        screen.assign_report(team.leader, report, department=department, handler=None)
    page = pages.open_step(browser(team.leader), report.code, "phan-cong")
    offered = {option.get("value") for option in page.all("select[name=handler] option")}
    assert str(team.officer.account_id) not in offered
    colleague = people.make_staff(Role.OFFICER, ward)
    screen.assign_report(team.leader, report, department=department, handler=colleague)
    assert policies.can_see_as_staff(people.as_actor(colleague), report)


def test_a_department_is_concerned_as_a_whole(ward: Ward, team: Team) -> None:
    about = factories.department_of(ward)
    inside = people.make_staff(Role.OFFICER, ward, department_id=about.id)
    sent = factories.send(ward, SECRET)
    factories.receive(sent.report, team)
    screen.assign_report(team.clerk, sent.report, department=about, handler=inside)
    confine(sent.report, team.leader, departments=(about,))
    assert (sent.report.department, sent.report.handler) == (None, None)
    assert not policies.can_see_as_staff(people.as_actor(inside), sent.report)
    assert inside not in queries_people.list_handlers(sent.report)
    with pytest.raises(Invalid):
        screen.assign_report(
            team.leader, sent.report, department=about, handler=account(team.officer)
        )


def test_when_it_is_about_every_leader_it_goes_to_the_city(
    case: factories.Sent, ward: Ward, team: Team, browser: Browser, mails: Mails
) -> None:
    inspector = people.make_staff(Role.CITY_INSPECTOR, None)
    with pytest.raises(Invalid) as error:
        confine(case.report, team.clerk, team.leader)
    assert error.value.field == "confined_to"
    db.session.rollback()
    confine(case.report, team.clerk, team.leader, to="city")
    assert mails()[-1]["To"] == inspector.email
    assert SECRET[:20] not in mails()[-1].get_content()
    for actor in (team.leader, team.clerk, team.officer):
        if actor is not team.officer:  # the officer still handles it, and it is not about them
            browser(actor).get(f"/can-bo/phan-anh/{case.report.code}", status=404)
    city = browser(people.as_actor(inspector))
    assert SECRET in city.get(f"/can-bo/phan-anh/{case.report.code}").words
    kinds = db.session.scalars(select(Transfer.kind).where(Transfer.report_id == case.report.id))
    assert list(kinds) == ["city"]


def test_a_second_leader_judges_what_is_about_the_first(
    case: factories.Sent, ward: Ward, team: Team
) -> None:
    second = people.as_actor(people.make_staff(Role.LEADER, ward))
    confine(case.report, team.clerk, team.leader)
    assert policies.can_see_as_staff(second, case.report)
    assert not policies.can_see_as_staff(team.leader, case.report)


def test_the_accused_leader_approves_nothing(case: factories.Sent, ward: Ward, team: Team) -> None:
    factories.STEPS["start"](case.report, team)
    factories.draft(case.report, team)
    second = people.as_actor(people.make_staff(Role.LEADER, ward))
    confine(case.report, team.clerk, team.leader)
    with pytest.raises(NotAllowed):
        answer.approve_answer(team.leader, case.report, signed_by="x")
    answer.approve_answer(second, case.report, signed_by="x")


def test_those_whom_it_is_about_cannot_lift_it(case: factories.Sent, team: Team) -> None:
    confine(case.report, team.clerk, team.officer)
    for actor in (team.officer, team.clerk, team.supervisor):
        with pytest.raises(NotAllowed):
            confine(case.report, actor, to="")
        db.session.rollback()
    confine(case.report, team.leader, to="")
    assert case.report.confined_to == "" and case.report.visibility == "private"


def test_names_need_somebody_who_judges(case: factories.Sent, team: Team) -> None:
    with pytest.raises(Invalid):
        confine(case.report, team.leader, team.officer, to="")
    with pytest.raises(Invalid):
        confine(case.report, team.leader, team.officer, to="clerk")


def test_the_form_marks_people_by_ticking(
    case: factories.Sent, team: Team, browser: Browser
) -> None:
    leader = browser(team.leader)
    page = pages.open_step(leader, case.report.code, "tranh-nguoi-lien-quan")
    assert page.all("#viec input[type=checkbox][name=accounts]")
    done = pages.send_step(
        leader, page, accounts=[str(team.officer.account_id)], confined_to="leader"
    )
    leader.follow(leader.follow(done, status=302))
    db.session.expire_all()
    assert [c.account_id for c in case.report.concerns] == [team.officer.account_id]


def test_a_case_confined_in_the_meantime_is_mailed_to_nobody_whom_it_is_about(
    case: factories.Sent, team: Team, mails: Mails
) -> None:
    """The note is written, then the case is confined, and only then does the worker get to it."""
    told = len(mails())
    notes.add_note(
        team.leader, case.report, body="Anh xem giúp.", mentioned=[account(team.officer)]
    )
    confining.confine_report(
        team.leader,
        case.report,
        accounts=[account(team.officer)],
        departments=[],
        confined_to="leader",
    )
    factories.store()
    assert account(team.officer).email not in [mail["To"] for mail in mails()[told:]]


def test_a_denunciation_is_handed_over_by_the_clerk_alone(
    ward: Ward, team: Team, browser: Browser, client: StrictClient, mails: Mails
) -> None:
    sent = factories.send(ward, SECRET, email="lan@vidu.vn")
    sent.report.confined_to, sent.report.is_restricted = "clerk", True
    factories.store()
    for actor in (team.officer, team.leader):
        browser(actor).get(f"/can-bo/phan-anh/{sent.report.code}", status=404)
        with pytest.raises(NotAllowed):
            confining.hand_over_denunciation(
                actor, sent.report, body="x", letter="", explanation="x"
            )
        db.session.rollback()
    clerk = browser(team.clerk)
    page = pages.take_step(clerk, sent.report.code, "chuyen-tiep-cong-dan", letter="12/TCD")
    assert "12/TCD" in page.words
    report = sent.report
    assert (report.state, report.visibility) == ("forwarded", "private")
    client.get(pages.case_path(ward, report.code), status=404)
    assert mails()[-1]["To"] == "lan@vidu.vn"
    assert queries_people.list_handlers(report) == []


def test_it_is_no_denunciation_after_all(ward: Ward, team: Team) -> None:
    sent = factories.send(ward, SECRET)
    sent.report.confined_to, sent.report.is_restricted = "clerk", True
    factories.store()
    confine(sent.report, team.clerk, to="")
    assert policies.can_see_as_staff(team.leader, sent.report)
    assert not policies.can_see_as_staff(team.officer, sent.report)  # private all the same
    factories.receive(sent.report, team, is_private=True)
    other = factories.bring_to(factories.send(ward).report, team, "in_progress")
    merging.merge_report(team.clerk, sent.report, into=other)


@pytest.mark.parametrize("confined_to", ["clerk", "leader", "city"])
def test_what_is_kept_from_others_never_becomes_public_by_a_slip(
    ward: Ward, team: Team, client: StrictClient, confined_to: str
) -> None:
    inspector = people.as_actor(people.make_staff(Role.CITY_INSPECTOR, None))
    report = factories.send(ward, SECRET).report
    report.confined_to, report.is_restricted = confined_to, True
    factories.store()
    by = {"clerk": team.clerk, "city": inspector}.get(confined_to)
    words = screen.Screening(
        title="Đèn", public_text="Đèn tắt", category=None, is_private=False, show_photos=True
    )
    with pytest.raises((Invalid, NotAllowed)):
        screen.receive_report(by or team.leader, report, words)
    db.session.rollback()
    report.visibility = "public"  # even if it ever stood so
    factories.store()
    client.get(pages.case_path(ward, report.code), status=404)
    assert report.code not in client.get(pages.list_path(ward)).text
