"""Numbers, days and times as they are read aloud in Vietnamese: for the loudspeaker."""

from __future__ import annotations

import datetime as dt

from num2words import num2words

from citizen_app.core import clock

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
THOUSAND, HUNDRED = 1000, 100
MIDDAY, EVENING, MORNING, AFTERNOON = 12, 18, 11, 13


def number_aloud(number: int) -> str:
    """Return a whole number from 0 to 999,999 in words: 2026 is hai nghìn không trăm hai mươi sáu."""
    thousands, rest = divmod(number, THOUSAND)
    if not thousands:
        return str(num2words(rest, lang="vi"))
    words = f"{num2words(thousands, lang='vi')} nghìn"
    if not rest:
        return words
    if rest >= HUNDRED:
        return f"{words} {num2words(rest, lang='vi')}"
    joined = "lẻ " if rest < 10 else ""
    return f"{words} không trăm {joined}{num2words(rest, lang='vi')}"


def time_aloud(moment: dt.datetime) -> str:
    """Return the time of day of a moment in the ward's zone: bảy giờ ba mươi phút sáng."""
    here = clock.local(moment)
    hour, minute = here.hour, here.minute
    if hour < MORNING:
        part = "sáng"
    elif hour < AFTERNOON:
        part = "trưa"
    else:
        part = "chiều" if hour < EVENING else "tối"
    spoken = hour if hour <= MIDDAY else hour - MIDDAY
    minutes = f" {number_aloud(minute)} phút" if minute else ""
    return f"{number_aloud(spoken)} giờ{minutes} {part}"


def day_aloud(moment: dt.datetime) -> str:
    """Return the day of a moment: thứ Bảy, ngày mười hai tháng mười hai năm hai nghìn ..."""
    day = clock.local_date(moment)
    first_ten = "mùng " if day.day <= 10 else ""
    month = "tư" if day.month == 4 else number_aloud(day.month)
    return (
        f"{WEEKDAYS[day.weekday()]}, ngày {first_ten}{number_aloud(day.day)} "
        f"tháng {month} năm {number_aloud(day.year)}"
    )
