"""Pages are light: data cost money. Sizes are those that travel, compressed.

A map's bundle is fetched only once somebody opens a map, so it is no part of any first view; nor is the
hall screen's, which only that screen fetches.
"""

import gzip
import json

import pytest

from citizen_app.core.web.assets import DIST
from tests.support.client import StrictClient
from tests.support.people import open_ward

FIRST_VIEW, LATER_VIEW = 120_000, 20_000
pytestmark = pytest.mark.usefixtures("app")


def assets_size() -> int:
    names = json.loads((DIST / "manifest.json").read_text("utf-8")).values()
    wanted = [
        name
        for name in names
        if name.endswith((".css", ".js", ".woff2")) and not name.startswith(("map.", "kiosk."))
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
