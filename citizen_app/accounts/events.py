"""Facts about people's accounts. They name accounts by id only: no names, no contacts, no codes."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class AccountCreated(Fact):
    """An account was opened at one of the two doors."""

    label = _l("Account opened")
    no_handler = True
    surface: str


@event_kind
@dataclass(frozen=True)
class StaffInvited(Fact):
    """Somebody was invited to the staff pages, or got a new link."""

    label = _l("Staff invited")
    no_handler = True
    account_id: int
    again: bool = False


@event_kind
@dataclass(frozen=True)
class InvitationAccepted(Fact):
    """An invited person chose a password."""

    label = _l("Invitation accepted")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class StaffSignedIn(Fact):
    """A member of staff signed in; `method` is password, invitation or demo."""

    label = _l("Signed in")
    no_handler = True
    method: str


@event_kind
@dataclass(frozen=True)
class SignInEnded(Fact):
    """Sessions were ended before their time, by their owner or by an administrator."""

    label = _l("Sessions ended")
    no_handler = True
    count: int


@event_kind
@dataclass(frozen=True)
class SecondFactorSet(Fact):
    """A member of staff set up the second factor on a device."""

    label = _l("Second factor set up")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class SecondFactorRemoved(Fact):
    """An administrator took a lost second factor away; it is set up anew at the next sign-in."""

    label = _l("Second factor taken away")
    no_handler = True
    account_id: int


@event_kind
@dataclass(frozen=True)
class RecoveryCodesMade(Fact):
    """New recovery codes took the place of the old ones."""

    label = _l("New recovery codes")
    no_handler = True
    count: int


@event_kind
@dataclass(frozen=True)
class RecoveryCodeUsed(Fact):
    """A recovery code stood in for the second factor."""

    label = _l("Recovery code used")
    no_handler = True
    left: int


@event_kind
@dataclass(frozen=True)
class PasswordChanged(Fact):
    """A password was set or changed; other sessions ended with it."""

    label = _l("Password changed")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class ProfileChanged(Fact):
    """The name shown to others, or whether notices are wanted, was changed."""

    label = _l("Account details changed")
    no_handler = True
    what: str


@event_kind
@dataclass(frozen=True)
class ContactAdded(Fact):
    """A further contact was proved by a code."""

    label = _l("Contact added")
    no_handler = True
    kind: str


@event_kind
@dataclass(frozen=True)
class ContactRemoved(Fact):
    """A contact was taken off an account."""

    label = _l("Contact removed")
    no_handler = True
    kind: str


@event_kind
@dataclass(frozen=True)
class RoleGranted(Fact):
    """A role was given, in a ward or in the whole city."""

    label = _l("Role given")
    no_handler = True
    account_id: int
    role: str
    ward_id: int | None
    department_id: int | None
    neighbourhood_ids: tuple[int, ...]


@event_kind
@dataclass(frozen=True)
class RoleEnded(Fact):
    """A role ended."""

    label = _l("Role ended")
    no_handler = True
    account_id: int
    role: str
    ward_id: int | None


@event_kind
@dataclass(frozen=True)
class AccountDisabled(Fact):
    """An administrator closed an account."""

    label = _l("Account closed")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class AccountEnabled(Fact):
    """An administrator opened a closed account again."""

    label = _l("Account opened again")
    no_handler = True


@event_kind
@dataclass(frozen=True)
class AccountErased(Fact):
    """A person had their personal data erased; their reports remain, without them."""

    label = _l("Personal data erased")
    no_handler = True
