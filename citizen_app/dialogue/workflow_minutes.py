"""The states of minutes: a draft, sent to be signed, published; a change after sending asks anew."""

from __future__ import annotations

from enum import StrEnum

from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.workflow import Machine, Transition
from citizen_app.dialogue import policies_minutes as policies
from citizen_app.permissions import Permission as P


class State(StrEnum):
    """Where minutes stand."""

    DRAFT = "draft"
    SENT = "sent"
    PUBLISHED = "published"


S = State
STATE_LABELS: dict[str, object] = {
    S.DRAFT: _l("Being written"),
    S.SENT: _l("With the signatories"),
    S.PUBLISHED: _l("Published"),
}
STATE_COLOURS: dict[str, str] = {
    S.DRAFT: "received",
    S.SENT: "in_progress",
    S.PUBLISHED: "published",
}
TRANSITIONS = (
    Transition(
        name="edit",
        sources=frozenset({S.DRAFT, S.SENT}),
        target=S.DRAFT,
        permission=P.DIALOGUE_RUN,
        guard=policies.is_open,
        label=_l("Change the minutes"),
        event="MinutesChanged",
        hint=_l("After a change they are sent again, and everybody signs the new version."),
    ),
    Transition(
        name="send",
        sources=frozenset({S.DRAFT}),
        target=S.SENT,
        permission=P.DIALOGUE_RUN,
        guard=policies.is_held,
        label=_l("Send to the signatories"),
        event="MinutesSent",
        kind="primary",
        hint=_l("Each of them reads the minutes, then signs or objects."),
    ),
    Transition(
        name="renew_link",
        sources=frozenset({S.SENT}),
        target=None,
        permission=P.DIALOGUE_RUN,
        label=_l("Make a new link"),
        event="SigningLinkMade",
        hint=_l("The old link no longer opens."),
    ),
    Transition(
        name="sign",
        sources=frozenset({S.SENT}),
        target=None,
        permission=None,
        guard=policies.may_sign,
        label=_l("Sign the minutes"),
        event="MinutesSigned",
        kind="primary",
    ),
    Transition(
        name="object",
        sources=frozenset({S.SENT}),
        target=None,
        permission=None,
        guard=policies.may_sign,
        label=_l("Object to the minutes"),
        event="MinutesObjected",
        kind="warning",
        hint=_l("Your words are published with the minutes."),
    ),
    Transition(
        name="publish",
        sources=frozenset({S.SENT}),
        target=S.PUBLISHED,
        permission=P.DIALOGUE_ANNOUNCE,
        guard=policies.is_first,
        label=_l("Publish the results"),
        event="DialogueResultsPublished",
        kind="primary",
    ),
    Transition(
        name="publish_correction",
        sources=frozenset({S.SENT}),
        target=S.PUBLISHED,
        permission=P.DIALOGUE_ANNOUNCE,
        guard=policies.is_correction,
        label=_l("Publish the correction"),
        event="DialogueResultsCorrected",
        kind="primary",
        hint=_l("Everyone reads the new version and why; the old one stays readable."),
    ),
    Transition(
        name="correct",
        sources=frozenset({S.PUBLISHED}),
        target=S.DRAFT,
        permission=P.DIALOGUE_RUN,
        guard=policies.is_correction,
        label=_l("Correct the published minutes"),
        event="MinutesCorrectionBegun",
        hint=_l("The published version stays in place until the new one is signed and published."),
    ),
)

machine = Machine(State, TRANSITIONS)
