"""What a comparison found, in lines for those who run the system."""

from __future__ import annotations

from collections.abc import Iterator

from citizen_app.seals.verifying import MOST_TOLD, Fault, Findings, Found

SAID = {
    Fault.CHANGED: "event {event} was changed after seal {seal} ({detail})",
    Fault.MISSING: "event {event} is missing; seal {seal} holds it",
    Fault.INSERTED: "event {event} was put in; seal {seal} went past its number without it ({detail})",
    Fault.DATED_BACK: "event {event} is dated back to {detail}, before what was sealed already",
    Fault.SEAL_CHANGED: "seal {seal} itself was changed ({detail})",
    Fault.SEAL_DATED_BACK: "seal {seal} says that it is older than the one before",
    Fault.SEAL_MISSING: "seals are missing before seal {seal} ({detail})",
    Fault.CHAIN_BROKEN: "seal {seal} does not continue the one before",
    Fault.HEAD_DIFFERS: "seal {seal} has another head than the one kept elsewhere ({detail})",
    Fault.HEAD_UNKNOWN: "no seal has the head kept elsewhere ({detail})",
    Fault.UNGUARDED: "the database no longer guards the log: {detail} is gone or does nothing",
}


def lines_of(findings: Findings) -> Iterator[str]:
    """Yield a line for each fault that was noted."""
    for found in findings.faults:
        yield line_of(found)
    if findings.fault_count > MOST_TOLD:
        yield f"and {findings.fault_count - MOST_TOLD} more"


def line_of(found: Found) -> str:
    """Return one fault as a line."""
    return SAID[found.fault].format(
        event=found.event_id, seal=found.seal_number, detail=found.detail
    )
