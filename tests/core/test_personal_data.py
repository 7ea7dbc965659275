"""What the check for personal data finds, what it leaves alone, and that no text makes it slow."""

import json
import os
import pathlib
import time
import unicodedata

import pytest

from citizen_app.core.personal_data import count_kinds, find_personal_data, mask, undecided

# A folder of real questions and procedures, one JSON object a line.
TEXTS = pathlib.Path(os.environ.get("REAL_TEXTS", "no-such-folder"))
FOUND = {
    "phone": [
        "0901234567",
        "0901 234 567",
        "090.123.4567",
        "+84 901 234 567",
        "84901234567",
        "(028) 3822 1234",
        "028 3822 1234",
        "0251-3822-123",
        "0901\u00a0234\u00a0567",
        "xin gọi 0912.345.678.",
    ],
    "id_number": [
        "079123456789",
        "CCCD 079 123 456 789",
        "001.204.000.123",
        "CMND số 023456789",
        "chứng minh nhân dân: 023 456 789",
    ],
    "plate": [
        "59-X1 234.56",
        "51F-123.45",
        "59X1-12345",
        "59P1 234.56",
        "29A-12345",
        "51LD-123.45",
        "xe 59-X1 1234",
        "59X1 12345",
    ],
    "email": ["lan.nguyen+a@example.com", "viết cho a_b@phuong.example.vn."],
    "address": [
        "nhà ông Tư số 48/3",
        "ông Nguyễn Văn An, số nhà 12 hẻm 48",
        "bà Lan ở số 12 Lê Lợi",
        "số nhà 12 của ông Tư",
        "số 15, nhà bà Lan",
        "chị Trần Thị Bảy, 45/3 Nguyễn Trãi",
        "Bà Đặng Thị Gấm (số 7)",
    ],
}
LEFT_ALONE = [
    "số 12 Bà Huyện Thanh Quan",
    "số 12 Lê Anh Xuân",
    "đường Bà Triệu, số 12",
    "Ông/Bà kính mến, số 12",
    "bà con ở số 12 hẻm 48",
    "Nghị định 59/2023/NĐ-CP, điều 12",
    "ngày 12/03/2026 lúc 08:30",
    "1.000.000 đồng, 0.5 ha",
    "năm 2026, khoản 15A 2020",
    "Điện lực 1900 545454",
    "mã PA-7K3M-9QXD",
    "văn bản số 1234/UBND-VP",
    "tài khoản 0123456789012345",
    "gọi 113, 114 hoặc 115",
]


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, texts in FOUND.items() for t in texts])
def test_it_finds_what_has_the_form(kind: str, text: str) -> None:
    assert [one.kind for one in find_personal_data(text)] == [kind]
    composed = unicodedata.normalize("NFC", text)
    assert find_personal_data(composed) == find_personal_data(text)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_it_leaves_alone_what_is_none(text: str) -> None:
    assert find_personal_data(text) == []


def test_spans_are_true_and_do_not_overlap() -> None:
    text = "Bà Lan ở số 12, 0901 234 567, CCCD 079123456789, xe 59-X1 234.56, lan@example.com"
    found = find_personal_data(text)
    assert [one.kind for one in found] == ["address", "phone", "id_number", "plate", "email"]
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert count_kinds(found)["phone"] == 1


def test_the_office_s_own_number_is_no_finding() -> None:
    text = "Xin gọi (028) 3822 1234 hoặc 0901234567"
    assert [one.text for one in find_personal_data(text, ["028 3822 1234"])] == ["0901234567"]


def test_the_same_thing_has_one_key_however_it_is_written() -> None:
    first, second = find_personal_data("0901234567 rồi 0901 234.567")
    other = find_personal_data("0901234568")[0]
    assert first.key == second.key != other.key
    assert "0901" not in first.key
    assert undecided([first, second, other], {first.key}) == [other]


def test_masking_replaces_and_a_second_look_finds_nothing() -> None:
    text = "Gọi 0901234567 hoặc lan@example.com nhé."
    masked = mask(text, find_personal_data(text), lambda kind: f"<{kind}>")
    assert masked == "Gọi [<phone>] hoặc [<email>] nhé."
    assert find_personal_data(masked) == []


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the collection of real texts is not here")
@pytest.mark.parametrize(
    "name", ["dvc_faq_questions", "dvc_procedures", "ward_service_paraphrase_groups"]
)
def test_real_texts_without_personal_data_raise_no_alarm(name: str) -> None:
    lines = (TEXTS / f"{name}.jsonl").read_text("utf-8").splitlines()
    found = [
        one.text
        for line in lines
        for value in json.loads(line).values()
        for one in find_personal_data(json.dumps(value, ensure_ascii=False))
    ]
    assert len(lines) > 50
    assert len(found) <= len(lines) / 1000, found


@pytest.mark.parametrize(
    "hostile",
    [
        "0" * 50_000,
        "0 " * 30_000,
        "(0)" * 20_000,
        "1/" * 30_000,
        "59 " * 20_000,
        "59-X1 " * 9_000,
        "a@" * 20_000,
        "a." * 30_000 + "@",
        "ông A" * 15_000,
        "Ông Aa Aa Aa " * 5_000,
        "CMND " + "số" * 30_000,
    ],
)
def test_no_text_makes_it_slow(hostile: str) -> None:
    start = time.perf_counter()
    find_personal_data(hostile)
    assert time.perf_counter() - start < 3  # seconds; a fraction of one on an idle machine
