"""What people read of purposes, ways of consent, witnesses and patterns."""

from __future__ import annotations

from typing import Any

from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.teams.models import AlertKind, ConsentKind, Purpose, Relation
from citizen_app.teams.rules import rules, value

PURPOSE_LABELS: dict[str, object] = {
    Purpose.REPORT: _l("Reports sent with help"),
    Purpose.QUESTION: _l("Questions sent with help"),
    Purpose.REGISTRATION: _l("Registrations made with help"),
    Purpose.SURVEY: _l("Surveys gone through together"),
}
FILED_LABELS: dict[str, object] = {
    Purpose.REPORT: _l("A report"),
    Purpose.QUESTION: _l("A question for a dialogue"),
    Purpose.REGISTRATION: _l("A place at a dialogue"),
}
KIND_LABELS: dict[str, object] = {
    ConsentKind.WITNESS: _l("They say yes, and somebody else hears it"),
    ConsentKind.SIGNATURE: _l("They sign on this screen"),
    ConsentKind.SLIP: _l("They have signed a paper slip: take a photo of it"),
    ConsentKind.CODE: _l("They read out a code sent to their own phone"),
}
SHORT_KINDS: dict[str, object] = {
    ConsentKind.WITNESS: _l("Said before a witness"),
    ConsentKind.SIGNATURE: _l("Signed on the screen"),
    ConsentKind.SLIP: _l("Signed slip"),
    ConsentKind.CODE: _l("Code on their own phone"),
}
RELATION_LABELS: dict[str, object] = {
    Relation.FAMILY: _l("Somebody of their family"),
    Relation.NEIGHBOUR: _l("A neighbour"),
    Relation.TEAM: _l("Another member of the team"),
    Relation.OFFICE: _l("Somebody of the ward or the neighbourhood board"),
    Relation.OTHER: _l("Somebody else who was there"),
}
ALERT_LABELS: dict[str, object] = {
    AlertKind.MANY_IN_AN_HOUR: _l("Many things filed within an hour"),
    AlertKind.MANY_SURVEYS: _l("The survey with many people in a week"),
    AlertKind.OWN_DEVICE: _l("A rating came from the helper's own device"),
    AlertKind.SAME_TEXT: _l("The same words several times"),
    AlertKind.SAME_WITNESS: _l("Always the same kind of witness"),
}


def alert_words(kind: str, facts: dict[str, Any]) -> str:
    """Return in plain words what was seen and why the ward is told."""
    if kind == AlertKind.OWN_DEVICE:
        return _(
            "The answer to %(code)s was rated from a device on which this helper works. It may be that the "
            "person borrowed the phone: please ask them.",
            code=facts["code"],
        )
    if kind == AlertKind.SAME_WITNESS:
        return _(
            "The last %(count)s times the witness was: %(relation)s. Please ask how consent is taken.",
            count=facts["count"],
            relation=RELATION_LABELS.get(facts["relation"], ""),
        )
    if kind == AlertKind.MANY_SURVEYS:
        return _(
            "The survey was gone through with %(count)s people in one week; from %(most)s on the ward is "
            "told. Please ask how and where this was done.",
            count=facts["count"],
            most=value("many_surveys"),
        )
    if kind == AlertKind.SAME_TEXT:
        return _(
            "%(count)s things were filed with the same words within %(days)s days. Somebody may have written "
            "them in advance.",
            count=facts["count"],
            days=rules()["same_text"].days,
        )
    return _(
        "%(count)s things were filed within one hour, by one person or on one device; from %(most)s on the "
        "ward is told. A good talk takes about ten minutes.",
        count=facts["count"],
        most=value("many_in_an_hour"),
    )
