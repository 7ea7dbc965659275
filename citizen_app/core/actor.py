"""Who acts: handed to every command and query, never looked up inside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Surface(StrEnum):
    """The two doors: their accounts, sessions and cookies never mix."""

    RESIDENT = "resident"
    STAFF = "staff"


@dataclass(frozen=True)
class Grant:
    """One role held in one ward (None: in the whole city), with what it allows."""

    role: str
    ward_id: int | None
    permissions: frozenset[str]
    department_id: int | None = None
    neighbourhood_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Actor:
    """A person, the public, or the system itself, with the channel they came by."""

    account_id: int | None = None
    name: str = ""
    surface: Surface | None = None
    grants: tuple[Grant, ...] = ()
    channel: str = "web"
    is_system: bool = False
    request_id: str = ""
    second_factor: bool = False
    unlocked: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: str, ward_id: int | None) -> bool:
        """Return whether a role of this actor allows `permission` in the ward."""
        if self.is_system:
            return True
        return any(
            permission in grant.permissions and grant.ward_id in (None, ward_id)
            for grant in self.grants
        )

    def may_anywhere(self, permission: str) -> bool:
        """Return whether the actor holds the permission in some ward."""
        return self.is_system or any(permission in grant.permissions for grant in self.grants)

    def wards_with(self, permission: str) -> frozenset[int] | None:
        """Return the wards in which the actor holds a permission; None means all."""
        held = [grant.ward_id for grant in self.grants if permission in grant.permissions]
        if self.is_system or None in held:
            return None
        return frozenset(ward for ward in held if ward is not None)

    def holds_city_wide(self, permission: str) -> bool:
        """Return whether the actor holds the permission in the whole city, not in one ward alone."""
        return self.is_system or any(
            permission in grant.permissions and grant.ward_id is None for grant in self.grants
        )

    @property
    def department_ids(self) -> frozenset[int]:
        """Return the departments that this actor works in."""
        return frozenset(g.department_id for g in self.grants if g.department_id is not None)

    @property
    def is_staff(self) -> bool:
        """Return whether the actor came through the staff door."""
        return self.surface is Surface.STAFF

    @property
    def main_role(self) -> str:
        """Return the role under which the log names this actor."""
        if self.is_system:
            return "system"
        if self.grants:
            return self.grants[0].role
        return "resident" if self.account_id else "anonymous"

    def role_in(self, ward_id: int | None) -> str:
        """Return the role under which the log names what this actor does in a ward."""
        here = [grant.role for grant in self.grants if grant.ward_id in (ward_id, None)]
        return here[0] if here and not self.is_system else self.main_role

    @property
    def ward_ids(self) -> frozenset[int]:
        """Return the wards in which this actor holds any role."""
        return frozenset(grant.ward_id for grant in self.grants if grant.ward_id is not None)


SYSTEM = Actor(is_system=True, channel="system", name="Lắng Nghe")
