"""Plans that fit, for tests."""

import datetime as dt
from typing import Any

from citizen_app.core import clock
from citizen_app.dialogue.commands.plan import Plan


def moment(days: int, hour: int = 18) -> dt.datetime:
    """A local hour of a day, so many days from today."""
    return clock.start_of_day(clock.today() + dt.timedelta(days=days)) + dt.timedelta(hours=hour)


def plan(days: int = 14, **fields: Any) -> Plan:
    """A plan of an evening in so many days."""
    settled: dict[str, Any] = {
        "kind": "annual",
        "form": "in_person",
        "title": "Ngập nước trong các hẻm",
        "place": "Hội trường UBND phường",
        "starts_at": moment(days),
        "ends_at": moment(days, 20),
        "questions_until": moment(days - 1),
        "chair": "Chủ tịch UBND phường",
        "topics": ("Thoát nước hẻm 48",),
        "agenda": ((20, "Khai mạc"), (100, "Hỏi và trả lời")),
    }
    return Plan(**(settled | fields))
