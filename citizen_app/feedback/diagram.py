"""The workflow's table as a diagram for the docs: it cannot say anything else than the code."""

from __future__ import annotations

from collections import defaultdict

from citizen_app.core.i18n import force_locale
from citizen_app.feedback.workflow import STATE_LABELS, State, machine

HEAD = """# The journey of a report

Made from the table in `citizen_app/feedback/workflow.py` by
`flask --app wsgi feedback diagram > docs/report-workflow.md`; a test keeps it fresh.
"""


def workflow_diagram() -> str:
    """Return a page in Markdown: the states with their names, the steps, and who may take them."""
    lines = [HEAD, "```mermaid", "stateDiagram-v2", f"    [*] --> {State.RECEIVED}"]
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in machine.transitions.values():
        for source in sorted(step.sources):
            arrows[source, step.target or source].append(step.name)
    lines += [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in sorted(arrows.items())]
    lines += ["```", "", "| state | Vietnamese | English |", "|---|---|---|"]
    with force_locale("vi"):
        vietnamese = {state: str(label) for state, label in STATE_LABELS.items()}
    with force_locale("en"):
        lines += [f"| {s} | {vietnamese[s]} | {label} |" for s, label in STATE_LABELS.items()]
        lines += ["", "| step | button | needs | event |", "|---|---|---|---|"]
        lines += [
            f"| {t.name} | {t.label} | {t.permission or 'see its guard'} | {t.event} |"
            for t in machine.transitions.values()
        ]
    return "\n".join(lines) + "\n"
