"""Abusive words are marked for the clerk, who decides; ordinary words never are."""

from collections.abc import Callable

import pytest

from citizen_app.core.actor import Actor
from citizen_app.demo.people import DATA
from citizen_app.feedback.abuse import find_abuse
from citizen_app.feedback.models import Report
from citizen_app.wards.models import Ward
from tests.feedback import pages
from tests.support import factories
from tests.support.client import StrictClient
from tests.support.factories import Team

Browser = Callable[[Actor], StrictClient]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thằng nào đổ rác đúng là ĐỒ CHÓ, mất dạy.", ["ĐỒ CHÓ", "mất dạy"]),
        ("Khốn  nạn quá", ["Khốn  nạn"]),
        ("Chó thả rông cắn người, nuôi súc vật trong hẻm, con chó của mẹ tôi", []),
        ("Lề đường dài 3 dm, hẻm ngụ cư, đĩa nhạc, do cho", []),
    ],
)
def test_whole_insults_are_found_and_harmless_words_are_not(text: str, found: list[str]) -> None:
    assert [one.text for one in find_abuse(text)] == found


def test_the_demo_texts_raise_no_false_alarm() -> None:
    texts = [path.read_text("utf-8") for path in sorted(DATA.glob("*.json"))]
    assert texts and not [one.text for text in texts for one in find_abuse(text)]


def test_the_clerk_sees_it_marked_and_decides(ward: Ward, team: Team, browser: Browser) -> None:
    report: Report = factories.send(ward, "Hẻm 5 ngập, mấy đồ ngu không chịu thông cống.").report
    clerk = browser(team.clerk)
    page = pages.open_step(clerk, report.code, "tiep-nhan")
    assert set(page.texts(".findings__text mark")) == {"đồ ngu"}
    assert "từ ngữ xúc phạm" in page.text
    fields = {"title": "Hẻm 5 ngập", "category": "chieu-sang"}
    page = pages.send_step(clerk, page, **fields, status=422)
    choice = next(i.get("name") for i in page.all("input[name^=finding-]"))
    pages.send_step(clerk, page, **fields, **{choice: "mask"})
    factories.store()
    assert report.public_text == "Hẻm 5 ngập, mấy [từ ngữ xúc phạm] không chịu thông cống."
    assert "đồ ngu" in report.text  # the original stays
