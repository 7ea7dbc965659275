"""A walk through the site along its links, looking at a few pages of each kind."""

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

FILES = re.compile(r"\.(?:csv|xlsx|docx|pdf|ics|atom|json|jpg|png|svg|txt|webp|xml)$|/ap-phich-a4$")


class Tour:
    """`look` opens an address and returns the links it finds; what it asserts becomes a problem."""

    def __init__(self, app: Flask, look: Callable[[str], list[str]], *, samples: int) -> None:
        self.router = app.url_map.bind("localhost")
        self.look, self.samples = look, samples
        self.seen: Counter[str] = Counter()
        self.problems: list[str] = []

    def walk(self, *starts: str) -> None:
        waiting, known = list(starts), set(starts)
        while waiting:
            address = waiting.pop(0)
            kind = self.kind_of(address)
            if kind is None or self.seen[kind] >= self.samples:
                continue
            self.seen[kind] += 1
            new = [link for link in dict.fromkeys(self.open(address)) if link not in known]
            known.update(new)
            waiting += new

    def open(self, address: str) -> list[str]:
        try:
            return self.look(address)
        except AssertionError as problem:
            self.problems.append(str(problem))
            return []

    def kind_of(self, address: str) -> str | None:
        """The route that an address belongs to; None for files and other things not to open."""
        path = urlsplit(address).path
        try:
            endpoint, _ = self.router.match(path)
        except (HTTPException, RequestRedirect):
            return path
        return None if FILES.search(path) or endpoint == "asset" else endpoint
