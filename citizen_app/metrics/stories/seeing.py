"""Who may know of a case, read from its events as all that a story says."""

from __future__ import annotations

from collections.abc import Sequence

from citizen_app.metrics.stories.telling import Line, Seen


def seen_of(lines: Sequence[Line]) -> Seen:
    """Return who may know of a case: the same as feedback.policies.is_public, which a test holds."""
    seen, is_merged, was_public = Seen.UNDECIDED, False, False
    for line in lines:
        seen = _seen_after(seen, line)
        if line.kind in {"ReportMerged", "ReportUnmerged"}:
            is_merged = line.kind == "ReportMerged"
        was_public = was_public or (seen == Seen.PUBLIC and not is_merged)
    if seen == Seen.PUBLIC and not is_merged:
        return seen
    if was_public:
        return Seen.MERGED if is_merged and seen == Seen.PUBLIC else Seen.ONCE_PUBLIC
    return Seen.HIDDEN if is_merged else seen


def _seen_after(before: Seen, line: Line) -> Seen:
    if line.kind in {"ReportReceived", "ReportRescreened"}:
        return Seen.PUBLIC if line.facts["visibility"] == "public" else Seen.HIDDEN
    if line.kind in {"ReportConfined", "ReportWithdrawn"}:
        return Seen.HIDDEN
    if line.kind == "ReportRefused" and before == Seen.UNDECIDED:
        return Seen.HIDDEN
    if line.kind == "ReportForwarded" and line.facts["to_ward"]:
        return Seen.UNDECIDED
    return before
