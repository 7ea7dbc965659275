"""Facts of the sender's side: sent, added to, withdrawn, supported, followed."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class ReportSubmitted(Fact):
    """A resident sent a report and got a receipt.

    `words` is a salted digest of the text (core.proofs); the salt lies with the report and is erased with it.
    """

    label = _l("Sent")
    public = True
    code: str
    kind: str
    category: str
    neighbourhood_id: int | None
    photo_count: int
    has_account: bool
    has_contact: bool
    words: str = ""


@event_kind
@dataclass(frozen=True)
class ReportImported(Fact):
    """A case came from another system with its history."""

    label = _l("Taken over from another system")
    no_handler = True
    public = True
    code: str
    source: str
    external_id: str


@event_kind
@dataclass(frozen=True)
class InformationAdded(Fact):
    """The sender added something of their own accord."""

    label = _l("The sender added something")
    public = True
    photo_count: int


@event_kind
@dataclass(frozen=True)
class NameHidden(Fact):
    """The sender no longer wants the public to read their name."""

    label = _l("Name hidden")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class ReportSupported(Fact):
    """Somebody said that the same troubles them; who, stays in its table."""

    label = _l("Supported")
    no_handler = True
    count: int


@event_kind
@dataclass(frozen=True)
class ReceptionEntered(Fact):
    """A clerk entered what came by word of mouth, phone or letter."""

    label = _l("Entered by the reception clerk")
    no_handler = True
    way: str


@event_kind
@dataclass(frozen=True)
class RegisterExported(Fact):
    """Somebody took the register of receptions of some days out of the system as a file."""

    label = _l("Register of receptions taken as a file")
    no_handler = True
    first_day: str
    last_day: str
    row_count: int
    has_personal: bool


@event_kind
@dataclass(frozen=True)
class ReportWithdrawn(Fact):
    """The sender took the report back."""

    label = _l("Withdrawn by the sender")
    no_handler = True
    public = True


@event_kind
@dataclass(frozen=True)
class ReportFollowed(Fact):
    """Somebody began or ceased to follow the case."""

    label = _l("Followed")
    no_handler = True
    is_following: bool


@event_kind
@dataclass(frozen=True)
class SubscriptionAsked(Fact):
    """Somebody wants to follow by e-mail; the address, in its own table, has to confirm it."""

    label = _l("Following by e-mail asked for")
    subscription_id: int


@event_kind
@dataclass(frozen=True)
class PersonalDataErased(Fact):
    """The sender's name and contact were erased."""

    label = _l("Personal data erased")
