"""A ward's home offers what the ward can do, and no more."""

from citizen_app.wards.models import Ward
from tests.support.client import StrictClient

CLOSED = "/p/25747-thu-dau-mot/"


def test_a_ward_that_is_not_open_says_so_first_and_offers_no_sending(client: StrictClient) -> None:
    page = client.get(CLOSED)
    first = page.all("main .main__body > *")[0]
    assert "notice--warning" in first.get("class")
    assert "chưa nhận phản ánh" in page.texts(".notice")[0]
    assert not [a for a in page.all("a") if a.get("href", "").endswith("/phan-anh/gui")]
    assert not page.all(".tile") + page.all(".stat")
    assert "đầu tiên" not in page.words


def test_a_ward_that_is_not_open_tells_how_to_reach_it_and_the_others(
    client: StrictClient,
) -> None:
    page = client.get(CLOSED)
    assert "UBND phường Thủ Dầu Một" in page.words
    assert page.one("main form[role=search]").get("action") == "/"


def test_an_open_ward_offers_sending_in_its_menu_and_on_its_home(
    client: StrictClient, ward: Ward
) -> None:
    page = client.get(f"/p/{ward.path_id}/")
    send = f"/p/{ward.path_id}/phan-anh/gui"
    assert page.all(f".site-nav a[href='{send}']")
    assert page.all(f".tile[href='{send}']")


def test_home_and_list_of_a_ward_have_titles_of_their_own(client: StrictClient, ward: Ward) -> None:
    home = client.get(f"/p/{ward.path_id}/").one("title").text
    assert home == "Phường Bến Thành: gửi phản ánh, đọc câu trả lời – Lắng Nghe"
    assert client.get(f"/p/{ward.path_id}/phan-anh").one("title").text != home


def test_english_pages_mark_what_is_vietnamese(client: StrictClient, ward: Ward) -> None:
    assert not client.get(f"/p/{ward.path_id}/").all("body [lang=vi]")
    client.set_cookie("ngon_ngu", "en")
    page = client.get(f"/p/{ward.path_id}/")
    assert page.one(".site-header__name").get("lang") == "vi"
    assert page.one(".hero__kicker").get("lang") == "vi"
