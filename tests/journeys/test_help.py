"""Help in a browser: readable on a phone, and its pictures still show what the site shows."""

import subprocess
import sys

import pytest
from playwright.sync_api import Page

from config import ROOT
from tests.support.browser import Site, assert_accessible, assert_fits

pytestmark = pytest.mark.journey
PAGES = (
    "/tro-giup",
    "/tro-giup?q=anh",
    "/tro-giup?q=qwertz",
    "/tro-giup/ba-con/danh-gia",
    "/tro-giup/quan-tri/nhan-su",
)


def test_pages_on_a_phone(phone: Page) -> None:
    for address in PAGES:
        phone.goto(address)
        assert_fits(phone)
        assert_accessible(phone)


def test_from_doubt_to_help(phone: Page) -> None:
    """Somebody with no slip finds out what to do, and a picture of where."""
    phone.goto("/tra-cuu")
    phone.get_by_role("link", name="Tôi bị mất phiếu").click()
    picture = phone.locator(".guide-picture img").first
    picture.scroll_into_view_if_needed()
    picture.evaluate("image => image.decode()")
    assert picture.evaluate("image => image.naturalWidth") > 300


def test_pictures_are_not_stale(site: Site) -> None:
    """Every screen and every ring of the pictures is where pictures.yaml says."""
    run = subprocess.run(
        [sys.executable, "tools/help_pictures.py", "--check", "--site", site.address],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stdout + run.stderr
