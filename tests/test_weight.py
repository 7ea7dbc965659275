"""Pages are light: data cost money. Sizes are those that travel, compressed.

A map's bundle is fetched only once somebody opens a map, and the helper's app only on its own page,
the hall screen's only on that screen, so they are no part of any first view.
"""

import gzip
import json

import pytest

from citizen_app.core.web.assets import DIST
from tests.support.client import StrictClient
from tests.support.people import open_ward

FIRST_VIEW, LATER_VIEW = 120_000, 20_000
NOT_AT_FIRST = ("map.", "pocket", "kiosk")
pytestmark = pytest.mark.usefixtures("app")


def assets_size() -> int:
    names = json.loads((DIST / "manifest.json").read_text("utf-8")).values()
    wanted = [
        name
        for name in names
        if name.endswith((".css", ".js", ".woff2")) and not name.startswith(NOT_AT_FIRST)
    ]
    assert len(wanted) >= 6, "style, script and four fonts"
    return sum(
        len((DIST / name).read_bytes())
        if name.endswith(".woff2")
        else len(gzip.compress((DIST / name).read_bytes(), 9))
        for name in wanted
    )


@pytest.mark.parametrize("path", ["/", "/p/26743-ben-thanh/", "/p/26743-ben-thanh/phan-anh/gui"])
def test_pages_are_light(client: StrictClient, path: str) -> None:
    open_ward()
    answer = client.get(path)
    assert not answer.all("link[href*='/map.'], script[src*='/map.']")
    page = len(gzip.compress(answer.data, 6))
    assert page <= LATER_VIEW
    assert page + assets_size() <= FIRST_VIEW


def test_the_helpers_app_is_light(client: StrictClient) -> None:
    """All that a phone fetches to have it without a signal: its page, style, scripts and fonts."""
    app = client.get("/ho-tro/so-tay")
    assert not client.get("/").all("script[src*='/pocket.']")
    names = json.loads((DIST / "manifest.json").read_text("utf-8"))
    own = [names[name] for name in ("pocket.js", "pocket.css", "pocket-worker.js")]
    scripts = sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in own)
    page = len(gzip.compress(app.data, 6))
    assert scripts <= 24_000
    assert page <= 16_000
    assert page + scripts + assets_size() <= 150_000
