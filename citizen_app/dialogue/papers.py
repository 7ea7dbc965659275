"""What goes out on paper and by voice for a session: letters, poster, texts to send and to read aloud.

Everything here is Vietnamese whatever the reader's language: it is made for the ward's people.
"""

from __future__ import annotations

import datetime as dt

from citizen_app.core import clock
from citizen_app.core.exports.calendars import Entry
from citizen_app.core.exports.letters import Letter
from citizen_app.core.exports.posters import Poster
from citizen_app.core.i18n import force_locale, long_date_text
from citizen_app.core.spoken import day_aloud, number_aloud, time_aloud
from citizen_app.dialogue.models import Form, Kind, Session
from citizen_app.wards.models import Ward

LAST_MINUTE = dt.time(23, 59)
NAMES = {
    Kind.ANNUAL: "hội nghị đối thoại với Nhân dân",
    Kind.THEMATIC: "hội nghị đối thoại chuyên đề với Nhân dân",
    Kind.ON_REQUEST: "hội nghị đối thoại theo đề nghị của cử tri",
    Kind.RECEPTION: "buổi tiếp công dân, đối thoại trực tiếp",
}
GROUNDS = (
    "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;",
    "Căn cứ Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15;",
)


def name_of(session: Session) -> str:
    """Return what the session is called in official texts."""
    return NAMES[Kind(session.kind)]


def when_of(session: Session) -> str:
    """Return the time and day: 18 giờ 00, thứ Sáu 12/12/2026."""
    here = clock.local(session.starts_at)
    with force_locale("vi"):
        return f"{here:%H} giờ {here:%M}, {long_date_text(session.starts_at)}"


def where_of(session: Session) -> str:
    """Return the place, and that one can join online."""
    parts = [session.place] if session.form != Form.ONLINE else []
    if session.form != Form.IN_PERSON:
        parts.append("trực tuyến qua trang của buổi đối thoại")
    return " và ".join(parts)


def for_whom(session: Session) -> str:
    """Return whom the session is for."""
    if not session.clusters:
        return f"bà con trong {_small(session.ward.full_name)}"
    return "bà con " + ", ".join(place.name for place in session.clusters)


def notice_letter(session: Session, address: str) -> Letter:
    """Return the draft of the official notice (thông báo), form 1.4 of Decree 30/2020/ND-CP."""
    lines = [
        *GROUNDS,
        f"{_office(session.ward)} thông báo tổ chức {name_of(session)} như sau:",
        f"1. Nội dung: {session.title}.",
        *[f"- {topic.title}." for topic in session.topics],
        f"2. Thời gian: {when_of(session)}.",
        f"3. Địa điểm, hình thức: {where_of(session)}.",
        f"4. Thành phần: {for_whom(session)}; chủ trì: {_chairs(session)}"
        + (f"; các đơn vị: {_departments(session)}." if session.departments else "."),
        *_agenda_lines(session),
        f"{5 + bool(session.agenda)}. Cách tham dự và gửi câu hỏi trước: tại {address}, hoặc tại trụ "
        f"sở {_office(session.ward)}, qua Trưởng khu phố, ấp; nhận câu hỏi đến {_until(session)}.",
        "Trân trọng kính mời bà con tham dự./.",
    ]
    return Letter(
        superior=session.ward.province_name,
        body_name=f"Ủy ban nhân dân\n{session.ward.full_name}",
        mark="TB-UBND",
        place=session.ward.full_name,
        kind="Thông báo",
        subject=f"Về việc tổ chức {name_of(session)}",
        lines=lines,
        signer=("TM. Ủy ban nhân dân", "Chủ tịch"),
        recipients=(
            "Đảng ủy;",
            "Thường trực HĐND;",
            "Ủy ban MTTQ Việt Nam;",
            "Trưởng khu phố, ấp (để thông báo đến Nhân dân);",
            "Lưu: VT.",
        ),
    )


def invitation_letter(session: Session) -> Letter:
    """Return the draft of an invitation (giấy mời), form 1.7 of Decree 30/2020/ND-CP."""
    lines = [
        f"{_office(session.ward)} trân trọng kính mời: ………………………………………………",
        f"Tới dự {name_of(session)}: {session.title}.",
        f"Chủ trì: {_chairs(session)}.",
        f"Thời gian: {when_of(session)}.",
        f"Địa điểm: {where_of(session)}.",
        *([f"Chuẩn bị nội dung trả lời: {_departments(session)}."] if session.departments else []),
        "Rất mong Ông/Bà đến dự đúng giờ./.",
    ]
    return Letter(
        superior=session.ward.province_name,
        body_name=f"Ủy ban nhân dân\n{session.ward.full_name}",
        mark="GM-UBND",
        place=session.ward.full_name,
        kind="Giấy mời",
        subject=f"Tham dự {name_of(session)}",
        lines=lines,
        signer=("TM. Ủy ban nhân dân", "Chủ tịch"),
        recipients=("Như trên;", "Lưu: VT."),
    )


