"""Markdown to markup: HTML in the source stays text, pictures get their size and are loaded late."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape
from PIL import Image

PICTURES = Path(__file__).parent / "pictures"
ADDRESS = "/tro-giup/hinh"
WIDEST_PHONE = 700
CLASSES = {
    "heading_open": "govuk-heading-m",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "guide-steps",
    "link_open": "govuk-link",
}


@dataclass(frozen=True)
class Picture:
    """A picture that was made: its address changes with its bytes, so that browsers may keep it."""

    path: Path
    address: str
    width: int
    height: int


@functools.cache
def _pictures() -> dict[str, Picture]:
    """Return every picture that was made, by its name."""
    return {path.stem: _read(path) for path in sorted(PICTURES.glob("*.webp"))}


def _read(path: Path) -> Picture:
    content = path.read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
    digest = hashlib.sha256(content).hexdigest()[:10]
    return Picture(path, f"{ADDRESS}/{path.name}?v={digest}", width, height)


def picture(name: str) -> Picture | None:
    """Return a picture's address and size; None while its screen was not there to be taken."""
    return _pictures().get(name)


def _class(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, _env: Any
) -> str:
    tokens[index].attrJoin("class", CLASSES[tokens[index].type])
    return renderer.renderToken(tokens, index, options, _env)


def _image(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    shown = picture(str(tokens[index].attrs["src"]))
    if shown is None:
        return ""
    return str(
        Markup(
            '<a class="guide-picture {}" href="{}"><img src="{}" alt="{}" width="{}" height="{}"'
            ' loading="lazy" decoding="async"></a>'
        ).format(
            "guide-picture--wide" if shown.width > WIDEST_PHONE else "",
            shown.address,
            shown.address,
            escape(tokens[index].content),
            shown.width,
            shown.height,
        )
    )


@functools.cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    for kind in CLASSES:
        markdown.add_render_rule(kind, _class)
    markdown.add_render_rule("image", _image)
    return markdown


def parse(source: str) -> list[Token]:
    """Return the parts of a text."""
    return _markdown().parse(source)


def pictures_in(source: str) -> Mapping[str, str]:
    """Return the pictures that a text names, with what each shows in words."""
    return {
        str(child.attrs["src"]): child.content
        for token in parse(source)
        for child in token.children or ()
        if child.type == "image"
    }


def render(source: str) -> Markup:
    """Return a text as safe markup. A picture that was not made yet leaves no gap."""
    kept: list[Token] = []
    skip = 0
    tokens = parse(source)
    for index, token in enumerate(tokens):
        if token.type == "paragraph_open" and _is_missing_picture(tokens[index + 1]):
            skip = 3
        if skip:
            skip -= 1
            continue
        kept.append(token)
    markdown = _markdown()
    return Markup(markdown.renderer.render(kept, markdown.options, {}))  # noqa: S704


def _is_missing_picture(inline: Token) -> bool:
    children = [c for c in inline.children or () if c.type != "softbreak"]
    return bool(children) and all(
        c.type == "image" and picture(str(c.attrs["src"])) is None for c in children
    )
