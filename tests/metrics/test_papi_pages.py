"""The PAPI pages: what is said is what the figures say, and nothing of ours is called PAPI's."""

import re

import pytest
from flask import Flask

from citizen_app.core.i18n import force_locale
from citizen_app.core.web import page_cache
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.papi import own
from citizen_app.metrics.papi.pages import share_text
from citizen_app.metrics.papi.reading import change_words
from citizen_app.metrics.papi.reference import dimensions, parts_of, scores_of
from citizen_app.wards.models import Ward
from tests.support.client import Page, StrictClient
from tests.support.queries import count_queries

START = "/chi-so/papi"
ACCOUNTABILITY = f"{START}/trach-nhiem-giai-trinh"
SLUGS = [one.slug for one in dimensions()]
FRESHNESS = 1  # the page cache asks whether anything on the site has changed


def section(page: Page, code: str) -> str:
    """The words of one part's section."""
    name = f"p{code.replace('.', '-')}"
    return " ".join(page.one(f"section[aria-labelledby={name}]").text_content().split())


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", [START, *(f"{START}/{slug}" for slug in SLUGS)])
def test_every_page_opens(client: StrictClient, path: str, lang: str) -> None:
    client.set_cookie("ngon_ngu", lang)
    page = client.get(path)
    assert page.all("svg[role=img]")
    said = {"vi": "không phường, xã nào có điểm PAPI", "en": "no ward or commune has a PAPI score"}
    assert said[lang] in page.words


@pytest.mark.parametrize("path", [START, ACCOUNTABILITY])
def test_a_page_asks_the_database_for_nothing(app: Flask, client: StrictClient, path: str) -> None:
    page_cache.init_app(app)
    with count_queries(at_most=FRESHNESS):
        client.get(path)


def test_a_dimension_that_is_not_there(client: StrictClient) -> None:
    client.get(f"{START}/diem-cua-phuong", status=404)


def test_the_overview_says_in_words_where_the_city_stands(client: StrictClient) -> None:
    page = client.get(START)
    assert page.texts(".stat__value") == ["2", "2", "4"]
    cards = page.texts(".papi-card")
    assert len(cards) == 8
    assert "4,17 trên 10 điểm" in cards[2]
    assert "thấp hơn mức giữa của cả nước, thuộc nhóm một phần tư tỉnh, thành thấp nhất" in cards[2]
    assert "cao hơn mức giữa của cả nước" in cards[7]


def test_the_overview_leads_to_each_dimension_and_each_to_the_next(client: StrictClient) -> None:
    links = client.get(START).document.xpath("//h3/a/@href")
    assert links == [f"{START}/{slug}" for slug in SLUGS]
    assert client.get(links[0]).texts(".pager a") == [
        "2. Công khai, minh bạch trong việc ra quyết định ở địa phương"
    ]
    assert client.get(links[7]).all("a[rel=prev]")[0].get("href") == links[6]


def test_a_dimension_shows_each_part_with_chart_table_and_levers(client: StrictClient) -> None:
    page = client.get(ACCOUNTABILITY)
    assert page.texts("section.papi-part h2") == [
        "3.1 Mức độ và hiệu quả trong tiếp xúc với chính quyền",
        "3.2 Giải đáp khiếu nại, tố cáo, khúc mắc của người dân",
        "3.3 Tiếp cận dịch vụ tư pháp",
    ]
    for code in ("3.1", "3.2", "3.3"):
        one = page.one(f"section[aria-labelledby=p{code.replace('.', '-')}]")
        assert len(one.cssselect("svg[role=img]")) == 2, "one for phones, one for wide screens"
        assert one.cssselect("details table") and one.cssselect(".levers li")
    assert "0,40 trên 3,33 điểm" in section(page, "3.2")
    assert "Đo từ năm 2016." in section(page, "3.2")
    assert "Đo từ năm" not in section(page, "3.1")
    assert page.texts("section[aria-labelledby=p3-1] .told__value") == ["19%", "85%", "27%", "93%"]
    assert "2021:" in section(page, "3.2")


def test_every_year_of_the_chart_stands_in_its_table(client: StrictClient) -> None:
    page = client.get(ACCOUNTABILITY)
    table = page.one("section[aria-labelledby=p3-2]").cssselect("details table")[0]
    rows = [[cell.text_content() for cell in row] for row in table.cssselect("tbody tr")]
    assert [row[0][:4] for row in rows] == [str(s.year) for s in reversed(scores_of("3.2"))]
    assert rows[0][1:] == ["0,40", "0,47", "0,39", "0,61"]
    marked = [row[0] for row in rows if "đổi cách đo" in row[0]]
    assert [one[:4] for one in marked] == ["2021", "2018"]


def test_figures_are_written_the_way_of_the_language(client: StrictClient) -> None:
    text = client.get(START).words
    assert "42,81" in text and not re.search(r"\d\.\d\d(?!\d)", text)
    client.set_cookie("ngon_ngu", "en")
    text = client.get(START).words
    assert "42.81" in text and not re.search(r"\d,\d\d(?!\d)", text)