def poster(session: Session, address: str) -> Poster:
    """Return the poster of a session."""
    facts = [("Thời gian", when_of(session)), ("Địa điểm", where_of(session))]
    facts.append(("Chủ trì", _chairs(session)))
    ward = session.ward
    return Poster(
        office=ward.office_name,
        kind=name_of(session),
        title=session.title,
        facts=facts,
        call="Quét mã để xem nội dung và cách tham dự",
        address=address,
        foot=f"Điện thoại: {ward.hotline}" if ward.hotline else "",
        topics=[topic.title for topic in session.topics],
    )


def text_for_heads(session: Session, address: str) -> str:
    """Return a message that neighbourhood heads pass on."""
    lines = [
        f"Kính gửi bà con. {session.ward.office_name} mời {for_whom(session)} dự {name_of(session)}.",
        f"Nội dung: {session.title}.",
        f"Thời gian: {when_of(session)}. Địa điểm: {where_of(session)}.",
        f"Bà con gửi câu hỏi trước đến {_until(session)}.",
        f"Xem chi tiết: {address}",
    ]
    return "\n".join(lines)


def text_for_loudspeaker(session: Session) -> str:
    """Return a text to be read aloud: short sentences, numbers in words, nobody's personal data."""
    office = f"Ủy ban nhân dân {_small(session.ward.full_name)}"
    minutes = round((session.ends_at - session.starts_at).total_seconds() / 60)
    lines = [
        "Kính thưa bà con.",
        f"{office} trân trọng thông báo: {name_of(session)}.",
        f"Nội dung: {session.title}.",
        f"Thời gian: {time_aloud(session.starts_at)}, {day_aloud(session.starts_at)}.",
        f"Buổi đối thoại kéo dài khoảng {number_aloud(minutes)} phút.",
        f"Địa điểm: {where_of(session)}.",
        f"Bà con có thể gửi câu hỏi trước, đến {_until_aloud(session)}.",
        f"Bà con gửi câu hỏi qua Trưởng khu phố, ấp, hoặc tại trụ sở {office}.",
        "Xin nhắc lại.",
        f"{_large(name_of(session))}, {time_aloud(session.starts_at)}, "
        f"{day_aloud(session.starts_at)}, tại {where_of(session)}.",
        "Trân trọng kính mời bà con tham dự.",
    ]
    return "\n".join(lines)


def calendar_entry(session: Session, address: str) -> Entry:
    """Return the session as an entry of a calendar; each change makes the next sequence number."""
    text = "\n".join([session.title, *[f"- {topic.title}" for topic in session.topics], address])
    return Entry(
        uid=f"{session.code.lower()}@langnghe",
        title=f"{_large(name_of(session))}: {session.title}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=where_of(session),
        text=text,
        address=address,
        sequence=session.version,
        changed_at=session.changed_at or session.announced_at or session.starts_at,
        is_cancelled=session.state == "cancelled",
    )


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _office(ward: Ward) -> str:
    return f"Ủy ban nhân dân {_small(ward.full_name)}"


def _chairs(session: Session) -> str:
    return " và ".join(name for name in (session.chair, session.co_chair) if name)


def _departments(session: Session) -> str:
    return ", ".join(department.name for department in session.departments)


def _large(name: str) -> str:
    return name[:1].upper() + name[1:]


def _ends_with_day(moment: dt.datetime) -> bool:
    """Return whether a moment lies in the last minute of its day: people say "until the end of the day"."""
    return clock.local(moment).time() >= LAST_MINUTE


def _until(session: Session) -> str:
    here = clock.local(session.questions_until)
    if _ends_with_day(session.questions_until):
        return f"hết ngày {here:%d/%m/%Y}"
    return f"{here:%H} giờ {here:%M} ngày {here:%d/%m/%Y}"


def _until_aloud(session: Session) -> str:
    moment = session.questions_until
    if _ends_with_day(moment):
        return f"hết {day_aloud(moment)}"
    return f"{time_aloud(moment)}, {day_aloud(moment)}"


def _agenda_lines(session: Session) -> list[str]:
    if not session.agenda:
        return []
    return ["5. Chương trình:", *[f"- {i.title} ({i.minutes} phút)." for i in session.agenda]]
