"""The project's own files, parsed once."""

import ast
import functools
import pathlib
from collections.abc import Iterator
from typing import Any

from config import ROOT

PACKAGE = ROOT / "citizen_app"


@functools.cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product, by its path from the root, parsed."""
    paths = [*sorted(PACKAGE.rglob("*.py")), ROOT / "config.py", ROOT / "wsgi.py"]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}


@functools.cache
def templates() -> dict[str, str]:
    """Every template of the product, by its path from the root."""
    paths = sorted(
        p for p in PACKAGE.rglob("templates/**/*") if p.suffix in {".html", ".txt", ".xml"}
    )
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, Any]]:
    """Every node of these kinds, with the path of its module."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, kinds):
                yield path, node


def role_of(path: str) -> str:
    """What a file is in its feature: citizen_app/feedback/commands/send.py -> commands."""
    parts = pathlib.PurePath(path).with_suffix("").parts
    return parts[2] if len(parts) > 2 else parts[-1]


def feature_of(path: str) -> str:
    parts = pathlib.PurePath(path).parts
    return parts[1] if len(parts) > 2 else ""
