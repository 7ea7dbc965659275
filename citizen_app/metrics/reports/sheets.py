"""A quarterly report as a workbook: figures, quarters, departments, groups, definitions."""

from __future__ import annotations

from citizen_app.core.exports.tables import Sheet, workbook_of
from citizen_app.metrics.accountability import SHOWN
from citizen_app.metrics.catalogue import CATALOGUE, Kind
from citizen_app.metrics.reports.content import Content
from citizen_app.metrics.shown import period_words
from citizen_app.metrics.values import Value

NONE = "–"
UNITS = {
    Kind.SHARE: "tỷ lệ (0 đến 1)",
    Kind.SPREAD: "tỷ lệ (0 đến 1)",
    Kind.TOP: "tỷ lệ (0 đến 1)",
    Kind.COUNT: "số việc",
    Kind.STOCK: "số việc",
    Kind.DAYS: "ngày làm việc",
    Kind.MARK: "điểm (1 đến 5)",
}


def report_xlsx(content: Content) -> bytes:
    """Return the workbook: figures, quarters, departments, groups, definitions."""
    return workbook_of(
        [
            _figure_sheet(content),
            _quarter_sheet(content),
            _department_sheet(content),
            _group_sheet(content),
            _definition_sheet(),
        ]
    )


def _numbers(value: Value | None) -> tuple[object, ...]:
    if value is None:
        return (NONE,) * len(NUMBER_HEADINGS)
    if value.value is None:
        return (NONE, value.den, NONE, NONE, NONE)
    low, high = (NONE if one is None else round(one, 4) for one in (value.low, value.high))
    return (value.num, value.den, round(value.value, 4), low, high)


NUMBER_HEADINGS = ("Tử số", "Mẫu số", "Giá trị", "Cận dưới 95%", "Cận trên 95%")


def _figure_sheet(content: Content) -> Sheet:
    rows = [
        (
            *(value.indicator.code, value.indicator.name, theme, UNITS[value.indicator.kind]),
            *_numbers(value),
            NONE if change.before.value is None else round(change.before.value, 4),
            "có" if change.is_real else "không",
            value.indicator.version,
        )
        for theme, figures in content.figures
        for value, change in figures
    ]
    headings = (
        "Mã",
        "Chỉ số",
        "Nhóm",
        "Đơn vị",
        *NUMBER_HEADINGS,
        "Kỳ trước",
        "Đổi hơn ngẫu nhiên",
        "Phiên bản cách tính",
    )
    return Sheet("Con số", headings, rows, (7, 44, 24, 18, 10, 10, 10, 14, 14, 10, 20, 20))


def _quarter_sheet(content: Content) -> Sheet:
    rows = [
        (code, CATALOGUE[code].name, period_words(value.period), *_numbers(value))
        for code, values in content.quarters.items()
        for value in values
        if value.num or value.den
    ]
    return Sheet(
        "Theo quý", ("Mã", "Chỉ số", "Quý", *NUMBER_HEADINGS), rows, (7, 44, 14, 10, 10, 10, 14, 14)
    )


def _department_sheet(content: Content) -> Sheet:
    rows = [
        (row.name, row.head, code, CATALOGUE[code].name, *_numbers(row.values[code]))
        for row in content.departments
        for code in SHOWN
    ]
    rows += [
        (
            row.name,
            row.head,
            "",
            "Việc công khai đang quá hạn ngày lập báo cáo",
            row.late,
            "",
            row.late,
            "",
            "",
        )
        for row in content.departments
    ]
    headings = ("Bộ phận", "Người đứng đầu", "Mã", "Chỉ số", *NUMBER_HEADINGS)
    return Sheet("Theo bộ phận", headings, rows, (40, 26, 7, 44, 10, 10, 10, 14, 14))


def _group_sheet(content: Content) -> Sheet:
    rows = [
        (label, name, indicator.code, indicator.name, *_numbers(value))
        for label, indicator, named in content.groups
        for name, value in named
    ]
    headings = ("Theo", "Nhóm", "Mã", "Chỉ số", *NUMBER_HEADINGS)
    return Sheet("Theo nhóm", headings, rows, (18, 36, 7, 36, 10, 10, 10, 14, 14))


def _definition_sheet() -> Sheet:
    rows = [
        (
            *(one.code, one.name, one.definition, one.numerator, one.denominator),
            *(one.minimum, one.law, one.gaming, ", ".join(one.counter), one.version, one.since),
        )
        for one in CATALOGUE.values()
        if one.is_measured
    ]
    headings = (
        "Mã",
        "Chỉ số",
        "Cách tính",
        "Tử số",
        "Mẫu số",
        "Mẫu tối thiểu",
        "Căn cứ",
        "Có thể bị làm đẹp thế nào",
        "Đọc cùng",
        "Phiên bản",
        "Từ ngày",
    )
    return Sheet("Cách tính", headings, rows, (7, 36, 80, 26, 26, 12, 50, 50, 16, 10, 12))
