"""What tasks, reasons and purposes are called."""

from __future__ import annotations

from citizen_app.core.i18n import lazy_gettext as _l

TASKS: dict[str, object] = {
    "gui": _l("Send a report"),
    "tra-cuu": _l("Follow a report"),
    "danh-gia": _l("Read the answer, judge it"),
    "hoi": _l("Ask a question before a dialogue"),
    "du-doi-thoai": _l("Keep a place at a dialogue"),
    "de-nghi": _l("Ask for a dialogue"),
    "khao-sat": _l("Answer the survey"),
    "khac": _l("Something else"),
}
# Where in a task, by the last part of the page's name (plain_help/stuck.py); tasks of one page have none.
STEPS: dict[str, object] = {
    "send": _l("What happened, and where"),
    "send-what": _l("What happened, and where"),
    "send-notice": _l("The hint that another place is right"),
    "send-similar": _l("Similar cases"),
    "send-reach": _l("How we reach you"),
    "send-check": _l("Check and send"),
    "track": _l("Code and PIN of a case"),
    "open-slip": _l("Code and PIN of a place at a dialogue"),
    "ask": _l("Write it oneself"),
    "join": _l("Support what others wrote"),
}
REASONS: dict[str, object] = {
    "words": _l("I do not understand the words"),
    "find": _l("I do not find what to press"),
    "type": _l("Typing is too difficult"),
    "small": _l("The letters are too small"),
    "photo": _l("The photo does not go through"),
    "error": _l("The page says that something is wrong"),
    "slow": _l("The network is too slow, or breaks off"),
    "afraid": _l("I am not sure that it is safe"),
    "other": _l("Another reason"),
}
PURPOSE_LABELS: dict[str, object] = {
    "visit": _l("Visit at home"),
    "training": _l("Training"),
    "help_point": _l("Help point"),
    "scam_warning": _l("Warning of scams"),
    "paper": _l("Paper sheets handed out or taken in"),
}
