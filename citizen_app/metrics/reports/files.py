"""A quarterly report as a document: .docx and PDF from the same blocks."""

from __future__ import annotations

from collections.abc import Iterator

from citizen_app.core.exports.letters import Letter
from citizen_app.core.exports.statements import (
    Block,
    Heading,
    Items,
    Picture,
    Statement,
    Table,
    Words,
    statement_docx,
    statement_pdf,
)
from citizen_app.core.i18n import date_text, moment_text, number_text
from citizen_app.metrics import words
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.reports.content import Content, DepartmentRow
from citizen_app.metrics.values import Value

NONE = "–"


def report_docx(content: Content) -> bytes:
    """Return the report as .docx."""
    return statement_docx(_statement(content))


def report_pdf(content: Content) -> bytes:
    """Return the report as PDF."""
    return statement_pdf(_statement(content))


def _statement(content: Content) -> Statement:
    letter = Letter(
        superior=content.ward.province_name,
        body_name=f"Ủy ban nhân dân\n{content.ward.full_name}",
        mark="BC-UBND",
        place=content.ward.full_name,
        kind="Báo cáo",
        subject=f"Số liệu lắng nghe và trả lời người dân, {content.quarter_words}",
        signer=("TM. Ủy ban nhân dân", "Chủ tịch"),
        recipients=(
            "Đảng ủy;",
            "Thường trực HĐND;",
            "Ủy ban MTTQ Việt Nam;",
            "Ban Thanh tra nhân dân;",
            "Lưu: VT.",
        ),
    )
    return Statement(letter=letter, blocks=tuple(_blocks(content)), annex=tuple(_annex()))


def _blocks(content: Content) -> Iterator[Block]:
    yield from _summary(content)
    yield Heading("2. Các con số trong kỳ")
    for theme, rows in content.figures:
        known = [(value, change) for value, change in rows if value.value is not None]
        if known:
            yield Table(
                theme,
                ("Chỉ số", "Con số", "Tính từ", "Kỳ trước"),
                [
                    (
                        f"{value.indicator.name} ({value.indicator.code})",
                        words.figure_text(value),
                        words.sureness_text(value) or "đếm từng việc",
                        words.figure_text(change.before) or NONE,
                    )
                    for value, change in known
                ],
                (5, 2.2, 5, 2.2),
            )
    if content.trends:
        yield Heading("3. Diễn biến qua từng quý")
        for trend in content.trends:
            yield Picture(trend.name, trend.svg)
            yield Words(trend.sentence)
    yield from _late(content)
    yield from _promises(content)
    yield from _dialogues(content)
    yield from _method(content)


def _summary(content: Content) -> Iterator[Block]:
    span = f"từ {date_text(content.period.first)} đến {date_text(content.until)}"
    running = " Quý chưa kết thúc; số liệu tính đến ngày lập báo cáo." if content.is_running else ""
    yield Words(
        f"{content.ward.office_name} báo cáo số liệu {content.quarter_words} ({span}), tính từ nhật ký "
        f"của trang Lắng Nghe, cùng một cách cho mọi phường, xã.{running}"
    )
    yield Heading("1. Tóm tắt")
    yield Items([*_sentences(content)])
    if content.changes:
        yield Words("So với quý trước (cùng số ngày), những thay đổi lớn hơn mức ngẫu nhiên:")
        yield Items(content.changes)
    else:
        yield Words(
            "So với quý trước (cùng số ngày), không con số nào thay đổi hơn mức ngẫu nhiên."
        )


def _sentences(content: Content) -> Iterator[str]:
    told = {
        "A1": "phản ánh được trả lời đúng hạn",
        "A25": "câu trả lời được người gửi nói là đã xong việc",
        "A10": "cam kết được giữ đúng hẹn đầu tiên",
    }
    for code, said in told.items():
        value = content.values[code]
        if value.value is None:
            yield f"{value.indicator.name}: còn quá ít việc ({number_text(value.den)}) để nêu con số."
        else:
            yield f"{words.in_ten(value).capitalize()} {said} ({words.sureness_text(value)})".replace(
                ".)", ")."
            )
    days = content.values["A2"]
    if days.value is not None:
        yield f"{days.indicator.name}: {words.figure_text(days)}. {words.sureness_text(days)}"
    whole = content.departments[0]
    yield (
        f"Trong kỳ nhận {number_text(content.values['L7'].num)} phản ánh. Ngày lập báo cáo "
        f"({date_text(content.made_on)}) còn {number_text(whole.late)} việc công khai đang quá hạn."
    )


