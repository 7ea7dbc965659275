"""A person finds the own ward by whatever they call it."""

import pytest
from flask import Flask

from citizen_app.wards.boundaries import ward_code_at
from citizen_app.wards.finding import find_wards
from tests.support.client import StrictClient, apart

BEN_THANH = "26743"


def names(typed: str) -> list[str]:
    return [found.ward.full_name for found in find_wards(typed)]


@pytest.mark.parametrize(
    "typed",
    ["Bến Thành", "ben thanh", "BEN THANH", "phường bến thành", "be\u0302\u0301n tha\u0300nh"],
)
def test_a_ward_is_found_by_its_name_however_it_is_written(app: Flask, typed: str) -> None:
    assert names(typed)[0] == "Phường Bến Thành"


def test_an_old_ward_that_went_into_one_leads_there(app: Flask) -> None:
    found = [f for f in find_wards("phường phạm ngũ lão") if f.was]
    assert [(f.ward.code, f.was, f.is_whole) for f in found] == [
        (BEN_THANH, "Phường Phạm Ngũ Lão, Quận 1", True)
    ]


def test_an_old_ward_that_was_split_offers_each_of_its_heirs(app: Flask) -> None:
    found = [
        f for f in find_wards("hiep thanh") if f.was == "Phường Hiệp Thành, Thành phố Thủ Dầu Một"
    ]
    assert sorted(f.ward.code for f in found) == ["25747", "25750"]
    assert not any(f.is_whole for f in found)


def test_an_old_district_leads_to_its_wards(app: Flask) -> None:
    for typed in ("quận 1", "quan 1", "Quận 1.", "q1", "Q.1", "q 1", "Q01", "q1, tp.hcm"):
        found = find_wards(typed)
        assert {f.was.split(", ")[1] for f in found} == {"Quận 1"}  # and not Quận 10
        assert {f.ward.full_name for f in found} >= {
            "Phường Bến Thành",
            "Phường Sài Gòn",
            "Phường Tân Định",
            "Phường Cầu Ông Lãnh",
        }


@pytest.mark.parametrize(
    "typed",
    [
        "co giang, q1",
        "Cô Giang Q.1",
        "p. cô giang, quận 1, TPHCM",
        "q1 co giang",
        "f.Cô Giang; q 1",
    ],
)
def test_an_old_address_is_read_as_people_write_it(app: Flask, typed: str) -> None:
    assert {f.was for f in find_wards(typed)} == {"Phường Cô Giang, Quận 1"}


def test_a_numbered_ward_of_a_district_is_that_one(app: Flask) -> None:
    for typed in ("p1 q3", "P.1, Q.3", "phường 01, quận 3", "q3 p1"):
        assert {f.was for f in find_wards(typed)} == {"Phường 1, Quận 3"}, typed


def test_abbreviations_before_names_are_read(app: Flask) -> None:
    assert names("p bến thành")[0] == "Phường Bến Thành"
    assert "Huyện Củ Chi" in {f.was.split(", ")[1] for f in find_wards("h. củ chi") if f.was}
    assert "Thành phố Thủ Đức" in {f.was.split(", ")[1] for f in find_wards("tp thu duc") if f.was}


def test_what_does_not_fit_together_is_looked_up_by_its_first_part(app: Flask) -> None:
    assert names("Sài Gòn, q1")[0] == "Phường Sài Gòn"


def test_a_ward_is_found_by_its_code_or_its_first_digits(app: Flask) -> None:
    assert names("26743") == ["Phường Bến Thành"]
    assert "Phường Bến Thành" in names("2674")


def test_words_match_from_their_beginning_only(app: Flask) -> None:
    assert "Phường Gò Vấp" not in names("ấp")
    assert names("go va")[0] == "Phường Gò Vấp"


def test_a_name_that_several_bear_offers_each_with_its_place(app: Flask) -> None:
    found = find_wards("tân định")
    assert found[0].ward.full_name == "Phường Tân Định"
    assert len({(f.ward.code, f.was) for f in found}) == len(found) > 1


@pytest.mark.parametrize(
    "typed", ["", "x", "%", "%%", "__", "'; drop table ward", "zzzz", "\x00\x00"]
)
def test_nonsense_finds_nothing(app: Flask, typed: str) -> None:
    assert find_wards(typed) == []


@pytest.mark.parametrize(
    "lat, lon, code",
    [
        (10.7725, 106.6980, BEN_THANH),  # the market
        (10.7798, 106.6990, "26740"),  # the cathedral, Phường Sài Gòn
        (21.03, 105.85, None),
        (0, 0, None),
        (float("nan"), float("inf"), None),
    ],
)
def test_a_position_lies_in_one_ward_or_none(lat: float, lon: float, code: str | None) -> None:
    assert ward_code_at(lat, lon) == code


def test_a_position_leads_to_the_home_of_its_ward(client: StrictClient) -> None:
    answer = client.post("/vi-tri", data={"lat": "10.7725", "lon": "106.6980"})
    assert answer.headers["Location"] == "/p/26743-ben-thanh/"
    for data in ({"lat": "0", "lon": "0"}, {"lat": "x", "lon": "1"}, {"lat": "nan", "lon": "nan"}):
        client.post("/vi-tri", data=data, status=404)
    client.post("/vi-tri", data={}, status=400)


@pytest.mark.parametrize(
    "asked, right",
    [
        ("/p/26743/", "/p/26743-ben-thanh/"),
        ("/p/26743-ten-cu/", "/p/26743-ben-thanh/"),
        (
            "/p/26743-x/phan-anh?q=%C4%91i%E1%BB%87n&trang-thai=da-tra-loi",
            "/p/26743-ben-thanh/phan-anh?q=%C4%91i%E1%BB%87n&trang-thai=da-tra-loi",
        ),
        ("/p/26743-x/phan-anh?q=a&q=b", "/p/26743-ben-thanh/phan-anh?q=a&q=b"),
        ("/p/26743-x/?ward=y&endpoint=z", "/p/26743-ben-thanh/?ward=y&endpoint=z"),
        ("/p/26743-x/?_external=1&_scheme=evil", "/p/26743-ben-thanh/?_external=1&_scheme=evil"),
        ("/p/26743-x/?_method=PUT&_anchor=a", "/p/26743-ben-thanh/?_method=PUT&_anchor=a"),
    ],
)
def test_a_wrong_name_in_an_address_leads_to_the_right_one_with_its_question(
    app: Flask, asked: str, right: str
) -> None:
    answer = apart(lambda: app.test_client().get(asked))
    assert (answer.status_code, answer.headers["Location"]) == (301, right)


def test_a_code_that_is_none_has_no_page(client: StrictClient) -> None:
    for code in ("99999", "1", "٢٦٧٤٣", "26743x"):
        client.get(f"/p/{code}/", status=404)


def test_the_home_page_offers_what_was_found(client: StrictClient) -> None:
    page = client.get("/?q=hiep+thanh")
    targets = {a.get("href") for a in page.all("main a")}
    assert {target for target in targets if target.startswith(("/p/25747", "/p/25750"))}
    assert "Thủ Dầu Một" in page.words


def test_a_ward_found_by_its_old_name_says_when_it_is_not_open(client: StrictClient) -> None:
    for typed in ("thủ dầu một", "hiệp thành"):
        for item in client.get("/", query_string={"q": typed}).texts(".link-list li"):
            assert "chưa nhận phản ánh" in item
