"""What the indicators ask of a report, worked out from its events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from citizen_app.metrics.stories.telling import Line, first_of, moment_of


@dataclass(frozen=True)
class Case:
    """What the indicators ask of a report, worked out from its events."""

    lines: Sequence[Line]

    @cached_property
    def sent(self) -> Line | None:
        """Return its sending; a case taken over from another system has none and counts nowhere."""
        return first_of(self.lines, "ReportSubmitted")

    @cached_property
    def answered(self) -> list[Line]:
        """Return each publishing of an answer."""
        return [line for line in self.lines if line.kind == "AnswerPublished"]

    @cached_property
    def end(self) -> Line | None:
        """Return what ended the first wait of the sender, an answer or something else."""
        taken_apart = self._mergers_undone()
        return next((one for one in self.lines if ends(one) and one not in taken_apart), None)

    def _mergers_undone(self) -> list[Line]:
        """Return the mergers that were undone: they ended nothing."""
        joined, undone = list[Line](), list[Line]()
        for line in self.lines:
            if line.kind == "ReportMerged":
                joined.append(line)
            elif line.kind == "ReportUnmerged" and joined:
                undone.append(joined.pop())
        return undone

    @cached_property
    def due_at(self) -> dt.datetime | None:
        """Return the limit in force when the first wait ended, or now."""
        return self.due_before(self.end)

    def due_before(self, end: Line | None) -> dt.datetime | None:
        """Return the limit in force when something happened, or now."""
        due = None
        for line in self.lines:
            if line is end:
                break
            if line.kind in {"DueDateSet", "DueDateExtended"}:
                due = moment_of(line.facts["due_at"])
        return due

    @cached_property
    def is_private_by_right(self) -> bool:
        """Return whether its sender wants it private; events that do not say count as no."""
        return self.sent is not None and bool(self.sent.facts.get("privacy_asked"))

    @cached_property
    def field(self) -> str:
        """Return the code of its field, "" while nobody chose one."""
        chosen = [
            line.facts["category"]
            for line in self.lines
            if line.kind in {"ReportSubmitted", "ReportReceived"}
        ]
        return next((code for code in reversed(chosen) if code), "")

    @cached_property
    def department(self) -> str:
        """Return the department that has it, or had it last in its ward."""
        for line in reversed(self.lines):
            if line.kind == "ReportAssigned":
                return str(line.facts["department_id"])
            if line.kind == "ReportForwardedWithin":
                return str(line.facts["to_department"])
            if line.kind == "ReportForwarded" and line.facts["to_ward"]:
                return ""
        return ""

    def has(self, *kinds: str) -> bool:
        """Return whether something of these kinds happened."""
        return first_of(self.lines, *kinds) is not None

    def after(self, line: Line, *kinds: str, until: Line | None = None) -> list[Line]:
        """Return what of these kinds came after an event, up to another one."""
        start = self.lines.index(line) + 1
        stop = self.lines.index(until) if until is not None else len(self.lines)
        return [one for one in self.lines[start:stop] if one.kind in kinds]


def ends(line: Line) -> bool:
    if line.kind == "ReportForwarded":
        return leaves(line)
    return line.kind in {"AnswerPublished", "ReportRefused", "ReportWithdrawn", "ReportMerged"}


def leaves(line: Line) -> bool:
    """Return whether it left the ward that has it for a body outside the platform."""
    return line.kind == "ReportForwarded" and not line.facts["to_ward"]
