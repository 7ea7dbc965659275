"""What is said of minutes: outcomes of questions, whom a signatory stands for."""

from __future__ import annotations

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.models_minutes import SignerRole

OUTCOME_LABELS: dict[str, object] = {
    "on_the_spot": _l("Answered on the spot"),
    "assigned": _l("Assigned, with a date"),
    "passed_up": _l("Passed up"),
    "noted": _l("Noted"),
}
NOT_ANSWERED = _l("Not answered in the session")
OUTCOME_COLOURS: dict[str, str] = {
    "on_the_spot": "fixed",
    "assigned": "in_progress",
    "passed_up": "forwarded",
    "noted": "received",
}
SIGNER_ROLES: dict[str, object] = {
    SignerRole.CHAIR: _l("Chair"),
    SignerRole.SECRETARY: _l("Secretary"),
    SignerRole.FRONT: _l("Fatherland Front"),
    SignerRole.RESIDENT: _l("Representative of the residents"),
}


def signer_label(role: str) -> object:
    """Return for whom somebody signs."""
    return SIGNER_ROLES.get(role, role)
