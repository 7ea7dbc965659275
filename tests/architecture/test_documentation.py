"""The README names what there is, and nothing that there is not."""

import ast
import re
import subprocess
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from config import KEYS, ROOT
from tests.architecture.sources import modules

BUILT_IN = {"run", "shell", "routes", "db"}
CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.M | re.S)
MAKE_COMMAND = re.compile(r"^(?:\w+=\S+ )*make ([a-z-]+)", re.M)
FLASK_COMMAND = re.compile(r"flask (?:--app wsgi )?([a-z][a-z-]*(?: [a-z][a-z-]*)?)(.*)")


@pytest.fixture(scope="module")
def readme() -> str:
    """What stands in the README as code, one piece a line."""
    found = CODE.findall((ROOT / "README.md").read_text("utf-8"))
    return "\n".join(block or span for block, span in found)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if path == () and name in BUILT_IN:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def test_every_setting_is_documented(readme: str) -> None:
    assert not set(KEYS) - set(readme.splitlines())


def test_the_settings_are_those_that_config_reads() -> None:
    read = {
        node.args[0].value
        for node in ast.walk(modules()["config.py"])
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert read == set(KEYS)


def test_only_config_reads_the_environment() -> None:
    readers = [
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and path != "config.py"
    ]
    assert not readers


def test_every_command_is_documented(readme: str, app: Flask) -> None:
    missing = [
        name
        for name, _ in commands(app.cli)
        if not re.search(rf"flask (?:--app wsgi )?{name}\b", readme)
    ]
    assert not missing, f"commands that the README does not name: {missing}"


def test_every_command_says_what_it_does(app: Flask) -> None:
    assert not [name for name, command in commands(app.cli) if not command.help]


def test_every_make_command_of_the_readme_exists(readme: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(MAKE_COMMAND.findall(readme))
    assert {"run", "test"} <= named <= targets


def test_every_flask_command_of_the_readme_exists(readme: str, app: Flask) -> None:
    known = dict(commands(app.cli))
    wrong = []
    for words, rest in FLASK_COMMAND.findall(readme):
        if words.split()[0] in BUILT_IN:
            continue
        command = known.get(words) or known.get(words.split()[0])
        options = {option for p in command.params for option in p.opts} if command else set()
        if command is None or not set(re.findall(r"--[a-z-]+", rest)) <= options | {"--help"}:
            wrong.append(f"flask {words}{rest}")
    assert not wrong, f"the README names commands or options that do not exist: {wrong}"


def test_make_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    for target in ("run", "test", "test-sqlite", "test-pg", "check", "bench", "format", "messages"):
        assert re.search(rf"make {target}\s", shown), target
