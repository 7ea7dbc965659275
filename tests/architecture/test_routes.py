"""Every address is Vietnamese in kebab-case, typed, and says who may open it."""

import re

from flask import Flask
from werkzeug.routing import Rule

from citizen_app.core.access import AccessMarker
from citizen_app.permissions import Permission

KINDS = {"public", "signed_in", "requires"}
WORD = re.compile(
    r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:atom|ics|csv|json|jsonld|geojson|xlsx|js|py|txt|xml|ico|webmanifest))?"
)
# Addresses whose form is given by others: operations, open standards, files.
GIVEN = re.compile(
    r"/(?:health/|api/|open311/|tai-nguyen/|\.well-known/|sw\.js|robots\.txt|manifest)"
)
ENGLISH_WORDS = {
    "report",
    "reports",
    "admin",
    "staff",
    "account",
    "login",
    "logout",
    "search",
    "new",
    "edit",
    "delete",
    "settings",
    "list",
    "home",
    "user",
    "users",
    "ward",
    "send",
    "help",
}
CONVERTER = re.compile(r"<(?:(?P<type>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
# Numbers and wards have a type; any other word is looked up by its view.
NUMBERS = re.compile(r"(?:.+_)?(?:id|number|year|month|count|version)|ward")


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_each_route_has_one_access_marker(app: Flask) -> None:
    wrong = []
    for rule in rules(app):
        marker = getattr(app.view_functions[rule.endpoint], "access_marker", None)
        if not isinstance(marker, AccessMarker) or marker.kind not in KINDS:
            wrong.append(f"{rule.rule} ({rule.endpoint})")
    assert not wrong, f"routes that do not say who may open them: {wrong}"


def test_markers_name_real_permissions(app: Flask) -> None:
    markers = [getattr(view, "access_marker", None) for view in app.view_functions.values()]
    named = {marker.permission for marker in markers if marker and marker.permission}
    assert named <= set(Permission)


def test_addresses_are_vietnamese_kebab_case(app: Flask) -> None:
    wrong = []
    for rule in rules(app):
        words = [part.strip("-.@") for part in CONVERTER.sub("", rule.rule).split("/")]
        bad = [w for w in words if w and (not WORD.fullmatch(w) or w in ENGLISH_WORDS)]
        if bad and not GIVEN.match(rule.rule):
            wrong.append(rule.rule)
    assert not wrong, f"addresses not in Vietnamese kebab-case: {wrong}"


def test_variables_in_addresses_are_typed(app: Flask) -> None:
    untyped = [
        f"{rule.rule}: {match['name']}"
        for rule in rules(app)
        for match in CONVERTER.finditer(rule.rule)
        if match["type"] is None and NUMBERS.fullmatch(match["name"])
    ]
    assert not untyped, f"variables without a type: {untyped}"


def test_staff_pages_are_behind_the_staff_door(app: Flask) -> None:
    """A page below /can-bo, /quan-tri or /giam-sat is never public, but for its sign-in."""
    behind = ("/can-bo", "/quan-tri", "/giam-sat")
    open_pages = [
        rule.rule
        for rule in rules(app)
        if rule.rule.startswith(behind)
        and app.view_functions[rule.endpoint].access_marker.kind == "public"
        and not re.search(r"/(?:dang-nhap|quen-mat-khau|xac-thuc|loi-moi|dang-xuat)", rule.rule)
    ]
    assert not open_pages