def test_drawings_have_names_words_and_no_style_of_their_own(client: StrictClient) -> None:
    page = client.get(ACCOUNTABILITY)
    names = []
    for drawing in page.all("svg[role=img]"):
        title = page.one(f"#{drawing.get('aria-labelledby')}")
        words = page.one(f"#{drawing.get('aria-describedby')}")
        assert title.tag == "title" and words.tag == "desc"
        assert "TP. Hồ Chí Minh" in words.text and "mức giữa" in words.text
        names.append(title.text)
        assert not drawing.xpath(".//@style") and not drawing.xpath(".//@fill")
    assert len(set(names)) == len(names) / 2


def test_a_part_that_is_no_longer_measured_says_so(client: StrictClient) -> None:
    page = client.get(f"{START}/thu-tuc-hanh-chinh")
    assert "Năm 2020, năm cuối cùng còn đo phần này" in section(page, "5.2")
    unseen = page.texts("section[aria-labelledby=khong-thay] li")
    assert any(line.startswith("5.1") for line in unseen)
    assert not any(line.startswith("5.2") for line in unseen)


def test_what_a_ward_cannot_see_is_listed(client: StrictClient) -> None:
    lines = client.get(f"{START}/dich-vu-cong").texts("section[aria-labelledby=khong-thay] li")
    assert [line[:3] for line in lines] == ["6.1", "6.2", "6.4"]
    assert lines[-1].endswith("chỉ thấy một phần")


def test_what_was_not_published_is_said(client: StrictClient) -> None:
    page = client.get(ACCOUNTABILITY)
    table = page.one("section[aria-labelledby=p3-2]").cssselect("details table")[1]
    row = next(r for r in table.cssselect("tbody tr") if r.text_content().split()[0] == "2023")
    assert "không công bố" in row.text_content()
    assert "TP.HCM: không công bố" in client.get(f"{START}/kiem-soat-tham-nhung").words


WARD = "/p/26743-ben-thanh/chi-so/papi"


def test_no_ward_has_figures_on_the_page_of_the_city(client: StrictClient) -> None:
    assert not [line for line in client.get(ACCOUNTABILITY).texts("h3") if "tự đo" in line]


@pytest.mark.xdist_group("demo")
@pytest.mark.usefixtures("demo")
def test_a_wards_own_figures_stand_beside_each_part_and_are_not_called_papi(
    client: StrictClient,
) -> None:
    follow_all()
    page = client.get(f"{WARD}/trach-nhiem-giai-trinh")
    assert "Phường Bến Thành tự đo được" in section(page, "3.2")
    assert "Đây không phải điểm PAPI" in section(page, "3.2")
    assert CATALOGUE["A1"].name in section(page, "3.2")
    assert CATALOGUE["A29"].name in section(page, "3.2"), "what people said in the survey"
    assert CATALOGUE["A15"].needs in section(page, "3.1"), "why there is no figure"
    assert "Phường, xã làm được gì" in section(page, "3.1")
    assert "tự đo" not in section(page, "3.3"), "no indicator speaks to it"
    links = [link.get("href") for link in page.all("nav.pager a")]
    assert links and all(link.startswith(WARD) for link in links)


@pytest.mark.parametrize("path", [WARD, *(f"{WARD}/{slug}" for slug in SLUGS)])
def test_every_page_of_a_ward_opens_with_few_questions(
    client: StrictClient, ward: Ward, path: str
) -> None:
    with count_queries(at_most=7):  # one of them reads the fixture's ward again
        assert ward.full_name in client.get(path).words
    client.get(f"{WARD}/diem-cua-phuong", status=404)


def test_indicators_are_mapped_to_parts_that_exist() -> None:
    known = {part.code for one in dimensions() for part in parts_of(one.code)}
    assert set(own.indicators_by_part()) <= known
    codes = [code for found in own.indicators_by_part().values() for code in found]
    assert set(codes) == set(CATALOGUE)


def test_change_is_told_within_one_way_of_measuring_only(app: Flask) -> None:
    with app.test_request_context(), force_locale("vi"):
        assert change_words(scores_of("3")).startswith("Thấp hơn năm 2021")
        assert change_words(scores_of("3.2")).startswith("Gần như năm 2021")
        assert change_words(scores_of("3")[:-4]).startswith("Cao hơn năm 2018")
        assert change_words(scores_of("8")[:1]) == ""


def test_small_shares_are_not_rounded_away(app: Flask) -> None:
    with app.test_request_context():
        assert [share_text(v) for v in (0.004, 0.0092, 0.34, 0, None)] == [
            "< 1%",
            "1%",
            "34%",
            "0%",
            "",
        ]


def test_the_pages_are_found_from_everywhere(client: StrictClient, ward: Ward) -> None:
    for path in ("/", f"/p/{ward.path_id}/"):
        assert client.get(path).all(f"footer a[href='{START}']")
    assert client.get(f"/p/{ward.path_id}/").all(f"main a[href='/p/{ward.path_id}{START}']")
