"""What goes out of minutes and results: the official document, texts to send and to read aloud.

Everything here is Vietnamese whatever the reader's language: it is made for the ward's people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from citizen_app.core import clock
from citizen_app.core.exports.letters import Letter
from citizen_app.core.spoken import day_aloud, number_aloud
from citizen_app.dialogue.grounds import grounds
from citizen_app.dialogue.minutes_body import outcomes_of
from citizen_app.dialogue.models import Form, Session
from citizen_app.dialogue.models_minutes import SignerRole, Verdict
from citizen_app.dialogue.papers import name_of

Body = dict[str, Any]
SIGNS_AS = {
    SignerRole.CHAIR: "Chủ tọa",
    SignerRole.SECRETARY: "Thư ký",
    SignerRole.FRONT: "Đại diện Ủy ban MTTQ Việt Nam",
    SignerRole.RESIDENT: "Đại diện Nhân dân",
}
OUTCOMES = {
    "on_the_spot": "trả lời tại chỗ",
    "assigned": "giao thực hiện, có thời hạn",
    "passed_up": "chuyển cấp trên",
    "noted": "ghi nhận",
}
# The secretary signs on the left, the chair on the right (form 1.9); the others below.
PLACES = (SignerRole.SECRETARY, SignerRole.CHAIR, SignerRole.FRONT, SignerRole.RESIDENT)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one signatory said, as it stands in the document; `name` "" where it is not for everyone."""

    role: str
    name: str
    verdict: str = ""
    at: dt.datetime | None = None
    text: str = ""


def minutes_letter(
    session: Session, body: Body, said: Sequence[Said], *, number: int = 0, digest: str = ""
) -> Letter:
    """Return the minutes (biên bản), form 1.9 of Decree 30/2020/ND-CP. `number` 0 is a draft."""
    ward = session.ward
    return Letter(
        superior=ward.province_name,
        body_name=f"Ủy ban nhân dân\n{ward.full_name}",
        mark="BB-UBND",
        place="",
        kind="Biên bản",
        subject=_subject(session, body["title"]),
        lines=[line for part in _parts(body, said) for line in part.split("\n") if line.strip()],
        signatures=[_signature(one) for one in _in_place(said)],
        recipients=("Như thành phần tham dự;", "Trưởng khu phố, ấp (để thông báo);", "Lưu: VT."),
        note=f"Bản số {number}. Mã kiểm (SHA-256): {digest}" if number else "Bản nháp, chưa ký.",
    )


def _subject(session: Session, title: str) -> str:
    """Return what the document is about; a title that says it already is not doubled."""
    name = _large(name_of(session))
    return title if title.casefold().startswith(name.casefold()) else f"{name}: {title}"


def _parts(body: Body, said: Iterable[Said]) -> Iterator[str]:
    yield f"Thời gian bắt đầu: {_moment(body['began_at'])}."
    yield f"Địa điểm: {_place(body)}."
    yield "Thành phần tham dự:"
    yield from (f"- {line.rstrip('.;')};" for line in body["present"])
    yield f"- {came_text(body)}."
    chairs = " và ".join(name for name in (body["chair"], body["co_chair"]) if name)
    yield f"Chủ trì (chủ tọa): {chairs}."
    yield f"Thư ký (người ghi biên bản): {body['secretary'] or '…………………………'}."
    yield "# NỘI DUNG"
    if body["agenda"]:
        yield "Chương trình:"
        yield from (f"- {title} ({minutes} phút)." for minutes, title in body["agenda"])
    for number, one in enumerate(body["questions"], 1):
        yield from _question(number, one)
    if body["refused"]:
        yield f"Câu hỏi không đưa ra: {refused_text(body)}."
    yield "# KẾT LUẬN"
    yield body["conclusions"]
    objections = [one for one in said if one.verdict == Verdict.OBJECTED]
    if objections:
        yield "# Ý KIẾN KHÔNG ĐỒNG Ý VỚI BIÊN BẢN"
        yield from (f"{SIGNS_AS[SignerRole(one.role)]}: {one.text}" for one in objections)
    if body["recording_link"]:
        yield f"Ghi hình, ghi âm: {body['recording_link']}"
    yield f"Hội nghị kết thúc vào {_moment_in_full(body['ended_at'])}./."


def _question(number: int, one: dict[str, Any]) -> Iterator[str]:
    others = one["supports"] + one["joined"]
    about = [one["place"], f"{others} người cùng hỏi" if others else ""]
    told = ", ".join(part for part in about if part)
    yield f"# {number}. {one['text']}" + (f" ({told})" if told else "")
    if one["answer"]:
        yield f"Trả lời: {one['answer']}"
    yield f"Xử lý: {outcome_text(one)}."


def outcome_text(one: dict[str, Any]) -> str:
    """Return what becomes of a question: who does what by when, or to whom it goes."""
    if one["outcome"] == "assigned":
        head = f" (phụ trách: {one['head']})" if one["head"] else ""
        day = dt.date.fromisoformat(one["due_on"])
        return f"giao {one['department']}{head}: {one['promise'].rstrip('.')}; hạn {day:%d/%m/%Y}"
    if one["outcome"] == "passed_up":
        return f"chuyển cấp trên: {one['passed_to']}"
    if one["outcome"]:
        return OUTCOMES[one["outcome"]]
    case = f", theo dõi tại hồ sơ {one['case']}" if one["case"] else ""
    return f"chưa trả lời tại hội nghị{case}"


