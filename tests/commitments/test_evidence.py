"""Done needs something to show; milestones; promises made by hand."""

import datetime as dt
import io
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from citizen_app.accounts.models import Account
from citizen_app.commitments import commands, jobs
from citizen_app.commitments.commands import milestones
from citizen_app.commitments.commands.evidence import Evidence, add_evidence, drop_evidence
from citizen_app.commitments.models import Commitment
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, InvalidTransition, NotAllowed, NotFound, StaleVersion
from citizen_app.core.events import Event
from citizen_app.core.files.attachments import attachments_of
from citizen_app.wards.models import Ward
from tests.commitments.kept import PROMISE, evidence, finish, promised, working_day
from tests.support import factories, people
from tests.support.client import StrictClient
from tests.support.factories import Team, team_of
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
PAGE_BUDGET, STAFF_BUDGET = 12, 22


@pytest.fixture
def team(ward: Ward) -> Team:
    return team_of(ward)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return lambda actor: people.browser_of(app, db.session.get_one(Account, actor.account_id))


def files(commitment: Commitment) -> list[str]:
    return [one.kind for one in attachments_of(commitment, public_only=False)]


def test_done_needs_a_photo_or_a_file_after_the_work(ward: Ward, team: Team) -> None:
    made = promised(ward, team).commitment
    before = Evidence(before=evidence().after)
    for shown in (Evidence(), before):
        with pytest.raises(Invalid) as refused:
            commands.finish_commitment(team.officer, made, outcome="Xong.", evidence=shown)
        assert refused.value.field == "after"
    assert (made.state, made.round) == ("not_started", 0)
    finish(made, team.officer)
    assert (made.state, made.round, made.done_by_id) == ("done", 1, team.officer.account_id)


