"""Community digital teams: who helps where, for whom they act just now, and how consent was given.

A team is set up by the ward for some of its neighbourhoods (Decree 224/2026/ND-CP art. 79). What a
member may do follows from their role of helper with those neighbourhoods; docs/adr/0025 says what is kept of
a consent, for how long, and why a survey answer leaves nothing here but a number.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.models import Account
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime
from citizen_app.wards.models import Neighbourhood, Ward


class Purpose(StrEnum):
    """What a resident is helped with."""

    REPORT = "report"
    QUESTION = "question"
    REGISTRATION = "registration"
    SURVEY = "survey"


class ConsentKind(StrEnum):
    """How a resident said yes: in words before a witness, on the screen, on paper, by a code sent to them."""

    WITNESS = "witness"
    SIGNATURE = "signature"
    SLIP = "slip"
    CODE = "code"


class Relation(StrEnum):
    """Who the witness was to the resident; neither name nor contact is kept."""

    NONE = ""
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    TEAM = "team"
    OFFICE = "office"
    OTHER = "other"


class AlertKind(StrEnum):
    """Patterns that the ward should look at."""

    MANY_IN_AN_HOUR = "many_in_an_hour"
    MANY_SURVEYS = "many_surveys"
    OWN_DEVICE = "own_device"
    SAME_TEXT = "same_text"
    SAME_WITNESS = "same_witness"


VISIT_ENDS = ("", "button", "time", "next", "membership")


def one_of(column: str, values: Any) -> str:
    """Return a CHECK that repeats a list of allowed values."""
    return f"{column} in ({','.join(repr(str(value)) for value in values)})"


def only_open(name: str, *columns: str) -> Index:
    """Return a unique index over the rows that are not ended."""
    where = text("ended_at is null")
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Team(Base):
    """A team of neighbours who help, for some neighbourhoods of a ward. `message`: what its members read."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    neighbourhood_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    message: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    ward: Mapped[Ward] = relationship()
    members: Mapped[list[Member]] = relationship(back_populates="team", order_by="Member.id")


class Member(Base):
    """Somebody in a team, from when to when; nothing is deleted, a membership ends."""

    __tablename__ = "team_member"
    __table_args__ = (only_open("uq_team_member_open", "team_id", "account_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    joined_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship(back_populates="members")
    account: Mapped[Account] = relationship()


class TeamInvitation(Base):
    """A link into a team, once, for some days; `label` is how the ward remembers whom it gave it to."""

    __tablename__ = "team_invitation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    label: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship()


class Visit(Base):
    """One resident who is helped just now: one at a time, half an hour at most.

    `name_shown` stands on every screen meanwhile; it is emptied when the visit ends, like the phone number
    that a code was sent to. Rows are removed after some weeks (data/rules.yaml).
    """

    __tablename__ = "help_visit"
    __table_args__ = (
        CheckConstraint(one_of("end_reason", VISIT_ENDS), name="end_reason"),
        CheckConstraint("ended_at is null or (name_shown = '' and code_phone = '')", name="erased"),
        only_open("uq_help_visit_open", "helper_id"),
        Index("ix_help_visit_ends", "ended_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"))
    name_shown: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str] = mapped_column(String(10), default="")
    device_digest: Mapped[str] = mapped_column(String(64), default="")
    code_phone: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)
    code_digest: Mapped[str] = mapped_column(String(64), default="")
    code_expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    code_tries: Mapped[int] = mapped_column(default=0)
    code_right_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    ward: Mapped[Ward] = relationship()
    neighbourhood: Mapped[Neighbourhood] = relationship()


class Consent(Base):
    """That somebody agreed to be helped with one thing: who helped, how they agreed, when, for what.

    `subject_*` is what was filed, `subject_code` the code on its slip. `taken_at` is what the helper's phone
    said, `recorded_at` when it came here. Pictures (signature, slip) are attachments of this row, for its
    resident and the ward's supervisors alone. `text_digest` and `device_digest` are keyed: they only tell
    "the same again". Both are erased after `proof_until`, whatever the kind.
    """

    __tablename__ = "help_consent"
    __table_args__ = (
        CheckConstraint(one_of("purpose", list(Purpose)[:3]), name="purpose"),
        CheckConstraint(one_of("kind", ConsentKind), name="kind"),
        CheckConstraint(one_of("relation", Relation), name="relation"),
        CheckConstraint("kind <> 'witness' or relation <> ''", name="witness"),
        UniqueConstraint("subject_type", "subject_id"),
        Index("ix_help_consent_helper", "helper_id", "recorded_at", "id"),
        Index("ix_help_consent_team", "team_id", "recorded_at"),
        Index("ix_help_consent_proof", "proof_until"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    subject_code: Mapped[str] = mapped_column(String(16), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"), index=True)
    neighbourhood_id: Mapped[int] = mapped_column(ForeignKey("neighbourhood.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(10))
    relation: Mapped[str] = mapped_column(String(10), default=Relation.NONE)
    taken_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    is_offline: Mapped[bool] = mapped_column(default=False)
    # The phone's clock said a day that cannot be: kept as it was said, and shown to the supervisors.
    is_time_doubtful: Mapped[bool] = mapped_column(default=False)
    device_digest: Mapped[str] = mapped_column(String(64), default="")
    text_digest: Mapped[str] = mapped_column(String(64), default="")
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    proof_until: Mapped[dt.date | None]
    proof_erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship()
    helper: Mapped[Account] = relationship()
    neighbourhood: Mapped[Neighbourhood] = relationship()


class HelpCount(Base):
    """How many people a helper went through the survey with in a week: a number that leads to no answer."""

    __tablename__ = "help_count"
    __table_args__ = (CheckConstraint(one_of("kind", ConsentKind), name="kind"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    week: Mapped[dt.date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)


class Alert(Base):
    """Something unusual about how a helper works, for the ward to look at; `facts`: numbers and codes."""

    __tablename__ = "help_alert"
    __table_args__ = (
        CheckConstraint(one_of("kind", AlertKind), name="kind"),
        CheckConstraint("state in ('open','seen')", name="state"),
        Index("ix_help_alert_ward", "ward_id", "state", "id"),
        Index("ix_help_alert_team", "team_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    ward_id: Mapped[int] = mapped_column(ForeignKey("ward.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(6), default="open")
    version: Mapped[int] = mapped_column()
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(300), default="")

    team: Mapped[Team] = relationship()
    helper: Mapped[Account] = relationship(foreign_keys=[helper_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def permission_ward_id(self) -> int:
        """Return the ward in which rights over this are held."""
        return self.ward_id
