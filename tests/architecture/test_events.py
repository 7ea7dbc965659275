"""Every kind of event has words, somebody who records it, and somebody who acts on it."""

import ast

import pytest
from flask import Flask

from citizen_app.core.events import HANDLERS, KINDS
from tests.architecture.sources import nodes, role_of


@pytest.fixture(autouse=True)
def registered(app: Flask) -> None:
    """Kinds and handlers register themselves when the application is made."""


def test_there_are_events() -> None:
    assert KINDS


def test_every_kind_has_words() -> None:
    assert all(str(kind.label).strip() for kind in KINDS.values())


def test_every_kind_has_a_handler_or_says_that_it_needs_none() -> None:
    silent = [
        name
        for name, kind in KINDS.items()
        if not HANDLERS.get(name) and not getattr(kind, "no_handler", False)
    ]
    assert not silent, f"no handler, and no_handler is not set: {silent}"
    both = [
        name
        for name, kind in KINDS.items()
        if HANDLERS.get(name) and kind.__dict__.get("no_handler", False)
    ]
    assert not both, f"no_handler is set, yet they have one: {both}"


def test_handlers_are_for_known_kinds() -> None:
    assert set(HANDLERS) <= set(KINDS)


def test_every_kind_is_recorded_somewhere() -> None:
    """A fact that is only named, by an import or a handler, has happened to nobody."""
    made = set()
    for path, node in nodes(ast.Call):
        if role_of(path) != "events" and isinstance(node.func, ast.Name | ast.Attribute):
            made.add(node.func.id if isinstance(node.func, ast.Name) else node.func.attr)
    assert set(KINDS) - made == set()