def came_text(body: Body) -> str:
    """Return who came, by neighbourhood, without names."""
    total = body["attendance"]["total"]
    if total is None:
        return "Nhân dân: không điểm danh, hoặc dưới 5 người"
    rows = [f"{name}: {count}" for name, count in body["attendance"]["rows"]]
    others = body["attendance"]["others"]
    rows += [f"nơi khác: {others}"] if others and rows else []
    return f"Nhân dân: {total} người" + (f" ({'; '.join(rows)})" if rows else "")


def refused_text(body: Body) -> str:
    """Return how many questions were not shown, by ground."""
    known = grounds()
    return "; ".join(
        f"{known[code].name if code in known else code} ({count})"
        for code, count in body["refused"]
    )


def _in_place(said: Sequence[Said]) -> list[Said]:
    return sorted(said, key=lambda one: PLACES.index(SignerRole(one.role)))


def _signature(one: Said) -> list[str]:
    note = ""
    if one.at is not None:
        word = "Đã ký" if one.verdict == Verdict.SIGNED else "Có ý kiến không đồng ý"
        note = f"{word}, {clock.local(one.at):%H:%M %d/%m/%Y}"
    return [SIGNS_AS[SignerRole(one.role)], note, one.name]


def text_for_post(session: Session, body: Body, address: str) -> str:
    """Return a post for the ward's pages."""
    lines = [
        f"KẾT QUẢ ĐỐI THOẠI: {body['title']}",
        f"{session.ward.office_name} đã công bố kết quả {name_of(session)} ngày {_day(body)}.",
        f"{came_text(body)}.",
        f"{_figures(body)}.",
        *_promises(body),
        f"Đọc biên bản, câu trả lời và các cam kết: {address}",
    ]
    return "\n".join(lines)


def text_for_heads(session: Session, body: Body, address: str) -> str:
    """Return a message that neighbourhood heads pass on."""
    lines = [
        f"Kính gửi bà con. {session.ward.office_name} thông báo kết quả {name_of(session)} "
        f"ngày {_day(body)}: {body['title']}.",
        f"{_figures(body)}.",
        *_promises(body),
        f"Bà con xem đầy đủ tại: {address} hoặc tại trụ sở UBND.",
    ]
    return "\n".join(lines)


def text_for_loudspeaker(session: Session, body: Body) -> str:
    """Return a text to be read aloud: short sentences, numbers in words, nobody's personal data."""
    counts = outcomes_of(body)
    office = session.ward.full_name
    lines = [
        "Kính thưa bà con.",
        f"Ủy ban nhân dân {office[:1].lower()}{office[1:]} thông báo kết quả {name_of(session)}.",
        f"Nội dung: {body['title']}.",
        f"Hội nghị được tổ chức {day_aloud(dt.datetime.fromisoformat(body['began_at']))}.",
        f"Có {number_aloud(len(body['questions']))} câu hỏi của bà con.",
        *[f"{number_aloud(counts[key]).capitalize()} câu {word}." for key, word in _spoken(counts)],
        *[
            f"{one['promise'].rstrip('.')}. Đơn vị thực hiện: {one['department']}. "
            f"Thời hạn: {day_aloud(_noon(one['due_on']))}."
            for one in body["questions"]
            if one["outcome"] == "assigned"
        ],
        "Biên bản và các câu trả lời được niêm yết tại trụ sở và trên trang của buổi đối thoại.",
        "Trân trọng cảm ơn bà con.",
    ]
    return "\n".join(lines)


def _spoken(counts: dict[str, int]) -> list[tuple[str, str]]:
    words = {**OUTCOMES, "assigned": "được giao thực hiện", "": "chưa trả lời tại hội nghị"}
    return [(key, word) for key, word in words.items() if counts.get(key)]


def _figures(body: Body) -> str:
    counts = outcomes_of(body)
    told = [f"{counts[key]} {word}" for key, word in OUTCOMES.items() if counts.get(key)]
    told += [f"{counts['']} chưa trả lời tại hội nghị"] if counts.get("") else []
    return f"{len(body['questions'])} câu hỏi" + (f": {', '.join(told)}" if told else "")


def _promises(body: Body) -> list[str]:
    rows = [one for one in body["questions"] if one["outcome"] == "assigned"]
    return ["Các việc đã hứa:"] * bool(rows) + [
        f"- {one['promise'].rstrip('.')} ({one['department']}, hạn "
        f"{dt.date.fromisoformat(one['due_on']):%d/%m/%Y})."
        for one in rows
    ]


def _place(body: Body) -> str:
    online = body["form"] != Form.IN_PERSON
    parts = [body["place"] if body["form"] != Form.ONLINE else "", "trực tuyến" if online else ""]
    return " và ".join(part for part in parts if part)


def _moment(iso: str) -> str:
    moment = dt.datetime.fromisoformat(iso)
    here = clock.local(moment)
    return f"{here:%H} giờ {here:%M}, {_long_day(moment)}"


def _long_day(moment: dt.datetime) -> str:
    return f"ngày {clock.local_date(moment):%d/%m/%Y}"


def _moment_in_full(iso: str) -> str:
    here = clock.local(dt.datetime.fromisoformat(iso))
    return f"{here:%H} giờ {here:%M}, ngày {here:%d} tháng {here:%m} năm {here:%Y}"


def _day(body: Body) -> str:
    return f"{clock.local_date(dt.datetime.fromisoformat(body['began_at'])):%d/%m/%Y}"


def _noon(day: str) -> dt.datetime:
    return clock.start_of_day(dt.date.fromisoformat(day)) + dt.timedelta(hours=12)


def _large(name: str) -> str:
    return name[:1].upper() + name[1:]
