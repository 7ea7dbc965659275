"""The list, its search, filters and orders; what is overdue; the feed; where old addresses lead."""

import datetime as dt
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from lxml import etree
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.feedback.commands import screen
from citizen_app.feedback.models import CLOCK_RUNS, AnswerVersion, Report, Transfer
from citizen_app.feedback.policies import publicly_visible
from citizen_app.feedback.queries_list import RUNNING
from citizen_app.feedback.workflow import WITH_WARD
from citizen_app.wards.models import Neighbourhood, Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import Page, StrictClient
from tests.support.factories import Sent, Team

ATOM = "{http://www.w3.org/2005/Atom}"
SCRIPT = "<script>alert(1)</script>"


def listed(page: Page) -> list[str]:
    """The codes of the cases on a page, in order."""
    return [a.get("href").split("/")[-1] for a in page.all(".case-list h2 a")]


def look(client: StrictClient, ward: Ward, query: str = "") -> Page:
    return client.get(f"/p/{ward.path_id}/phan-anh{query}")


def days_ago(days: float) -> dt.datetime:
    return clock.now() - dt.timedelta(days=days)


@pytest.fixture
def places(ward: Ward) -> list[Neighbourhood]:
    made = [Neighbourhood(ward_id=ward.id, name=f"Khu phố thử {n}", position=n) for n in (1, 2)]
    db.session.add_all(made)
    db.session.commit()
    return made


def shown(ward: Ward, text: str = factories.TEXT, **fields: object) -> Report:
    """A public case in whatever state and with whatever figures."""
    report = factories.send(ward, text).report
    report.visibility, report.public_text, report.title = "public", text, text[:60]
    for name, value in ({"category": None} | fields).items():
        setattr(report, name, value)
    factories.store()
    return report


def test_the_states_in_which_the_clock_runs_are_those_of_the_workflow() -> None:
    assert sorted(WITH_WARD) == sorted(CLOCK_RUNS.split("'")[1::2])


def test_each_filter_narrows_the_list_and_stands_as_a_chip(
    ward: Ward, team: Team, client: StrictClient, places: list[Neighbourhood]
) -> None:
    lights = factories.category("chieu-sang")
    rubbish = factories.category("moi-truong")
    one = shown(ward, category=lights, neighbourhood_id=places[0].id)
    two = shown(ward, category=rubbish, sent_at=days_ago(40))
    three = shown(ward, state="published", published_at=clock.now(), fixed="no")
    four = shown(ward, state="closed", published_at=clock.now(), fixed="yes")
    late = shown(ward, due_at=days_ago(2))
    everything = {r.code for r in (one, two, three, four, late)}
    today, then = clock.today(), clock.today() - dt.timedelta(days=45)
    expected = {
        "": everything,
        f"?linh-vuc={lights.code}": {one.code},
        f"?linh-vuc={lights.parent.code if lights.parent else ''}": {one.code},
        "?trang-thai=da-tra-loi": {three.code, four.code},
        "?trang-thai=da-khac-phuc": {four.code},
        "?trang-thai=chua-khac-phuc": {three.code},
        "?trang-thai=qua-han": {late.code},
        f"?khu-pho={places[0].id}": {one.code},
        f"?khu-pho={places[1].id}": set(),
        "?thoi-gian=30-ngay": everything - {two.code},
        f"?thoi-gian=khoang&tu={then}&den={today - dt.timedelta(days=35)}": {two.code},
        f"?thoi-gian=khoang&tu={today - dt.timedelta(days=35)}&den={then}": {two.code},
        f"?linh-vuc={lights.code}&trang-thai=qua-han": set(),
        "?trang-thai=la&linh-vuc=": everything,
        "?khu-pho=x&thoi-gian=y&tu=z&sap-xep=w&sau=%C3%A9": everything,
    }
    for query, codes in expected.items():
        page = look(client, ward, query)
        assert set(listed(page)) == codes, query
        for chip in page.all(".chip"):  # each leads to a list that holds at least as much
            assert set(listed(client.get(chip.get("href")))) >= codes
    assert look(client, ward, f"?linh-vuc={lights.code}").texts(".chip")


