"""The pages of figures: what they say, what they leave out, and how many questions they ask."""

import pytest
from sqlalchemy import select

from citizen_app.core.db import db
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.following import follow_all
from citizen_app.metrics.verifying import verify_ward
from citizen_app.wards.models import Ward
from tests.support.client import StrictClient
from tests.support.queries import count_queries

HOME = "/p/26743-ben-thanh"
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("demo")]


@pytest.fixture(autouse=True)
def followed(demo: None) -> None:
    follow_all()


def test_the_dashboard_says_figures_in_words(client: StrictClient) -> None:
    page = client.get(f"{HOME}/chi-so")
    assert "phản ánh được trả lời đúng hạn" in page.words
    assert CATALOGUE["A2"].name in page.words and "ngày làm việc" in page.words
    with count_queries(at_most=26):
        client.get(f"{HOME}/chi-so?ky=2026")
    quiet = client.get(f"{HOME}/chi-so?ky=2001")
    assert "Còn quá ít để nêu con số" in quiet.words and "12 tháng qua" in quiet.words


def test_an_address_that_names_no_time_shows_twelve_months(client: StrictClient) -> None:
    for typed in ("x", "2026-99", "9999999999", "0001-01-01"):
        client.get(f"{HOME}/chi-so?ky={typed}")


def test_definitions_are_in_the_readers_language(client: StrictClient) -> None:
    one = CATALOGUE["A2"]
    for language, shown, other in (
        ("vi", one.definition, one.definition_en),
        ("en", one.definition_en, one.definition),
    ):
        client.set_cookie("ngon_ngu", language)
        for path in (f"{HOME}/chi-so/A2", "/chi-so/dinh-nghia", f"{HOME}/chi-so"):
            words = client.get(path).words
            assert shown in words and other not in words


def test_a_count_alone_has_its_unit_and_no_note_on_parts(client: StrictClient) -> None:
    page = client.get(f"{HOME}/chi-so/B1")
    assert "buổi đối thoại" in page.texts(".stat")[0]
    assert "Từng phần chỉ đếm" not in page.words
    assert page.all("main a[href^='/du-lieu-mo']"), "the way on to the rows behind it"


def test_a_chart_of_a_count_has_whole_steps_and_explains_no_band(client: StrictClient) -> None:
    count = client.get(f"{HOME}/chi-so/A7")
    steps = count.texts(".chart__text[text-anchor='end']")
    assert steps and all("," not in step for step in steps)
    assert not count.all(".chart-key .chart__band")
    assert client.get(f"{HOME}/chi-so/A1").all(".chart-key .chart__band")


def test_one_indicator_shows_its_definition_and_hides_small_parts(client: StrictClient) -> None:
    page = client.get(f"{HOME}/chi-so/L7")
    one = CATALOGUE["L7"]
    assert one.definition in page.words and one.gaming in page.words
    shown = [int(found) for found in page.texts(".parts .told__value")]
    assert shown and min(shown) >= 5
    with count_queries(at_most=14):
        client.get(f"{HOME}/chi-so/A1")
    client.get(f"{HOME}/chi-so/K1", status=404)  # defined, but not measured
    client.get(f"{HOME}/chi-so/Z1", status=404)


def test_the_catalogue_names_what_is_not_measured(client: StrictClient) -> None:
    page = client.get("/chi-so/dinh-nghia")
    for one in CATALOGUE.values():
        assert one.name in page.words and one.definition in page.words
        if not one.is_measured:
            assert one.needs in page.words


def test_the_last_check_stands_on_the_dashboard(client: StrictClient) -> None:
    ward = db.session.scalars(select(Ward).where(Ward.code == "26743")).one()
    verify_ward(ward.id)
    assert "số liệu khớp" in client.get(f"{HOME}/chi-so").words
