"""The field that fits what a resident wrote, in everyday words."""

import csv

import pytest

from citizen_app.core.text import fold
from citizen_app.wards.loading import DATA
from citizen_app.wards.models import Category
from citizen_app.wards.suggesting import suggest_categories


def load() -> list[Category]:
    with (DATA / "categories.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["parent_code"]]
    return [
        Category(
            id=place,
            position=place,
            code=row["code"],
            name=row["name"],
            keywords=[word for word in row["keywords"].split(";") if word],
        )
        for place, row in enumerate(rows)
    ]


CATEGORIES = load()
SENTENCES = [
    ("Đèn đường trước hẻm 48 không sáng ba đêm nay, tối om", "chieu-sang"),
    ("Ổ gà to giữa đường Nguyễn Trãi, nhiều người té xe", "mat-duong"),
    ("Gạch vỉa hè bong tróc, người già hay vấp té", "via-he"),
    ("Cống nghẹt, mưa xuống là nước ngập vào nhà", "thoat-nuoc"),
    ("Rác để đầu hẻm mấy ngày không ai thu gom, hôi thối", "thu-gom-rac"),
    ("Karaoke loa kẹo kéo hát tới khuya không ai ngủ được", "tieng-on-karaoke"),
    ("Cây xanh nghiêng sắp ngã vào nhà dân", "cay-xanh"),
    ("Cán bộ tiếp dân thái độ hách dịch, quát mắng bà con", "thai-do-can-bo"),
    ("Có nhóm hút chích ma túy ở góc công viên", "te-nan"),
    ("Chồng đánh vợ con mỗi tối, xin phường can thiệp", "tre-em-gia-dinh"),
    (
        "Mấy người lấn chiếm lề đường bán hàng rong, để xe chắn lối đi",
        "lan-chiem",
    ),
    ("Cúp điện liên tục cả tuần nay", "dien"),
    ("Nước máy yếu, có mùi hôi, nước đục", "cap-nuoc"),
    ("Nhà bên xây dựng không phép, đổ vật liệu ra hẻm", "xay-dung"),
    ("Dây cáp viễn thông rớt xuống đường vướng cổ người đi xe", "day-cap"),
]


def first(text: str) -> str:
    found = suggest_categories(text, CATEGORIES)
    return found[0].code if found else ""


@pytest.mark.parametrize("text, code", SENTENCES)
def test_the_field_is_told_from_everyday_words_with_and_without_diacritics(
    text: str, code: str
) -> None:
    assert first(text) == first(fold(text)) == code


def test_words_that_say_nothing_suggest_nothing() -> None:
    assert suggest_categories("Kính gửi ủy ban nhân dân phường", CATEGORIES) == []


def test_at_most_three_are_suggested_in_a_fixed_order() -> None:
    text = " ".join(text for text, _ in SENTENCES)
    found = [c.code for c in suggest_categories(text, CATEGORIES)]
    again = [c.code for c in suggest_categories(text, reversed(CATEGORIES))]
    assert len(found) == 3
    assert found == again
