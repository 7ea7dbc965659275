"""Facts of minutes and results; texts and names stay in their tables."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class MinutesChanged(Fact):
    """A part of the minutes was written: an answer, a question asked in the room, the rest, who signs."""

    label = _l("Minutes written")
    no_handler = True
    minutes_part: str
    question: str


@event_kind
@dataclass(frozen=True)
class MinutesSent(Fact):
    """A version went to those who sign; an unchanged one goes only to those who are new among them."""

    label = _l("Minutes sent to the signatories")
    minutes_version: int
    digest: str


@event_kind
@dataclass(frozen=True)
class SigningLinkMade(Fact):
    """A signatory without an account got a new personal link."""

    label = _l("New link for a signatory")
    minutes_version: int
    signer_role: str
    code: str


@event_kind
@dataclass(frozen=True)
class MinutesSigned(Fact):
    """A signatory signed a version."""

    label = _l("Minutes signed")
    no_handler = True
    minutes_version: int
    signer_role: str
    by_link: bool


@event_kind
@dataclass(frozen=True)
class MinutesObjected(Fact):
    """A signatory objects to a version."""

    label = _l("Objection to the minutes")
    minutes_version: int
    signer_role: str
    by_link: bool


@event_kind
@dataclass(frozen=True)
class MinutesCorrectionBegun(Fact):
    """Published minutes are being written anew."""

    label = _l("Correction of the minutes begun")
    no_handler = True
    minutes_version: int


@event_kind
@dataclass(frozen=True)
class DialogueResultsCorrected(Fact):
    """Another version of the minutes was published, with the reason that everyone reads."""

    label = _l("Results of the dialogue corrected")
    public = True
    minutes_version: int
    missing_signatures: int
