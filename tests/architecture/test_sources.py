"""Rules that keep the code simple, read off the source files."""

import ast
import re

import pytest

from tests.architecture.sources import feature_of, functions, modules, role_of

# `make check` lists what comes near (tools/sizes.py).
MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "base", "shared"}
# The outbox marks its own rows; they are no workflow of the field.
STATE_KEEPERS = {"citizen_app/core/workflow.py", "citizen_app/core/events.py"}
PRIVATE_ROLES = ("routes", "forms")
# Where an import inside a function is right, and why.
LATE_IMPORTS: dict[str, str] = {}

each_module = pytest.mark.parametrize("path", modules())


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def last_line(tree: ast.Module) -> int:
    return max((getattr(node, "end_lineno", 0) or 0 for node in tree.body), default=0)


@each_module
def test_files_and_functions_stay_small(path: str) -> None:
    tree = modules()[path]
    assert last_line(tree) <= MOST_LINES_OF_FILE, f"{path} has {last_line(tree)} lines"
    long = [
        f"{path}:{f.lineno} {f.name} has {length(f)} lines"
        for f in functions(tree)
        if length(f) > MOST_LINES_OF_FUNCTION
    ]
    assert not long, "\n".join(long)


@each_module
def test_module_names_say_what_is_inside(path: str) -> None:
    words = set(re.split(r"[/.]", path.removesuffix(".py")))
    assert not words & NAMES_THAT_SAY_NOTHING


@each_module
def test_imports_stand_at_the_top(path: str) -> None:
    late = [
        f"{path}:{node.lineno}"
        for function in functions(modules()[path])
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and path not in LATE_IMPORTS
    ]
    assert not late, f"imports inside functions: {late}"


@each_module
def test_only_core_db_commits(path: str) -> None:
    if path == "citizen_app/core/db.py":
        return
    commits = [
        f"{path}:{node.lineno}"
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    assert not commits, f"commits outside of core/db.py: {commits}"


@each_module
def test_only_workflows_change_a_state(path: str) -> None:
    if role_of(path) == "workflow" or path in STATE_KEEPERS:
        return
    changes = [
        f"{path}:{node.lineno}"
        for node in ast.walk(modules()[path])
        for target in targets_of(node)
        if isinstance(target, ast.Attribute) and target.attr in {"state", "status"}
    ]
    assert not changes, f"states changed outside of a workflow: {changes}"


def targets_of(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


@each_module
def test_features_keep_their_routes_and_forms_to_themselves(path: str) -> None:
    if feature_of(path) in {"", "core"}:
        return
    own = f"citizen_app.{feature_of(path)}."
    foreign = [
        name
        for name in imported_names(modules()[path])
        if name.startswith("citizen_app.")
        and not name.startswith((own, "citizen_app.core."))
        and any(part.startswith(PRIVATE_ROLES) for part in name.split(".")[2:])
    ]
    assert not foreign, f"{path} imports another feature's {foreign}"


def imported_names(tree: ast.Module) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names
