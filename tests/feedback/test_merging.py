"""Merging: one matter, several senders, and nobody of them is lost."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import DomainError, Invalid, NotAllowed, StaleVersion
from citizen_app.feedback.commands import judge, merging, screen
from citizen_app.feedback.models import Concern, Follow, Report, Subscription, Support
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]
Mails = Callable[[], list[EmailMessage]]
SECRET = "Bà Hồ Thị Tuyết ở số 7 kể rằng hẻm 48 tối om"


def case(ward: Ward, team: Team, state: str = "in_progress", **fields: object) -> Report:
    return factories.bring_to(factories.send(ward, **fields).report, team, state)


def refused(actor: Actor, report: Report, into: Report) -> str:
    with pytest.raises(Invalid) as error:
        merging.merge_report(actor, report, into=into)
    db.session.rollback()
    return error.value.field


def test_the_merged_case_stays_and_leads_to_the_other(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    one, other = case(ward, team), case(ward, team)
    merging.merge_report(team.officer, one, into=other)
    factories.store()
    assert (one.state, one.merged_into_id) == ("merged", other.id)
    answer = client.get(pages.case_path(ward, one.code), status=301)
    assert answer.headers["Location"].endswith(pages.case_path(ward, other.code))
    assert one.code not in client.get(pages.list_path(ward)).text


def test_all_senders_are_told_when_merged_and_when_answered(
    ward: Ward, team: Team, mails: Mails
) -> None:
    one = case(ward, team, email="lan@vidu.vn")
    other = case(ward, team, email="hung@vidu.vn")
    before = case(ward, team, email="tam@vidu.vn")
    merging.merge_report(team.officer, before, into=one)
    factories.store()
    told = len(mails())
    merging.merge_report(team.officer, one, into=other)
    factories.store()
    new = {mail["To"]: mail.get_content() for mail in mails()[told:]}
    assert set(new) == {"lan@vidu.vn", "tam@vidu.vn", "hung@vidu.vn"}
    assert other.code in new["lan@vidu.vn"] and other.code in new["tam@vidu.vn"]
    assert one.code not in new["hung@vidu.vn"]  # whose report it was is nobody's business
    told = len(mails())
    for step in ("draft", "approve", "publish"):
        factories.STEPS[step](other, team)
    factories.store()
    answered = [mail for mail in mails()[told:] if factories.ANSWER in mail.get_content()]
    assert sorted(mail["To"] for mail in answered) == sorted(new)


def test_a_merge_into_a_case_made_private_later_tells_no_words_of_its_answer(
    ward: Ward, team: Team, mails: Mails
) -> None:
    one, other = case(ward, team, email="lan@vidu.vn"), case(ward, team)
    merging.merge_report(team.officer, one, into=other)
    words = screen.Screening(
        title="Đèn", public_text="Đèn", category=None, is_private=True, show_photos=False
    )
    screen.rescreen_report(team.clerk, other, words)
    factories.store()
    told = len(mails())
    for step in ("draft", "approve", "publish"):
        factories.STEPS[step](other, team)
    factories.store()
    assert [mail["To"] for mail in mails()[told:]] == ["lan@vidu.vn"]
    assert factories.ANSWER not in mails()[-1].get_content()


def test_nothing_of_a_private_case_comes_to_the_public_one(
    ward: Ward, team: Team, client: StrictClient, mails: Mails
) -> None:
    private = factories.send(ward, SECRET, is_private=True, name="Hồ Thị Tuyết").report
    factories.receive(private, team, is_private=True, title=SECRET[:40])
    open_case = case(ward, team, email="hung@vidu.vn")
    merging.merge_report(team.clerk, private, into=open_case)
    factories.store()
    page = client.get(pages.case_path(ward, open_case.code))
    told = "".join(mail.get_content() for mail in mails())
    for word in ("Tuyết", "số 7", private.code):
        assert word not in page.text and word not in told
    client.get(pages.case_path(ward, private.code), status=404)  # not even that it was there
    for words in ("Tuyết", private.code):
        assert "Tuyết" not in "".join(client.get(pages.list_path(ward, words)).texts("main li"))


def test_what_cannot_be_a_target(ward: Ward, other: Ward, team: Team) -> None:
    there = factories.team_of(other)
    one = case(ward, team)
    private = factories.send(ward, is_private=True).report
    factories.receive(private, team, is_private=True)
    ended = case(ward, team, "refused")
    merged, root = case(ward, team), case(ward, team)
    merging.merge_report(team.officer, merged, into=root)
    factories.store()
    for target in (one, private, ended, merged):
        assert refused(team.clerk, one, target) == "into"
    with pytest.raises(NotAllowed):
        merging.merge_report(team.officer, one, into=case(other, there))
    both = people.make_staff("clerk", ward)
    people.grant_role(people.SYSTEM, both, role="clerk", ward_id=other.id)
    foreign = case(other, there)
    assert refused(people.as_actor(both), one, foreign) == "into"
    assert one.state == "in_progress"


def test_a_confined_case_is_merged_with_nothing(ward: Ward, team: Team) -> None:
    one, other = case(ward, team), case(ward, team)
    one.confined_to, one.is_restricted = "leader", True
    factories.store()
    with pytest.raises(NotAllowed):
        merging.merge_report(team.officer, one, into=other)
    db.session.rollback()
    assert refused(team.officer, other, one) == "into"


def test_nobody_merges_into_a_case_they_may_not_see(ward: Ward, team: Team) -> None:
    one, other = case(ward, team), case(ward, team)
    db.session.add(Concern(report_id=other.id, account_id=team.officer.account_id, at=clock.now()))
    factories.store()
    with pytest.raises(NotAllowed):
        merging.merge_report(team.officer, one, into=other)


def test_supporters_and_followers_move_along_once(ward: Ward, team: Team) -> None:
    sender, friend, both = (people.make_resident(name) for name in ("Lan", "Hùng", "Tâm"))
    one = case(ward, team, by=people.as_actor(sender))
    other = case(ward, team)
    now = clock.now()
    for report, account, device in (
        (one, friend.id, None),
        (one, both.id, None),
        (other, both.id, None),
        (one, None, "m" * 64),
        (other, None, "n" * 64),
    ):
        db.session.add(
            Support(report_id=report.id, account_id=account, device_digest=device, at=now)
        )
        report.support_count += 1
    db.session.add(Follow(report_id=one.id, account_id=friend.id, at=now))
    db.session.add(Follow(report_id=other.id, account_id=friend.id, at=now))
    for report, address, token in (
        (one, "a@vidu.vn", "1"),
        (other, "a@vidu.vn", "2"),
        (one, "b@vidu.vn", "3"),
    ):
        row = Subscription(report_id=report.id, email=address, token_digest=token, asked_at=now)
        db.session.add(row)
    factories.store()
    merging.merge_report(team.officer, one, into=other)
    factories.store()
    assert behind(other) == {
        (friend.id, None),
        (both.id, None),
        (None, "m" * 64),
        (None, "n" * 64),
    }
    assert (one.support_count, other.support_count) == (0, 4)
    followers = db.session.scalars(select(Follow.account_id).where(Follow.report_id == other.id))
    assert sorted(followers) == sorted([friend.id, sender.id])  # the sender follows as well
    subscribed = select(Subscription.email).where(Subscription.report_id == other.id)
    assert sorted(db.session.scalars(subscribed)) == ["a@vidu.vn", "b@vidu.vn"]
    # A third case takes the second in: when the first merge proves wrong, they come back from there.
    third = case(ward, team)
    merging.merge_report(team.officer, other, into=third)
    factories.store()
    merging.unmerge_report(team.leader, one)
    factories.store()
    assert behind(one) == {(friend.id, None), (both.id, None), (None, "m" * 64)}
    assert behind(third) == {(both.id, None), (None, "n" * 64)}
    assert (one.support_count, other.support_count, third.support_count) == (3, 0, 2)
    assert set(db.session.scalars(select(Follow.account_id).where(Follow.report_id == one.id))) == {
        friend.id
    }
    left = db.session.scalars(select(Follow.account_id).where(Follow.report_id == third.id)).all()
    assert left == [friend.id]
    back = select(Subscription.email).where(Subscription.report_id == one.id)
    assert db.session.scalars(back).all() == ["b@vidu.vn"]


def behind(report: Report) -> set[tuple[int | None, str | None]]:
    query = select(Support.account_id, Support.device_digest)
    rows = db.session.execute(query.where(Support.report_id == report.id))
    return {(account, device) for account, device in rows}


def test_a_wrong_merge_is_undone_by_a_leader(
    ward: Ward, team: Team, client: StrictClient, mails: Mails
) -> None:
    one, other = case(ward, team, email="lan@vidu.vn"), case(ward, team)
    due = one.due_at
    merging.merge_report(team.officer, one, into=other)
    factories.store()
    with pytest.raises(NotAllowed):
        merging.unmerge_report(team.officer, one)
    db.session.rollback()
    merging.unmerge_report(team.leader, one)
    factories.store()
    assert (one.state, one.merged_into_id, one.due_at) == ("screening", None, due)
    client.get(pages.case_path(ward, one.code))  # public again, as it was
    assert mails()[-1]["To"] == "lan@vidu.vn"
    factories.assign(one, team)


def test_two_who_merge_a_pair_both_ways_make_no_circle(ward: Ward, team: Team) -> None:
    one, other = case(ward, team), case(ward, team)
    seen = other.version
    merging.merge_report(team.officer, one, into=other, version=one.version)
    factories.store()
    with pytest.raises(StaleVersion):
        merging.merge_report(team.officer, other, into=one, version=seen)
    db.session.rollback()
    with pytest.raises(DomainError):
        merging.merge_report(team.officer, other, into=one)


def test_the_page_offers_similar_cases_and_merges_with_two_clicks(
    app: Flask, ward: Ward, team: Team, browser: Browser
) -> None:
    one, other = case(ward, team), case(ward, team)
    staff = browser(team.officer)
    page = staff.get(f"/can-bo/phan-anh/{one.code}")
    link = next(
        a.get("href") for a in page.all("a[href*='viec=gop']") if other.code in a.get("href")
    )
    form = staff.get(link)
    assert other.title in form.one("#viec").text_content()
    done = staff.follow(staff.follow(pages.send_step(staff, form), status=302))
    assert other.code in done.words
    # The second click of a double click finds the case merged already.
    pages.send_step(staff, form, status=409)
    assert other.code in staff.get(f"/can-bo/phan-anh/{one.code}").words


def test_an_unknown_or_hidden_code_keeps_what_was_typed(
    ward: Ward, team: Team, browser: Browser
) -> None:
    one, hidden = case(ward, team), factories.send(ward, is_private=True).report
    staff = browser(team.officer)
    for code in ("PA-0000-0000", "x", hidden.code):
        form = pages.open_step(staff, one.code, "gop")
        page = pages.send_step(staff, form, into=code, status=422)
        assert page.one("#viec input[name=into]").get("value") == code


def test_a_merged_case_takes_no_step_of_its_sender(ward: Ward, team: Team) -> None:
    sent, other = factories.send(ward), case(ward, team)
    factories.receive(sent.report, team)
    merging.merge_report(team.clerk, sent.report, into=other)
    with pytest.raises(DomainError):
        judge.withdraw_report(sent.sender, sent.report)
