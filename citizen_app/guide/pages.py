"""The help pages: Markdown files that anyone can edit, read once and rendered safely.

`content/roles.yaml` lists the roles and their tasks in order; `content/<role>/<task>.<language>.md` is
a page. Its head says title, purpose and, in Vietnamese, the workflow steps it explains.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from citizen_app.core.i18n import LANGUAGES, language
from citizen_app.core.text import fold, words
from citizen_app.guide.rendering import render

CONTENT = Path(__file__).parent / "content"
FENCE = "---\n"


@dataclass(frozen=True)
class HelpPage:
    """One page in one language. `body` is safe markup; `folded` is what the search looks through."""

    role: str
    task: str
    title: str
    purpose: str
    steps: tuple[str, ...]
    source: str
    body: Markup
    folded: str


@dataclass(frozen=True)
class HelpRole:
    """Who reads, and their pages in order."""

    name: str
    title: str
    text: str
    pages: tuple[HelpPage, ...]


@functools.cache
def roles(lang: str) -> tuple[HelpRole, ...]:
    """Return every role with its pages, in one language."""
    return tuple(
        HelpRole(
            name=one["name"],
            title=one["title"][lang],
            text=one["text"][lang],
            pages=tuple(_read(one["name"], task, lang) for task in one["tasks"]),
        )
        for one in outline()
    )


def outline() -> list[dict[str, Any]]:
    """Return the roles and their tasks as the file lists them."""
    listed: list[dict[str, Any]] = yaml.safe_load((CONTENT / "roles.yaml").read_text("utf-8"))
    return listed


def _read(role: str, task: str, lang: str) -> HelpPage:
    text = (CONTENT / role / f"{task}.{lang}.md").read_text("utf-8")
    _, head, source = text.split(FENCE, 2)
    # Not YAML: a title may hold a colon.
    said = dict(line.split(": ", 1) for line in head.strip().splitlines())
    searched = f"{said['title']} {said['purpose']} {said.get('words', '')} {source}"
    return HelpPage(
        role=role,
        task=task,
        title=said["title"],
        purpose=said["purpose"],
        steps=tuple(said["steps"].split(", ")) if "steps" in said else (),
        source=source,
        body=render(source),
        folded=fold(" ".join(words(searched))),
    )


def find_role(name: str) -> HelpRole | None:
    """Return a role in the language in use."""
    return next((role for role in roles(language()) if role.name == name), None)


def find_page(role: HelpRole, task: str) -> HelpPage | None:
    """Return a role's page about a task."""
    return next((page for page in role.pages if page.task == task), None)


def search(typed: str) -> list[tuple[HelpRole, HelpPage]]:
    """Return the pages that hold every word, with or without accents; words of the title count first."""
    wanted = [fold(word) for word in words(typed)]
    if not wanted:
        return []
    found = [
        (role, page)
        for role in roles(language())
        for page in role.pages
        if all(f" {word}" in f" {page.folded}" for word in wanted)
    ]
    return sorted(found, key=lambda pair: -_hits_in_title(pair[1], wanted))


def _hits_in_title(page: HelpPage, wanted: list[str]) -> int:
    title = f" {fold(page.title)}"
    return sum(f" {word}" in title for word in wanted)


@functools.cache
def _pages_of_steps() -> dict[str, tuple[str, str]]:
    return {
        step: (page.role, page.task)
        for role in roles(LANGUAGES[0])
        for page in role.pages
        for step in page.steps
    }


def page_of_step(name: str) -> tuple[str, str] | None:
    """Return role and task of the page that explains a step of the workflow."""
    return _pages_of_steps().get(name)
