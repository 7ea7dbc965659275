"""Opening a case by code and PIN; wrong tries are counted, whatever was wrong."""

from __future__ import annotations

from citizen_app.feedback import queries
from citizen_app.feedback.limits import PIN_PER_ADDRESS, PIN_PER_CODE, PIN_PER_CODE_IN_ALL
from citizen_app.feedback.models import Report


def open_by_pin(code: str, pin: str, *, where: str, secret: str) -> Report | None:
    """Return the case when code and PIN fit. `where` is the network address that tries.

    None for a code that does not exist as well as for a wrong PIN; raises TooManyTries.
    """
    PIN_PER_ADDRESS.check(where)
    report = queries.find_report(code)
    if report is not None:
        here = f"{report.code} {where}"
        PIN_PER_CODE.check(here)
        PIN_PER_CODE_IN_ALL.check(report.code)
        if queries.has_pin(report, pin, secret):
            return report
        PIN_PER_CODE.count(here)
        PIN_PER_CODE_IN_ALL.count(report.code)
    PIN_PER_ADDRESS.count(where)
    return None