def _late(content: Content) -> Iterator[Block]:
    yield Heading("4. Việc đang trễ và trách nhiệm của từng bộ phận")
    yield Words(
        "Bộ phận xếp theo thứ tự của phường, xã, không xếp hạng. "
        "Ô có dấu “–” là nơi còn quá ít việc để nêu con số."
    )
    yield Table(
        "Theo bộ phận",
        (
            "Bộ phận, người đứng đầu",
            "Việc được giao",
            "Đúng hạn",
            "Việc công khai đang quá hạn",
            "Phải mở lại",
            "Người gửi nói đã xong",
            "Cam kết đúng hẹn",
        ),
        [_department_row(row) for row in content.departments],
        (4.4, 1.7, 1.9, 2.4, 1.8, 2, 2),
    )


def _department_row(row: DepartmentRow) -> tuple[str, ...]:
    name = f"{row.name}\n{row.head}" if row.head else row.name
    late = number_text(row.late)
    if row.oldest_due is not None:
        late = f"{late} (lâu nhất từ {date_text(row.oldest_due)})"
    return (
        name,
        _count(row.values["L7"]),
        _share(row.values["A1"]),
        late,
        _share(row.values["A5"]),
        _share(row.values["A25"]),
        _share(row.values["A10"]),
    )


def _count(value: Value | None) -> str:
    return NONE if value is None else number_text(value.num)


def _share(value: Value | None) -> str:
    if value is None or value.value is None:
        return NONE
    return f"{words.figure_text(value)} ({value.num}/{value.den})"


def _promises(content: Content) -> Iterator[Block]:
    found = content.promises
    yield Heading("5. Cam kết")
    if not found.total:
        yield Words("Chưa có cam kết nào.")
        return
    yield Words(
        f"Đến ngày lập báo cáo có {found.total} cam kết công khai: {found.kept} đã giữ đúng hẹn và không ai "
        f"phản đối, {found.open} đang làm và còn hạn, {found.late} đang trễ hoặc xong trễ, "
        f"{found.disputed} bị người dân phản đối."
    )


def _dialogues(content: Content) -> Iterator[Block]:
    yield Heading("6. Đối thoại với Nhân dân")
    if not content.dialogues:
        yield Words("Trong kỳ không có hội nghị đối thoại nào được tổ chức.")
        return
    yield Table(
        "Các buổi đã tổ chức trong kỳ",
        ("Ngày", "Hình thức, chủ đề", "Công bố kết quả"),
        [
            (
                date_text(one.day),
                f"{one.kind}: {one.title}",
                date_text(one.results_on) if one.results_on else "chưa công bố",
            )
            for one in content.dialogues
        ],
        (2, 8, 3),
    )


def _method(content: Content) -> Iterator[Block]:
    yield Heading("7. Cách tính và giới hạn")
    lines = [
        "Số liệu là số liệu công khai, tính từ nhật ký sự kiện đã niêm phong của trang Lắng Nghe; "
        "ai cũng tính lại được từ dữ liệu mở.",
        "Việc không công khai (riêng tư, tố cáo) chỉ có trong con số của cả phường, xã, theo từng đợt "
        "từ 5 việc trở lên. Việc đang quá hạn chỉ đếm việc công khai mà ai cũng xem được trên trang.",
        "Khoảng “nhiều khả năng từ … đến …” là khoảng tin cậy 95%: "
        "Wilson cho tỷ lệ, thứ tự giá trị cho trung vị.",
        "Không nêu con số khi còn quá ít việc; không nêu con số trong kỳ của bộ phận, khu phố hay lĩnh vực "
        "có dưới 5 việc, vì dễ chỉ ra một vài người.",
        "Thay đổi chỉ được nêu khi lớn hơn mức ngẫu nhiên (khoảng Newcombe 95% không chứa 0).",
        "Số liệu chỉ gồm việc đi qua trang này; không phải điểm PAPI và không so được với điểm PAPI.",
        "Việc bị từ chối, rút, gộp hay chuyển đi sau khi quá hạn vẫn tính là trễ.",
    ]
    if content.checked is not None:
        at, things, wrong = content.checked
        outcome = (
            "mọi con số đều khớp" if not wrong else f"thấy {wrong} chỗ lệch, đang được kiểm tra"
        )
        lines.append(
            f"Lần đối chiếu gần nhất, {moment_text(at)}, xem {number_text(things)} việc: {outcome}."
        )
    yield Items(lines)


def _annex() -> Iterator[Block]:
    yield Heading("Phụ lục: định nghĩa các chỉ số")
    yield Table(
        "Mọi phường, xã tính theo cùng một cách",
        ("Mã", "Chỉ số", "Cách tính", "Tử số / mẫu số"),
        [
            (one.code, one.name, one.definition, f"{one.numerator} / {one.denominator}")
            for one in CATALOGUE.values()
            if one.is_measured
        ],
        (1, 3, 6.5, 3.5),
    )
