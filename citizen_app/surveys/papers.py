"""The card that is printed: Vietnamese whatever the reader's language."""

from __future__ import annotations

from citizen_app.core.exports.posters import Poster
from citizen_app.surveys.models import Card
from citizen_app.surveys.questionnaire import UNITS, questionnaire


def card_poster(card: Card, address: str) -> Poster:
    """Return what stands on a card."""
    wave = card.wave
    first = sum(1 for q in questionnaire(wave.questionnaire).questions if q.ask_if is None)
    return Poster(
        office=wave.ward.office_name,
        kind="Khảo sát ngắn",
        title=f"Bà con thấy {UNITS[wave.ward.unit_type]} làm việc thế nào?",
        facts=[
            ("Mất bao lâu", f"{first} câu, khoảng 2 phút, không cần tài khoản"),
            ("Ai trả lời được", "Người từ 18 tuổi sống trên địa bàn, mỗi người một lần"),
            ("Có ai biết không", "Không hỏi tên, không lưu máy, không lưu giờ trả lời"),
            ("Hạn trả lời", f"hết ngày {wave.closes_on:%d/%m/%Y}"),
        ],
        call="Quét mã để trả lời",
        address=address,
        foot="Không có điện thoại thông minh? Xin hỏi cán bộ tại quầy.",
    )
