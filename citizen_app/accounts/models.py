"""People: accounts, how to reach them, how they prove who they are, what they may do.

Columns marked PERSONAL are erased on request (`commands.erase_account`) and never leave in exports.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizen_app.accounts.contacts import Address
from citizen_app.core.db import PERSONAL, Base, BigId, UtcDateTime


class Account(Base):
    """One person at one door (resident or staff). `public_name` is what others may see."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("surface in ('resident','staff')", name="surface"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    surface: Mapped[str] = mapped_column(String(10))
    public_name: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    title: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2), default="vi")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    totp_secret: Mapped[str] = mapped_column(String(300), default="")
    totp_confirmed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int] = mapped_column(BigId, default=0)
    notify_by_email: Mapped[bool] = mapped_column(default=True)
    daily_digest: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    contacts: Mapped[list[Contact]] = relationship(
        back_populates="account",
        order_by="Contact.id",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account",
        foreign_keys="RoleGrant.account_id",
        order_by="RoleGrant.id",
        lazy="selectin",
    )

    @property
    def has_second_factor(self) -> bool:
        """Return whether a second factor was set up and proved once."""
        return self.totp_confirmed_at is not None

    @property
    def email(self) -> str:
        """Return the first e-mail address, or nothing."""
        return next((contact.value for contact in self.contacts if contact.kind == "email"), "")


class Contact(Base):
    """An e-mail address or phone number that opens one account of one door."""

    __tablename__ = "account_contact"
    __table_args__ = (
        UniqueConstraint("surface", "kind", "value"),
        CheckConstraint("kind in ('email','phone')", name="kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    surface: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(254), info=PERSONAL)
    verified_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(back_populates="contacts")

    @property
    def shown(self) -> str:
        """Return the contact as people write it."""
        return str(Address(self.kind, self.value))


class RoleGrant(Base):
    """A role, where, and from when to when. Nothing is deleted: a role ends."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    ward_id: Mapped[int | None] = mapped_column(ForeignKey("ward.id"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    neighbourhood_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    valid_from: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    valid_to: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])

    def is_valid_at(self, moment: dt.datetime) -> bool:
        """Return whether the role is held at `moment`."""
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)


class SignIn(Base):
    """One session on one device: listed to its owner, who can end it."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_account_open", "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    surface: Mapped[str] = mapped_column(String(10))
    device: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    started_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    second_factor_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined")


class OneTimeCode(Base):
    """A code that was sent to a contact: to sign in, to sign up, or to prove a further contact.

    No account exists, and no contact belongs to one, before its owner has typed the code. The
    browser that asked for a code holds the flow's token, so a code is of no use in another one.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        CheckConstraint("purpose in ('sign_in','sign_up','add_contact')", name="purpose"),
        CheckConstraint("purpose = 'sign_up' or account_id is not null", name="account"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    flow_digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(254), info=PERSONAL)
    name: Mapped[str] = mapped_column(String(120), default="", info=PERSONAL)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """One of ten codes that stand in for a lost phone, each once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    """A link by which somebody who was given a role sets up their staff account."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
