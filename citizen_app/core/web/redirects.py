"""Where to go next, when the address says so: only within this site."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_target(target: str | None, fallback: str) -> str:
    """Return `target` when it is a path of this site, else `fallback`."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return fallback
    if not target.isprintable():  # a line break would end the header that carries it
        return fallback
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else fallback
