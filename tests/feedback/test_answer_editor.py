"""Writing an answer: kept bit by bit, checked, previewed, laid before a leader; nothing typed is lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.errors import Invalid, NotAllowed, StaleVersion
from citizen_app.core.events import Event
from citizen_app.core.files.attachments import attachments_of
from citizen_app.core.files.models import Attachment
from citizen_app.feedback.commands import answer, drafting
from citizen_app.feedback.commands.drafting import Typed
from citizen_app.feedback.models import AnswerDraft, AnswerWork, Report
from citizen_app.feedback.queries import get_report
from citizen_app.permissions import Role
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories, people
from tests.support.client import Page, StrictClient
from tests.support.factories import ANSWER, Team
from tests.support.queries import count_queries

Browser = Callable[[Actor], StrictClient]
PHONE = "0901 234 567"
EDITOR_BUDGET = 22
APPROVAL_BUDGET = 20


@pytest.fixture
def report(ward: Ward, team: Team) -> Report:
    return factories.bring_to(factories.send(ward).report, team, "in_progress")


def path_of(report: Report) -> str:
    return f"/can-bo/phan-anh/{report.code}/soan"


def press(officer: StrictClient, page: Page, button: str, **fields: object) -> Page:
    """Press a button that keeps everything and leads back to the editor."""
    return officer.follow(officer.submit(page, fields, button=button))


def keys_on(page: Page) -> list[str]:
    names = {i.get("name") for i in page.all("input[name^=finding-]")}
    return sorted(name for name in names if name)


def next_working_day(ward: Ward, days: int = 5) -> dt.date:
    return wards.calendar_of(ward.id).add_working_days(clock.today(), days)


def test_a_half_written_answer_is_kept_and_nobody_else_sees_it(
    ward: Ward, team: Team, report: Report, browser: Browser
) -> None:
    officer = browser(team.officer)
    colleague = browser(people.as_actor(people.make_staff(Role.OFFICER, ward)))
    page = press(officer, officer.get(path_of(report)), "Lưu nháp", body="Sáng nay đội đã …")
    assert page.one("textarea[name=body]").text.strip() == "Sáng nay đội đã …"
    assert "Sáng nay" not in colleague.get(path_of(report)).text
    press(colleague, colleague.get(path_of(report)), "Lưu nháp", body="Bản của đồng nghiệp")
    assert "Sáng nay" in officer.get(path_of(report)).text
    db.session.expire_all()
    assert (report.state, report.answer) == ("in_progress", None)
    assert db.session.scalar(select(func.count()).select_from(AnswerWork)) == 2


def test_a_text_is_put_in_with_its_places_filled_and_its_gaps_keep_it_from_going_on(
    team: Team, report: Report, browser: Browser
) -> None:
    officer = browser(team.officer)
    page = press(
        officer, officer.get(path_of(report)), "Dùng mẫu này", template="answered_fixed", body="A."
    )
    body = page.one("textarea[name=body]").text
    assert body.strip().startswith("A.") and report.code in body and "{" not in body
    assert "…/…/…" in " ".join(page.texts(".editor__marked mark"))
    refused = officer.submit(page, {}, button="Gửi duyệt", status=422)
    assert "…/…/…" in refused.errors[0]
    db.session.expire_all()
    assert report.state == "in_progress"


def test_the_preview_is_what_residents_read(
    ward: Ward, team: Team, report: Report, browser: Browser, client: StrictClient
) -> None:
    officer, body = browser(team.officer), f"{ANSWER}\n\n<script>x</script> & xong ngày 20/11/2026."
    page = press(officer, officer.get(path_of(report)), "Xem trước", body=body)
    preview = page.texts(".preview .answer .prose")
    assert page.all("[data-draft-clear]")  # the device need not keep what the server has
    assert page.all("script:not([src])") == []
    pages.send_step(officer, page)
    leader = browser(team.leader)
    assert leader.get(f"/can-bo/phan-anh/{report.code}/duyet").texts(".preview .prose") == preview
    pages.take_step(leader, report.code, "duyet")
    assert client.get(pages.case_path(ward, report.code)).texts(".answer .prose") == preview


def test_personal_data_must_be_decided_before_it_goes_on(
    team: Team, report: Report, browser: Browser
) -> None:
    officer = browser(team.officer)
    body = f"{ANSWER} Xin gọi anh Hai {PHONE}, xe 59-X1 234.56."
    page = officer.submit(
        officer.get(path_of(report)), {"body": body}, button="Gửi duyệt", status=422
    )
    assert page.errors and page.texts(".findings__text mark") == [PHONE, "59-X1 234.56"]
    assert report.answer is None
    # One of the two is masked: the other still keeps it back, and the choice made is not lost.
    legends = page.texts(".finding legend")
    assert len(legends) == 2
    chosen = {keys_on(page)[0]: "mask"}
    page = officer.submit(page, chosen, button="Gửi duyệt", status=422)
    assert len(page.texts(".finding legend")) == 1
    done = officer.submit(page, {keys_on(page)[0]: "keep"}, button="Gửi duyệt")
    assert done.status_code == 303
    db.session.expire_all()
    assert report.answer is not None and report.state == "drafted"
    kept = (PHONE in report.answer.body) + ("59-X1" in report.answer.body)
    assert kept == 1 and "[" in report.answer.body
    drafts = [d.body for d in db.session.scalars(select(AnswerDraft).order_by(AnswerDraft.id))]
    assert drafts == [body, report.answer.body]  # the original stays with its trail


def test_one_press_masks_all(team: Team, report: Report, browser: Browser) -> None:
    officer = browser(team.officer)
    page = press(
        officer,
        officer.get(path_of(report)),
        "Lưu nháp",
        body=f"{ANSWER} Gọi {PHONE} hay lan@example.com.",
    )
    page = press(officer, page, "Che tất cả")
    body = page.one("textarea[name=body]").text
    assert "[số điện thoại]" in body and "@" not in body and not page.all(".finding")
    pages.send_step(officer, page)
    masked = [
        e.facts for e in db.session.scalars(select(Event).where(Event.kind == "PersonalDataMasked"))
    ]
    assert masked == [{"part": "answer", "masked": {"phone": 1, "email": 1}, "kept": {}}]


def test_a_leader_decides_once_more_on_what_the_author_left_in(
    team: Team, report: Report, browser: Browser
) -> None:
    kept = [one.key for one in drafting.findings_in(report.holder, f"Gọi {PHONE}.")]
    answer.draft_answer(team.officer, report, body=f"Gọi {PHONE}.", kept=kept)
    leader = browser(team.leader)
    page = pages.open_step(leader, report.code, "duyet")
    page = pages.send_step(leader, page, status=422)
    assert page.errors
    assert pages.send_step(leader, page, **{keys_on(page)[0]: "keep"}).status_code == 303
    assert get_report(report.code).state == "published"


def test_the_command_itself_refuses_what_is_undecided_or_open(team: Team, report: Report) -> None:
    for field, body in (
        ("personal_data", f"Gọi {PHONE}."),
        ("body", "Ngày …/…/…"),
        ("body", "Chào {officer}"),
        ("body", " \u200b "),
    ):
        with pytest.raises(Invalid) as refused:
            answer.draft_answer(team.officer, report, body=body)
        assert refused.value.field == field
    assert report.state == "in_progress" and report.answer is None


def test_hints_are_advice_only(team: Team, report: Report, browser: Browser) -> None:
    officer = browser(team.officer)
    page = press(
        officer, officer.get(path_of(report)), "Kiểm tra câu chữ", body="PHƯỜNG SẼ XEM XÉT"
    )
    assert page.all(".hint-list li")
    assert pages.send_step(officer, page).status_code == 303


def test_photos_before_and_after_stay_between_drafts_and_go_one_by_one(
    ward: Ward, team: Team, report: Report, browser: Browser, client: StrictClient
) -> None:
    officer = browser(team.officer)
    page = press(
        officer,
        officer.get(path_of(report)),
        "Lưu nháp",
        body=ANSWER,
        before=[factories.photo()],
        after=[factories.photo(), factories.photo("PNG")],
    )
    captions = [i.get("name") for i in page.all("input[name^=caption-]")]
    assert len(captions) == 3
    page = press(officer, page, "Lưu nháp", **{captions[0]: "Nắp cống <vỡ>"})
    pages.send_step(officer, page)
    page = officer.get(path_of(report))  # written anew: nothing is replaced
    gone = captions[2].replace("caption", "remove")
    officer.follow(
        pages.send_step(officer, page, **{gone: "1"}, after=[factories.photo()]), status=302
    )
    sent = get_report(report.code).answer
    assert sent is not None
    photos = attachments_of(sent, public_only=False)
    assert [p.kind for p in photos] == ["before", "after", "after"]
    assert photos[0].caption == "Nắp cống <vỡ>"
    assert not any(p.is_public for p in photos)
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 3
    pages.take_step(browser(team.leader), report.code, "duyet")
    page = client.get(pages.case_path(ward, report.code))
    assert page.texts("figcaption") == ["Nắp cống <vỡ>"]


def test_a_document_goes_with_the_answer_and_is_opened_by_whoever_reads_it(
    ward: Ward, team: Team, report: Report, browser: Browser, client: StrictClient
) -> None:
    officer = browser(team.officer)
    page = officer.get(path_of(report))
    wrong = {"body": ANSWER, "documents": [factories.photo()]}
    assert ANSWER in officer.submit(page, wrong, button="Lưu nháp", status=422).text
    pdf = (factories.pdf(), "ke-hoach.pdf")
    page = press(officer, page, "Lưu nháp", body=ANSWER, documents=[pdf])
    caption = page.one("input[name^=caption-]").get("name")
    pages.send_step(officer, page, **{caption: "Kế hoạch nạo vét"})
    token = caption.removeprefix("caption-")
    client.get(f"/tep/{token}/tai-ve", status=404)  # not before it is published
    pages.take_step(browser(team.leader), report.code, "duyet")
    shown = client.get(pages.case_path(ward, report.code))
    assert "Kế hoạch nạo vét" in shown.words
    file = client.get(f"/tep/{token}/tai-ve")
    assert file.data.startswith(b"%PDF") and "attachment" in file.headers["Content-Disposition"]


def test_photos_of_unsent_work_are_staff_s_alone(
    ward: Ward,
    team: Team,
    browser: Browser,
    client: StrictClient,
    new_client: Callable[[], StrictClient],
) -> None:
    sent = factories.send(ward)
    report = factories.bring_to(sent.report, team, "in_progress")
    officer = browser(team.officer)
    press(officer, officer.get(path_of(report)), "Lưu nháp", after=[factories.photo()])
    token = db.session.scalar(select(Attachment.token))
    officer.get(f"/can-bo/tep/{token}/nho.jpg")
    sender = new_client()
    pages.unlock(sender, report.code, sent.pin)
    for reader in (client, sender):
        reader.get(f"/tep/{token}/nho.jpg", status=404)


def test_two_windows_of_one_officer_do_not_overwrite_each_other(
    team: Team, report: Report, browser: Browser
) -> None:
    officer = browser(team.officer)
    first, second = officer.get(path_of(report)), officer.get(path_of(report))
    press(officer, first, "Lưu nháp", body="Bản cửa sổ một")
    page = officer.submit(second, {"body": "Bản cửa sổ hai"}, button="Lưu nháp", status=409)
    assert page.one("textarea[name=body]").text.strip() == "Bản cửa sổ hai"
    assert "Bản cửa sổ một" in page.words
    press(officer, page, "Lưu nháp")  # on purpose
    assert "Bản cửa sổ hai" in officer.get(path_of(report)).text


def test_a_stale_draft_is_refused_and_kept_and_shows_what_stands_there(
    ward: Ward, team: Team, report: Report, browser: Browser
) -> None:
    officer = browser(team.officer)
    colleague = people.as_actor(people.make_staff(Role.OFFICER, ward))
    open_form = officer.get(path_of(report))
    answer.draft_answer(colleague, report, body="Đồng nghiệp trả lời trước.")
    page = officer.submit(open_form, {"body": "Câu của tôi."}, button="Gửi duyệt", status=409)
    assert "Đồng nghiệp trả lời trước." in page.words and "Câu của tôi." in page.text
    assert "Câu của tôi." in officer.get(path_of(report)).text  # kept on the server besides
    pages.send_step(officer, page)
    db.session.expire_all()
    assert report.answer is not None and report.answer.body == "Câu của tôi."
    leader = browser(team.leader).get(f"/can-bo/phan-anh/{report.code}/duyet")
    assert leader.texts(".draft-version ins") and leader.texts(".draft-version del")


def test_a_case_that_moved_on_gives_back_what_was_typed(
    team: Team, report: Report, browser: Browser
) -> None:
    officer = browser(team.officer)
    page = officer.get(path_of(report))
    factories.STEPS["withdraw"](report, team)
    closed = officer.submit(page, {"body": "Tôi đã viết nhiều"}, button="Lưu nháp", status=409)
    assert "Tôi đã viết nhiều" in closed.words
    assert officer.get(path_of(report), status=302).headers["Location"].endswith(report.code)


def test_others_cannot_write(
    ward: Ward, other: Ward, team: Team, report: Report, browser: Browser
) -> None:
    stranger = people.as_actor(people.make_staff(Role.OFFICER, other))
    for who, status in ((team.supervisor, 403), (team.clerk, 403), (stranger, 404)):
        browser(who).get(path_of(report), status=status)
        browser(who).post(path_of(report), data={"body": "x"}, headers=pages.OWN, status=status)
    with pytest.raises(NotAllowed):
        drafting.save_work(stranger, report, Typed(body="x"))
    with pytest.raises(StaleVersion):
        drafting.save_work(team.officer, report, Typed(body="x"), seen=7)


def test_what_was_begun_can_be_thrown_away(team: Team, report: Report, browser: Browser) -> None:
    officer = browser(team.officer)
    page = press(
        officer, officer.get(path_of(report)), "Lưu nháp", body="Bỏ", after=[factories.photo()]
    )
    officer.follow(officer.submit(page, {}, button="Bỏ đi"))
    assert db.session.scalar(select(func.count()).select_from(AnswerWork)) == 0
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_publishing_drops_what_others_had_begun(ward: Ward, team: Team, report: Report) -> None:
    colleague = people.as_actor(people.make_staff(Role.OFFICER, ward))
    drafting.save_work(colleague, report, Typed(body="Dở dang"))
    factories.store()
    for step in ("draft", "approve", "publish"):
        factories.STEPS[step](report, team)
    factories.store()
    assert db.session.scalar(select(func.count()).select_from(AnswerWork)) == 0


@pytest.mark.parametrize("days", [-1, 0])
def test_a_promise_needs_a_day_to_come_and_words(
    ward: Ward, team: Team, report: Report, days: int
) -> None:
    day = clock.today() + dt.timedelta(days=days)
    sunday = clock.today() + dt.timedelta(days=13 - clock.today().weekday())
    good = next_working_day(ward)
    for field, promise in (
        ("promise_due", answer.Promise("Thay nắp cống", day)),
        ("promise_due", answer.Promise("Thay nắp cống", sunday)),
        ("promise_due", answer.Promise("Thay nắp cống", None)),
        ("promise_text", answer.Promise("", good)),
        ("personal_data", answer.Promise(f"Gọi {PHONE}", good)),
    ):
        with pytest.raises(Invalid) as refused:
            answer.draft_answer(team.officer, report, body=ANSWER, promise=promise)
        assert refused.value.field == field
    answer.draft_answer(team.officer, report, body=ANSWER, promise=answer.Promise("Thay nắp", good))
    assert report.answer is not None and report.answer.promise_due == good


def test_the_pages_ask_a_fixed_number_of_questions(
    team: Team, report: Report, browser: Browser
) -> None:
    officer, leader = browser(team.officer), browser(team.leader)
    photos = [factories.photo() for _ in range(4)]
    press(officer, officer.get(path_of(report)), "Lưu nháp", body=ANSWER, after=photos)
    with count_queries(at_most=EDITOR_BUDGET):
        officer.get(path_of(report))
    pages.send_step(officer, officer.get(path_of(report)))
    with count_queries(at_most=APPROVAL_BUDGET):
        leader.get(f"/can-bo/phan-anh/{report.code}/duyet")


def test_drafts_are_for_those_who_write_and_approve_in_this_very_ward(
    ward: Ward, other: Ward, team: Team, report: Report, browser: Browser
) -> None:
    """Somebody who follows this ward, and decides in another one."""
    account = people.make_staff(Role.SUPERVISOR, ward)
    for role in (Role.LEADER, Role.OFFICER):
        people.grant_role(people.SYSTEM, account, role=role, ward_id=other.id)
    guest = browser(people.as_actor(account))
    factories.draft(report, team)
    factories.store()
    guest.get(f"/can-bo/phan-anh/{report.code}")
    approval = f"/can-bo/phan-anh/{report.code}/duyet"
    guest.get(approval, status=403)
    for path, wrong in (
        (approval, {"when": "whenever"}),
        (path_of(report), {"promise_due": "nay mai"}),
    ):
        guest.post(path, data=wrong, headers=pages.OWN, status=403)
