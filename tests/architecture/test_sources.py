"""Rules that keep the code simple, read off the source files."""

import ast
import re

from tests.architecture.sources import feature_of, functions, modules, nodes, role_of

# `make check` lists what comes near (tools/sizes.py).
MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}
# The outbox marks its own rows; they are no workflow of the field.
STATE_KEEPERS = {"citizen_app/core/workflow.py", "citizen_app/core/events.py"}
PRIVATE_ROLES = ("routes", "forms")
# Where an import inside a function is right, and why.
LATE_IMPORTS: dict[str, str] = {}


def length(node: ast.AST) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def last_line(tree: ast.Module) -> int:
    return max((node.end_lineno or 0 for node in tree.body), default=0)


def test_files_stay_small() -> None:
    long = {path: last_line(tree) for path, tree in modules().items()}
    assert not {path: lines for path, lines in long.items() if lines > MOST_LINES_OF_FILE}


def test_functions_stay_small() -> None:
    long = [
        f"{path}:{function.lineno} {function.name} has {length(function)} lines"
        for path, tree in modules().items()
        for function in functions(tree)
        if length(function) > MOST_LINES_OF_FUNCTION
    ]
    assert not long


def test_module_names_say_what_is_inside() -> None:
    empty = [p for p in modules() if NAMES_THAT_SAY_NOTHING & set(re.split(r"[/.]", p))]
    assert not empty


def test_imports_stand_at_the_top() -> None:
    late = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if path not in LATE_IMPORTS
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late, f"imports inside functions: {late}"


def test_only_core_db_commits() -> None:
    commits = [
        f"{path}:{call.lineno}"
        for path, call in nodes(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert not [place for place in commits if not place.startswith("citizen_app/core/db.py")]


def test_only_workflows_change_a_state() -> None:
    changes = [
        f"{path}:{node.lineno}"
        for path, node in nodes(ast.Assign, ast.AugAssign, ast.AnnAssign)
        if not role_of(path).startswith("workflow") and path not in STATE_KEEPERS
        for target in getattr(node, "targets", None) or [node.target]
        if isinstance(target, ast.Attribute) and target.attr in {"state", "status"}
    ]
    assert not changes, f"states changed outside of a workflow: {changes}"


def test_features_keep_their_routes_and_forms_to_themselves() -> None:
    foreign = [
        f"{path}: {name}"
        for path, name in imported_names()
        if is_private(name) and not name.startswith(f"citizen_app.{feature_of(path)}.")
    ]
    assert not foreign, f"routes or forms of another feature: {foreign}"


def is_private(name: str) -> bool:
    package, *parts = name.split(".")
    own = package == "citizen_app" and parts[0] != "core"
    return own and any(part.startswith(PRIVATE_ROLES) for part in parts[1:])


def imported_names() -> list[tuple[str, str]]:
    names = []
    for path, node in nodes(ast.Import, ast.ImportFrom):
        prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        names += [(path, prefix + alias.name) for alias in node.names]
    return names
