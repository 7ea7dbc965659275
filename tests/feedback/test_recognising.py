"""What is no report is told by its words, and ordinary words raise no alarm (bench/false_alarms.py)."""

import datetime as dt
import json

import pytest

from citizen_app.core.text import fold
from citizen_app.demo.people import DATA
from citizen_app.feedback.recognising import (
    NotAReport,
    guidance_on,
    is_denunciation,
    recognise,
    rules,
)

DENUNCIATIONS = [
    "Tôi tố cáo ông Nguyễn Văn A, cán bộ địa chính, nhận tiền của dân để làm hồ sơ.",
    "Chúng tôi làm đơn tố cáo bà B. trưởng khu phố.",
    "Cán bộ địa chính đòi lót tay 5 triệu mới chịu ký hồ sơ cho tôi.",
    "Anh Tuấn công an phường bảo kê cho quán nhậu đầu hẻm.",
    "Chủ tịch phường lạm quyền, bao che cho người thân xây nhà sai phép.",
    "Trưởng khu phố ăn chặn tiền hỗ trợ lũ lụt.",
]
OTHERS = [
    (NotAReport.EMERGENCY, "Nhà số 12 hẻm 48 đang cháy lớn, xe chữa cháy chưa tới."),
    (NotAReport.EMERGENCY, "Có người ngất xỉu trước cổng chợ, không ai gọi được xe."),
    (NotAReport.EMERGENCY, "Hai nhóm đang chém nhau ở đầu đường."),
    (NotAReport.COMPLAINT, "Tôi khiếu nại quyết định thu hồi đất của UBND phường."),
    (NotAReport.COMPLAINT, "Tôi không đồng ý với quyết định xử phạt số 12, đề nghị xem lại."),
    (NotAReport.INFORMATION, "Đề nghị cung cấp thông tin quy hoạch của khu đất số 5."),
]
ORDINARY = [
    "Bóng đèn cháy ba đêm nay chưa ai thay.",
    "Kho hàng trong hẻm nhỏ sạc xe điện, nguy cơ cháy rất cao.",
    "Hẻm nhỏ quá, lỡ cháy nhà thì xe cứu hỏa không vào được.",
    "Xin tập huấn phòng cháy cho khu phố.",
    "Hàng xóm hát karaoke, tôi khiếu nại nhiều lần mà chưa thấy xử lý.",
    "Thủ tục khiếu nại quyết định hành chính như thế nào?",
    "Thời hạn giải quyết tố cáo là bao lâu?",
    "Người tố cáo có được giữ bí mật không?",
    "Cán bộ một cửa hướng dẫn rất nhiệt tình, xin cảm ơn.",
    "Tập huấn phòng chống tham nhũng cho cán bộ phường khi nào?",
    "Kẻ gian giả danh cán bộ phường để chiếm đoạt tiền của người già.",
    "Xe khách mở cửa khi xe đang chạy trên đường Lê Lai.",
    "Trẻ con tắm dưới nước kênh rất nguy hiểm.",
    "Ở đây có tòa nhà tổ cao tầng che hết nắng.",
    "Xin cho biết phường có mở lớp bơi không?",
]


@pytest.mark.parametrize("text", DENUNCIATIONS)
@pytest.mark.parametrize("change", [str, fold, str.upper], ids=["written", "folded", "capitals"])
def test_a_denunciation_is_known_with_and_without_diacritics(text: str, change: type) -> None:
    assert is_denunciation(change(text))


@pytest.mark.parametrize("kind, text", OTHERS)
@pytest.mark.parametrize("change", [str, fold], ids=["written", "folded"])
def test_other_matters_are_known_too(kind: NotAReport, text: str, change: type) -> None:
    assert kind in recognise(change(text))


@pytest.mark.parametrize("text", ORDINARY)
@pytest.mark.parametrize("change", [str, fold], ids=["written", "folded"])
def test_ordinary_words_raise_no_alarm(text: str, change: type) -> None:
    assert recognise(change(text)) == []


def test_the_demo_texts_raise_no_false_alarm() -> None:
    """Two of them are denunciations, and are meant to be."""
    rows = [row for path in DATA.glob("reports_*.json") for row in json.loads(path.read_text())]
    for change in (str, fold):
        taken = [row["text"] for row in rows if recognise(change(row["text"]))]
        assert len(taken) == 2 and all(text.startswith("Tôi tố cáo") for text in taken)


def test_the_most_pressing_comes_first() -> None:
    kinds = recognise("Tôi tố cáo ông H. công chức nhận hối lộ. Nhà số 5 đang cháy lớn.")
    assert kinds == [NotAReport.EMERGENCY, NotAReport.DENUNCIATION]


def test_every_rule_can_fit() -> None:
    """A line of the list whose own words it does not accept would be a slip."""
    for rule in rules():
        text = " ".join(part[0] for part in rule.needs)
        assert rule.kind in recognise(text), rule


@pytest.mark.parametrize("text", ["", "   ", "🔥🔥🔥", "\x00", "đ" * 5000, "tố " * 1600, "cáo tố"])
def test_any_text_can_be_looked_at(text: str) -> None:
    assert recognise(text) == []


def test_guidance_cites_the_law_in_force_on_the_day() -> None:
    before = guidance_on(NotAReport.DENUNCIATION, dt.date(2026, 6, 30))
    after = guidance_on(NotAReport.DENUNCIATION, dt.date(2026, 7, 1))
    assert before is not None and "136/2025" not in before.citation
    assert after is not None and "136/2025" in after.citation and after.caution
    information = guidance_on(NotAReport.INFORMATION, dt.date(2026, 9, 1))
    assert information is not None and "Điều" not in information.citation
    assert guidance_on(NotAReport.EMERGENCY, dt.date(2026, 9, 1)) is None
