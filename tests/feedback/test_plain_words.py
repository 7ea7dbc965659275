"""Advice on an answer's words: what it notices, and that a good answer gets none."""

import pytest
from flask import Flask

from citizen_app.feedback.plain_words import hints_for
from citizen_app.feedback.versions import changes_between

GOOD = (
    "Ngày 20/11/2026, Phòng Kinh tế đã kiểm tra nắp cống trước số 12 Lê Anh Xuân. Nắp bị vỡ đúng như "
    "Ông/Bà báo. Đội thoát nước đã thay nắp mới trong buổi chiều cùng ngày."
)


@pytest.fixture(autouse=True)
def words(app: Flask) -> None:
    """Messages need a language."""


def kinds(text: str, **given: object) -> list[str]:
    return [hint.kind for hint in hints_for(text, **given)]


def test_a_good_answer_gets_no_advice() -> None:
    assert kinds(GOOD) == []
    assert hints_for("") == hints_for("  \n ") == []


@pytest.mark.parametrize(
    ("added", "kind"),
    [
        ("Phường " + "rất mong bà con thông cảm và " * 8 + "chờ.", "long_sentence"),
        ("Ghi chú. " * 300, "long_text"),
        ("ĐỀ NGHỊ BÀ CON CHẤP HÀNH NGHIÊM.", "capitals"),
        ("Việc này thuộc GPXD của chủ nhà.", "short_form"),
        ("Việc này thuộc XYZ của chủ nhà.", "short_form"),
        ("Phường sẽ xem xét việc này.", "empty_phrase"),
        ("Phường xử lý theo quy định.", "empty_phrase"),
        ("Phường đã báo cơ quan chức năng.", "empty_phrase"),
    ],
)
def test_it_notices(added: str, kind: str) -> None:
    assert set(kinds(f"{GOOD} {added}")) == {kind}


def test_what_is_explained_known_or_a_paper_s_number_needs_no_word() -> None:
    for fine in (
        "Giấy phép xây dựng (GPXD) đã hết hạn.",
        "UBND phường đã ra Quyết định số 12/QĐ-UBND ngày 20/11/2026.",
        "Mã hồ sơ PA-7K3M-9QXD.",
        "Phường sẽ xem xét việc này trước ngày 30/11/2026.",
        "Phường xử lý theo quy định tại Điều 12 Nghị định 45/2022.",
    ):
        assert kinds(f"{GOOD} {fine}") == [], fine


def test_no_day_and_nobody_responsible_are_missed() -> None:
    text = "Cảm ơn Ông/Bà đã báo tin. Nắp hố ga đã được thay mới, bà con đi lại an toàn hơn trước."
    assert kinds(text) == ["no_date", "no_unit"]
    assert kinds(text, has_date=True, units=["hố ga"]) == []


def test_a_meaning_is_told_where_it_is_known() -> None:
    hint = next(h for h in hints_for(f"{GOOD} Theo GPXD.") if h.kind == "short_form")
    assert "giấy phép xây dựng" in str(hint.message) and hint.where == "GPXD"


def test_changes_are_told_word_by_word_and_lose_nothing() -> None:
    before, after = "Đèn đã thay.\nCảm ơn.", "Đèn đã sửa hôm qua.\nCảm ơn."
    changes = changes_between(before, after)
    assert "".join(c.text for c in changes if c.kind != "added") == before
    assert "".join(c.text for c in changes if c.kind != "removed") == after
    assert ("removed", "thay") in [(c.kind, c.text.strip()) for c in changes]
    long = "chữ " * 3000
    assert changes_between(long, long + "\nthêm")[-1].kind == "added"
