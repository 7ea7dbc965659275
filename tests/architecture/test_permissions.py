"""Every permission is held by a role, has words, and is asked for somewhere."""

import ast

from citizen_app.permissions import (
    PERMISSION_LABELS,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    Permission,
    Role,
)
from tests.architecture.sources import nodes


def test_permissions_are_scope_and_action_in_order() -> None:
    names = [permission.value for permission in Permission]
    assert all(name.count(":") == 1 for name in names)
    assert names == sorted(names)


def test_every_permission_is_in_the_matrix() -> None:
    held = frozenset().union(*ROLE_PERMISSIONS.values())
    assert held == set(Permission)
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_every_role_and_permission_has_words() -> None:
    assert set(PERMISSION_LABELS) == set(Permission)
    assert set(ROLE_LABELS) == set(Role)


def test_every_permission_is_asked_for() -> None:
    asked = {
        node.attr for path, node in nodes(ast.Attribute) if path != "citizen_app/permissions.py"
    }
    assert {permission.name for permission in Permission} - asked == set()