ORDERS: dict[str, Callable[[Report], object]] = {
    "moi-nhat": lambda r: (-r.sent_at.timestamp(), -r.id),
    "nhieu-nguoi": lambda r: (-r.support_count, -r.id),
    "qua-han-lau": lambda r: (r.due_at.timestamp() if r.due_at else 0, r.id),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("search", ["", "den"])
def test_each_order_is_paged_without_gaps_and_doubles(
    ward: Ward, client: StrictClient, order: str, search: str
) -> None:
    reports = []
    for number in range(45):
        due, count = days_ago(1 + number % 7), number % 4
        reports.append(shown(ward, f"Đèn tắt số {number}", due_at=due, support_count=count))
        factories_index(reports[-1])
    seen: list[str] = []
    address = f"/p/{ward.path_id}/phan-anh?sap-xep={order}&q={search}"
    while address:
        page = client.get(address)
        seen += listed(page)
        address = next((a.get("href") for a in page.all("a.pager__link[rel=next]")), "")
    assert seen == [r.code for r in sorted(reports, key=ORDERS[order])]  # type: ignore[arg-type]


def factories_index(report: Report) -> None:
    factories.screen.index_report(report)
    factories.store()


def test_a_search_shows_where_it_was_found_and_pages_its_best_matches(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    for number in range(25):
        factories_index(shown(ward, f"Cống nghẹt số {number} {SCRIPT}"))
    answered = factories.published(ward, team)
    page = look(client, ward, f"?q={quote('cong nghet')}")
    assert len(listed(page)) == 20 and page.texts(".case-card mark")[:2] == ["Cống", "nghẹt"]
    assert "25" in page.texts(".list-head p")[0]
    more = client.get(page.one("a.pager__link[rel=next]").get("href"))
    assert len(listed(more)) == 5 and not set(listed(more)) & set(listed(page))
    in_answer = look(client, ward, "?q=chi%E1%BB%81u")
    assert listed(in_answer) == [answered.report.code]
    assert in_answer.texts(".case-card__snippet mark") == ["chiều"]


def test_few_cases_of_a_neighbourhood_are_not_counted(
    ward: Ward, client: StrictClient, places: list[Neighbourhood]
) -> None:
    for _ in range(4):
        shown(ward, neighbourhood_id=places[0].id)
    hidden = shown(ward, neighbourhood_id=places[0].id, visibility="private")
    query = f"?khu-pho={places[0].id}"
    assert "4" not in look(client, ward, query).texts(".list-head p")[0]
    hidden.visibility = "public"
    factories.store()
    clock_on(ward)
    assert "5" in look(client, ward, query).texts(".list-head p")[0]


def clock_on(ward: Ward) -> None:
    """Something happens in the ward, so that its pages are made anew."""
    factories.send(ward)


def test_what_is_overdue_says_how_long_who_has_it_and_why(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    assert client.get(f"/p/{ward.path_id}/phan-anh/qua-han").all(".empty")
    longest = factories.bring_to(factories.send(ward).report, team, "assigned")
    other = factories.bring_to(factories.send(ward).report, team, "assigned")
    longest.due_at, other.due_at = days_ago(21), days_ago(7)
    other.delay_reason, other.delay_explained_at = f"Chờ vật tư {SCRIPT}", clock.now()
    secret = shown(ward, due_at=days_ago(99), visibility="private")
    clock_on(ward)
    page = client.get(f"/p/{ward.path_id}/phan-anh/qua-han")
    assert listed(page) == [longest.code, other.code]
    department = factories.department_of(ward).name
    first, second = page.texts(".case-list > li")
    assert "Chưa nêu lý do" in first and department in first
    assert "Chờ vật tư" in second and SCRIPT in second
    assert "2 trong 2" in page.texts(".lead")[0] and secret.code not in page.text
    days = [int(words.split()[2]) for words in page.texts(".late__days")]
    assert 12 <= days[0] <= 15 and 3 <= days[1] <= 5


def test_the_feed_is_well_formed_and_holds_public_answers_alone(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    feed_path = f"/p/{ward.path_id}/phan-anh.atom"
    assert etree.fromstring(client.get(feed_path).data).findall(f"{ATOM}entry") == []
    public = factories.published(ward, team, f"Đèn tắt & tối {SCRIPT} ba đêm nay")
    private = factories.send(ward, "Chuyện riêng không ai được biết")
    factories.receive(private.report, team, is_private=True)
    for step in ("assign", "start", "draft", "approve", "publish"):
        factories.STEPS[step](private.report, team)
    factories.store()
    answer = client.get(feed_path)
    assert answer.mimetype == "application/atom+xml"
    entries = etree.fromstring(answer.data).findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}summary") for e in entries] == [public.report.public_text]
    assert private.report.code not in answer.text and "riêng" not in answer.text


def test_a_shared_address_shows_title_words_and_picture(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    photos = [factories.read_photo(factories.photo()[0])]
    sent = factories.send(ward, f"Đèn tắt </script>{SCRIPT} tối", photos=photos)
    factories.receive(sent.report, team, show_photos=True, title=f"Đèn </script>{SCRIPT}")
    for step in ("assign", "start", "draft", "approve", "publish"):
        factories.STEPS[step](sent.report, team)
    factories.store()
    page = client.get(pages.case_path(ward, sent.report.code))
    meta = {m.get("property") or m.get("name"): m.get("content") for m in page.all("meta")}
    address = "http://localhost" + pages.case_path(ward, sent.report.code)
    assert meta["og:title"] == meta["twitter:title"] == sent.report.title
    assert meta["og:url"] == page.one("link[rel=canonical]").get("href") == address
    assert meta["og:type"] == "article" and meta["twitter:card"] == "summary_large_image"
    assert meta["og:image"].startswith("http://localhost/tep/")
    assert client.get(meta["og:image"].removeprefix("http://localhost")).mimetype == "image/jpeg"
    assert factories.ANSWER.startswith(meta["og:description"].rstrip("…"))
    data = json.loads(page.one("script[type='application/ld+json']").text_content())
    assert data["mainEntity"]["name"] == sent.report.title
    assert data["mainEntity"]["acceptedAnswer"]["text"] == factories.ANSWER
    assert page.text.count("<script>alert") == 0


def test_answered_and_fixed_are_two_facts_and_a_name_is_shown_only_if_wished(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.published(ward, team, name="Trần Thị Bảy")
    page = client.get(pages.case_path(ward, sent.report.code))
    answered, fixed = page.texts(".two-facts__item strong")
    assert (answered, fixed) == ("Đã trả lời", "Đã khắc phục")
    assert "Bảy" not in page.text
    sent.report.name_shown = True
    clock_on(ward)
    assert "Trần Thị Bảy" in client.get(pages.case_path(ward, sent.report.code)).words


def test_corrections_of_an_answer_stay_readable_with_their_reason(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    sent = factories.published(ward, team)
    answer = sent.report.published_answer
    assert answer is not None
    new = AnswerVersion(
        answer_id=answer.id, body="Đã thay ba bóng.", reason="Ghi nhầm số bóng", at=clock.now()
    )
    answer.body = new.body
    db.session.add(new)
    clock_on(ward)
    page = client.get(pages.case_path(ward, sent.report.code))
    assert "Đã thay ba bóng." in page.texts(".answer")[0]
    assert "Ghi nhầm số bóng" in page.words
    assert factories.ANSWER in page.texts("details .prose")[0]


def merge(report: Report, into: Report) -> None:
    report.merged_into_id, report.state = into.id, "merged"
    factories.store()
    clock_on(into.holder)


def test_a_joined_case_leads_to_the_one_it_went_into(
    ward: Ward, other: Ward, team: Team, client: StrictClient
) -> None:
    target, first, second = (shown(ward) for _ in range(3))
    merge(first, second)
    merge(second, target)
    done = client.get(pages.case_path(ward, first.code), status=301)
    assert done.headers["Location"].endswith(pages.case_path(ward, target.code))
    client.get(pages.case_path(other, first.code), status=404)
    page = pages_of_sender(client, first)
    assert second.code in page.words


def pages_of_sender(client: StrictClient, report: Report) -> Page:
    with client.session_transaction() as session:
        session["unlocked"] = {report.code: clock.now().isoformat()}
    return client.get(f"/tra-cuu/{report.code}")


@pytest.mark.parametrize("visibility", ["private", "pending"])
def test_joined_and_forwarded_codes_tell_nothing_of_what_was_never_public(
    ward: Ward, other: Ward, client: StrictClient, visibility: str
) -> None:
    target = shown(ward)
    hidden = shown(ward, visibility=visibility)
    merge(hidden, target)
    client.get(pages.case_path(ward, hidden.code), status=404)
    into_hidden = shown(ward)
    secret = shown(ward, visibility=visibility)
    merge(into_hidden, secret)
    client.get(pages.case_path(ward, into_hidden.code), status=404)
    gone = shown(ward, visibility=visibility, holder_ward_id=other.id)
    client.get(pages.case_path(ward, gone.code), status=404)


def test_a_forwarded_case_is_led_to_the_ward_that_has_it_now(
    ward: Ward, other: Ward, team: Team, client: StrictClient
) -> None:
    sent: Sent = factories.send(ward)
    factories.receive(sent.report, team)
    screen.forward_to_ward(team.clerk, sent.report, ward=other, explanation="Thuộc phường bên.")
    factories.store()
    client.get(pages.case_path(ward, sent.report.code), status=404)  # not screened there yet
    sent.report.visibility = "public"
    clock_on(other)
    led = client.get(pages.case_path(ward, sent.report.code), status=302)
    assert led.headers["Location"].endswith(pages.case_path(other, sent.report.code))
    third = factories.people.open_ward("27664")
    client.get(pages.case_path(third, sent.report.code), status=404)
    moved = Transfer(report_id=sent.report.id, kind="ward", from_ward_id=third.id, at=clock.now())
    db.session.add(moved)
    db.session.commit()
    client.get(pages.case_path(third, sent.report.code), status=302)


def test_the_indexes_of_public_lists_are_used(ward: Ward) -> None:
    """On SQLite, which says it plainly; with no statistics it decides by the indexes alone."""
    if db.engine.dialect.name != "sqlite":
        return
    here = select(Report.id).where(Report.holder_ward_id == ward.id, publicly_visible())
    late = here.where(RUNNING, Report.due_at < clock.now()).order_by(Report.due_at, Report.id)
    place = here.where(Report.neighbourhood_id == 1).order_by(Report.sent_at.desc())
    for query, index in ((late, "ix_report_late"), (place, "ix_report_place")):
        words = str(query.compile(db.engine, compile_kwargs={"literal_binds": True}))
        plan = db.session.execute(db.text(f"explain query plan {words}")).all()
        assert any(index in row[3] for row in plan), plan


def test_the_way_to_the_senders_page_speaks_of_judging_only_where_there_is_an_answer(
    ward: Ward, team: Team, client: StrictClient
) -> None:
    answered, waiting = factories.published(ward, team), factories.send(ward)
    factories.receive(waiting.report, team)
    factories.store()
    for sent, judges in ((answered, True), (waiting, False)):
        page = client.get(pages.case_path(ward, sent.report.code))
        words = page.one("aside a[href^='/tra-cuu?ma=']").text
        assert ("đánh giá" in words) is judges