def test_what_was_done_before_evidence_was_asked_for_stays_done(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    """As the migration leaves it: done once, nothing to show, nobody known to have reported it."""
    made = promised(ward, team).commitment
    made.state, made.round, made.outcome = "done", 1, "Đã xong từ trước."
    made.done_at, made.done_on = clock.now(), clock.today()
    factories.store()
    page = client.get(f"/p/{ward.path_id}/cam-ket/{made.code}")
    assert "Đã xong từ trước." in page.words and "không kèm ảnh" in page.words


def test_a_photo_loses_what_tells_where_it_was_taken(
    app: Flask, ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    made = promised(ward, team).commitment
    picture, out = Image.new("RGB", (320, 240)), io.BytesIO()
    exif = picture.getexif()
    exif[0x010F] = "Hang may anh"
    exif.get_ifd(0x8825)[29] = "2026:11:27"
    picture.save(out, "JPEG", exif=exif)
    officer, path = browser(team.officer), f"/can-bo/cam-ket/{made.code}"
    fields = {
        "outcome": "Đã thay.",
        "after": [(io.BytesIO(out.getvalue()), "a.jpg"), (factories.pdf(), "Ten-Ba-Lan.pdf")],
    }
    officer.follow(officer.submit(officer.get(path), fields, button="Báo đã làm xong"))
    page = client.get(f"/p/{ward.path_id}/cam-ket/{made.code}")
    assert "Ten-Ba-Lan" not in page.text
    [link] = {a.get("href") for a in page.all("main .gallery a")}
    answer = client.get(link)
    assert answer.mimetype == "image/jpeg"
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert not page.all(".documents a")  # nobody said that everyone may open it
    staff = officer.get(path)
    download = staff.all(".documents a")[0].get("href")
    assert officer.get(download).headers["Content-Disposition"].startswith("attachment")
    client.get(download.replace("/can-bo", ""), status=404)


def test_files_of_a_private_promise_stay_private(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    made = promised(ward, team).commitment
    finish(made, team.officer)
    token = attachments_of(made, public_only=False)[0].token
    client.get(f"/tep-cam-ket/{token}/nho.jpg")
    made.is_public = False
    factories.store()
    client.get(f"/tep-cam-ket/{token}/nho.jpg", status=404)
    client.get(f"/p/{ward.path_id}/cam-ket/{made.code}", status=404)
    browser(team.officer).get(f"/can-bo/tep-cam-ket/{token}/nho.jpg")
    other = people.open_ward("27154")
    stranger = people.as_actor(people.make_staff(people.Role.OFFICER, other))
    browser(stranger).get(f"/can-bo/tep-cam-ket/{token}/nho.jpg", status=404)


def test_a_refused_report_keeps_its_files(ward: Ward, team: Team, browser: Browser) -> None:
    made = promised(ward, team).commitment
    officer, path = browser(team.officer), f"/can-bo/cam-ket/{made.code}"
    empty = {"outcome": "", "after": factories.photo()}
    page = officer.submit(officer.get(path), empty, button="Báo đã làm xong", status=422)
    assert page.errors and page.all("main .gallery img")
    assert files(made) == ["after"]
    officer.follow(officer.submit(page, {"outcome": "Đã thay."}, button="Báo đã làm xong"))
    db.session.refresh(made)
    assert made.state == "done"


def test_a_report_without_evidence_keeps_its_words(
    ward: Ward, team: Team, browser: Browser
) -> None:
    made = promised(ward, team).commitment
    officer, path = browser(team.officer), f"/can-bo/cam-ket/{made.code}"
    page = officer.get(path)
    page = officer.submit(page, {"outcome": "Đã thay."}, button="Báo đã làm xong", status=422)
    assert page.one("textarea[name=outcome]").text.strip() == "Đã thay."
    assert "ảnh hoặc tệp" in page.errors[0]


def test_two_officers_at_once(ward: Ward, team: Team, browser: Browser) -> None:
    made = promised(ward, team).commitment
    officer, path = browser(team.officer), f"/can-bo/cam-ket/{made.code}"
    first, second = officer.get(path), officer.get(path)
    fields = {"outcome": "Đã thay.", "after": factories.photo()}
    officer.submit(first, fields, button="Báo đã làm xong")
    fields = {"outcome": "Tôi cũng báo.", "after": factories.photo()}
    # The other one has gone on: the form is gone, and nothing was added.
    page = officer.submit(second, fields, button="Báo đã làm xong", status=409)
    assert page.all("[role=alert]")
    db.session.expire_all()
    assert made.outcome == "Đã thay." and files(made) == ["after"]
    with pytest.raises(StaleVersion):
        add_evidence(team.officer, made, evidence(), version=1)


def test_evidence_is_taken_out_until_it_is_reported(ward: Ward, team: Team) -> None:
    made = promised(ward, team).commitment
    add_evidence(team.officer, made, evidence())
    token = attachments_of(made, public_only=False)[0].token
    with pytest.raises(NotFound):
        drop_evidence(team.officer, made, "khong-co")
    with pytest.raises(NotAllowed):
        drop_evidence(team.supervisor, made, token)
    drop_evidence(team.officer, made, token)
    assert files(made) == []
    finish(made, team.officer)
    token = attachments_of(made, public_only=False)[0].token
    with pytest.raises(InvalidTransition):
        drop_evidence(team.officer, made, token)


def test_milestones_are_planned_reached_and_shown(
    ward: Ward, team: Team, browser: Browser, client: StrictClient
) -> None:
    made = promised(ward, team).commitment
    officer, path = browser(team.officer), f"/can-bo/cam-ket/{made.code}"
    fields = {"title": "Mua đèn", "due_on": working_day(ward, 3).isoformat()}
    page = officer.follow(officer.submit(officer.get(path), fields, button="Thêm mốc"))
    assert "Mua đèn" in page.words
    late = {"title": "Quá trễ", "due_on": working_day(ward, 30).isoformat()}
    refused = officer.submit(page, late, button="Thêm mốc", status=422)
    assert "trước hoặc đúng" in refused.errors[0]
    step = made.milestones[0]
    for _ in range(2):  # a second press changes nothing
        milestones.mark_milestone(team.officer, made, step.id, is_done=True)
    factories.store()
    marked = select(func.count()).where(Event.kind == "MilestoneMarked")
    assert db.session.scalar(marked) == 1
    assert "Đạt ngày" in client.get(f"/p/{ward.path_id}/cam-ket/{made.code}").words
    with pytest.raises(NotAllowed):
        milestones.drop_milestone(team.officer, made, step.id)
    with pytest.raises(NotAllowed):
        milestones.add_milestone(Actor(), made, title="x", due_on=made.due_on)


def test_owners_are_reminded_of_milestones_once(
    ward: Ward, team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    made = promised(ward, team).commitment
    due = working_day(ward, 4)
    step = milestones.add_milestone(team.officer, made, title="Mua đèn", due_on=due)
    factories.store()

    def look(day: dt.date) -> int:
        with clock.at(clock.start_of_day(day) + dt.timedelta(hours=7)):
            jobs.remind_owners()
        query = select(Event).where(Event.kind == "CommitmentReminded")
        return sum(one.facts["milestone_id"] == step.id for one in db.session.scalars(query))

    assert look(due - dt.timedelta(days=1)) == look(due) == 1
    assert [m for m in mails() if "Mua đèn" in m.get_content()]
    assert look(due + dt.timedelta(days=1)) == 2
    milestones.mark_milestone(team.officer, made, step.id, is_done=True)
    factories.store()
    assert look(due + dt.timedelta(days=2)) == 2


def test_late_ones_climb_the_ladder_once_in_one_mail(
    ward: Ward, team: Team, mails: Callable[[], list[EmailMessage]]
) -> None:
    first, second = (promised(ward, team).commitment for _ in range(2))
    due = first.due_on

    def look(days: int) -> list[tuple[str, int]]:
        day = working_day(ward, 10 + days)
        with clock.at(clock.start_of_day(day) + dt.timedelta(hours=8)):
            jobs.climb_ladder()
            jobs.climb_ladder()
        rows = db.session.scalars(
            select(Event).where(Event.kind == "CommitmentsLate").order_by(Event.id)
        )
        return [(event.facts["tell"], len(event.facts["ids"])) for event in rows]

    assert due == working_day(ward)
    assert look(-1) == []
    assert look(0) == [("department", 2)]
    leader = db.session.get_one(Account, team.leader.account_id).email
    before = len([m for m in mails() if m["To"] == leader])
    assert look(1) == [("department", 2), ("leader", 2)]
    told = [m for m in mails() if m["To"] == leader][before:]
    assert len(told) == 1 and first.code in told[0].get_content()
    assert second.code in told[0].get_content()
    assert look(5)[2:] == [("supervisor", 2)]


def test_a_promise_by_hand_is_made_once(ward: Ward, team: Team, browser: Browser) -> None:
    officer = browser(team.officer)
    form = officer.get("/can-bo/cam-ket/moi")
    refused = officer.submit(form, {"text": "", "due_on": ""}, button="Lập cam kết này", status=422)
    assert len(refused.errors) == 2
    day = working_day(ward, 5).isoformat()
    fields = {"text": "Sơn lại vạch đi bộ", "due_on": day}
    for _ in range(2):
        page = officer.follow(officer.submit(form, fields, button="Lập cam kết này"))
    assert "Sơn lại vạch đi bộ" in page.words
    made = db.session.scalars(select(Commitment)).one()
    assert (made.subject_type, made.is_public, made.due_on.isoformat()) == ("", True, day)
    assert made.department_id is None and made.head_id is None


def test_by_hand_only_people_and_departments_of_the_ward(ward: Ward, team: Team) -> None:
    stranger = people.make_staff(people.Role.OFFICER, people.open_ward("27154"))
    day = working_day(ward)
    with pytest.raises(Invalid):
        commands.make_commitment(team.officer, ward, text="x", due_on=day, head_id=stranger.id)
    with pytest.raises(NotFound):
        commands.make_commitment(team.officer, ward, text="x", due_on=day, department_id=99999)
    for other in (Actor(), people.as_actor(stranger), team.supervisor):
        with pytest.raises(NotAllowed):
            commands.make_commitment(other, ward, text="x", due_on=day)


def test_pages_cost_the_same_however_much_there_is(
    ward: Ward, team: Team, client: StrictClient, browser: Browser
) -> None:
    made = promised(ward, team).commitment
    for number in range(6):
        milestones.add_milestone(team.officer, made, title=f"Mốc {number}", due_on=made.due_on)
        add_evidence(team.officer, made, evidence())
    factories.store()
    with count_queries(at_most=PAGE_BUDGET):
        assert PROMISE in client.get(f"/p/{ward.path_id}/cam-ket/{made.code}").words
    officer = browser(team.officer)
    with count_queries(at_most=STAFF_BUDGET):
        officer.get(f"/can-bo/cam-ket/{made.code}")


def test_what_everyone_reads_names_nobody_unless_on_purpose(
    ward: Ward, team: Team, browser: Browser
) -> None:
    made = promised(ward, team).commitment
    officer, path = browser(team.officer), f"/can-bo/cam-ket/{made.code}"
    fields = {"outcome": "Đã thay, xin gọi 0903 111 222.", "after": factories.photo()}
    page = officer.submit(officer.get(path), fields, button="Báo đã làm xong", status=422)
    assert "0903 111 222" in page.errors[0]
    officer.follow(officer.submit(page, {"is_checked": "y"}, button="Báo đã làm xong"))
    db.session.refresh(made)
    assert made.state == "done" and files(made) == ["after"]
    day = working_day(ward)
    with pytest.raises(Invalid):
        commands.make_commitment(team.officer, ward, text="Gọi 0903 111 222", due_on=day)
