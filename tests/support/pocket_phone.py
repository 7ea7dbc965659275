"""A helper of the running site with a phone of their own, for journeys through the app.

helper   a helper in a team of the demonstration's first ward; helper.run("count") asks the site
line     the way to the site, which a test may break
pocket   pocket() switches the phone on, again after it was killed
"""

import json
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import chromium
from config import ROOT
from tests.support.browser import (
    CHROMIUM_FLAGS,
    PHONE,
    Problems,
    Site,
    assert_accessible,
    assert_fits,
)
from tests.support.shaky_line import Line, shaky_line

PIN = "274951"
APP = "/ho-tro/so-tay"
# What lies on the phone: numbers only, read past the app.
LEFT = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  if (!names.includes('so-tay')) return null;
  const base = await new Promise((good, bad) => {
    const asked = indexedDB.open('so-tay');
    asked.onsuccess = () => good(asked.result);
    asked.onerror = bad;
  });
  const count = (name) => new Promise((good) => {
    const asked = base.transaction(name).objectStore(name).count();
    asked.onsuccess = () => good(asked.result);
  });
  const found = {};
  for (const name of base.objectStoreNames) found[name] = await count(name);
  base.close();
  return found;
}"""
# Whether a word can be read anywhere in what lies on the phone.
READABLE = """async (word) => {
  const base = await new Promise((good) => {
    const asked = indexedDB.open('so-tay');
    asked.onsuccess = () => good(asked.result);
  });
  const texts = [];
  for (const name of base.objectStoreNames) {
    const rows = await new Promise((good) => {
      const asked = base.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => good(asked.result);
    });
    const bytes = (thing) => thing instanceof ArrayBuffer ? new TextDecoder().decode(thing)
      : ArrayBuffer.isView(thing) ? new TextDecoder().decode(thing)
      : thing && typeof thing === 'object' ? Object.values(thing).map(bytes).join(' ') : String(thing);
    texts.push(...rows.map(bytes));
  }
  base.close();
  return texts.join(' ').includes(word);
}"""


@dataclass
class Helper:
    """A helper of the running site, by the commands that people use."""

    site: Site
    account: int
    cookie: dict[str, str]

    def run(self, act: str) -> dict[str, Any]:
        return at_site(self.site, act, str(self.account))


def at_site(site: Site, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.support.helper_team", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture
def helper(site: Site) -> Helper:
    made = at_site(site, "make")
    return Helper(site, made["account"], made["cookie"])


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with shaky_line(site) as line:
        yield line


@contextmanager
def phone_of(
    browser: Browser, folder: pathlib.Path, address: str, helper: Helper
) -> Iterator[BrowserContext]:
    """The helper's phone: what it keeps stays in its folder when the browser is killed."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=chromium.find_or_install(),
        args=CHROMIUM_FLAGS,
        base_url=address,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        **PHONE,
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{**helper.cookie, "url": address}])
    try:
        yield context
    finally:
        context.close()


@pytest.fixture
def pocket(
    browser: Browser, tmp_path: pathlib.Path, line: Line, helper: Helper
) -> Iterator[Callable[[], Any]]:
    """pocket(): the phone switched on, again after it was killed."""
    yield lambda: phone_of(browser, tmp_path / "phone", line.address, helper)


def watched(page: Page) -> Page:
    page.problems = Problems()
    page.has_scripts = True
    page.on("pageerror", lambda error: page.problems.lines.append(str(error)))
    return page


def view(page: Page, name: str) -> None:
    expect(page.locator(f"[data-pocket][data-view={name}]")).to_have_count(1, timeout=20_000)


def state(page: Page, name: str, left: int) -> None:
    found = page.locator(f"[data-pocket][data-state={name}][data-left='{left}']")
    expect(found).to_have_count(1, timeout=120_000)


def look(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def make_ready(page: Page) -> None:
    page.goto(APP)
    view(page, "start")
    page.locator("#pin-new").fill(PIN)
    page.locator("#pin-again").fill(PIN)
    page.get_by_role("button", name="Chuẩn bị máy này").click()
    view(page, "home")
    expect(page.locator("[data-p=ready]")).to_contain_text("đã sẵn sàng", timeout=20_000)


def unlock(page: Page, to: str = "home") -> None:
    view(page, "lock")
    page.locator("#pin").fill(PIN)
    page.get_by_role("button", name="Mở khóa").click()
    view(page, to)


def open_part(page: Page, address: str, name: str) -> None:
    page.evaluate("address => { location.hash = address; }", address)
    view(page, name)
