"""Facts about teams and about help: who, where, how consent was given; never for whom by name."""

from __future__ import annotations

from dataclasses import dataclass

from citizen_app.core.events import Fact, event_kind
from citizen_app.core.i18n import lazy_gettext as _l


@event_kind
@dataclass(frozen=True)
class TeamMade(Fact):
    """A ward set up a team."""

    label = _l("Team set up")
    no_handler = True
    code: str
    neighbourhood_ids: tuple[int, ...]


@event_kind
@dataclass(frozen=True)
class TeamChanged(Fact):
    """Where a team helps, its name or its message changed."""

    label = _l("Team changed")
    no_handler = True
    code: str
    neighbourhood_ids: tuple[int, ...]


@event_kind
@dataclass(frozen=True)
class TeamEnded(Fact):
    """A team was dissolved, with all its memberships."""

    label = _l("Team dissolved")
    no_handler = True
    code: str


@event_kind
@dataclass(frozen=True)
class TeamInvitationMade(Fact):
    """A link into a team was made."""

    label = _l("Link into a team made")
    no_handler = True
    invitation_id: int


@event_kind
@dataclass(frozen=True)
class TeamInvitationEnded(Fact):
    """A link into a team was taken back."""

    label = _l("Link into a team taken back")
    no_handler = True
    invitation_id: int


@event_kind
@dataclass(frozen=True)
class TeamJoined(Fact):
    """Somebody joined a team by its link."""

    label = _l("Joined a team")
    no_handler = True
    account_id: int


@event_kind
@dataclass(frozen=True)
class MembershipEnded(Fact):
    """Somebody is in a team no longer: what a helper may do ended with it."""

    label = _l("Membership of a team ended")
    no_handler = True
    account_id: int


@event_kind
@dataclass(frozen=True)
class VisitStarted(Fact):
    """A helper began to act for one resident."""

    label = _l("Began to help a resident")
    no_handler = True
    neighbourhood_id: int


@event_kind
@dataclass(frozen=True)
class VisitEnded(Fact):
    """The helper acts for that resident no longer; `ended_by`: button, time, next, membership."""

    label = _l("Helping a resident ended")
    no_handler = True
    ended_by: str


@event_kind
@dataclass(frozen=True)
class ConsentGiven(Fact):
    """A resident agreed that a helper files one thing for them; recorded with what was filed."""

    label = _l("Filed with help, the resident agreed")
    purpose: str
    consent: str
    neighbourhood_id: int
    is_offline: bool


@event_kind
@dataclass(frozen=True)
class ConsentWithdrawn(Fact):
    """The resident took back the helper's access to what was filed."""

    label = _l("The helper's access taken back by the resident")
    no_handler = True
    purpose: str


@event_kind
@dataclass(frozen=True)
class ConsentProofErased(Fact):
    """The picture that showed a consent was erased: its time was over, or the resident's data were erased."""

    label = _l("Proof of consent erased")
    no_handler = True
    purpose: str


@event_kind
@dataclass(frozen=True)
class ConsentProofSeen(Fact):
    """A supervisor opened the picture that shows a consent."""

    label = _l("Proof of consent opened")
    no_handler = True
    purpose: str


@event_kind
@dataclass(frozen=True)
class HelpFlagged(Fact):
    """Something unusual about how a helper works was put before the ward."""

    label = _l("Unusual pattern of help noted")
    no_handler = True
    pattern: str
    helper_id: int


@event_kind
@dataclass(frozen=True)
class HelpFlagSeen(Fact):
    """A supervisor has looked at such an entry."""

    label = _l("Unusual pattern of help looked at")
    no_handler = True
    pattern: str
    helper_id: int
