"""A real browser against a running site: what `make run` starts, with a database of its own.

    phone               390 px wide, touch, Vietnamese
    phone_without_js    the same, scripts switched off
    desktop             1280 px wide
    site                the running site: its address, its mails

Each is a Playwright page that knows the site's address: `phone.goto("/")`. At the end of the test
nothing may have gone wrong inside it: no script error, no blocked resource, no failed request.
Wait for something to show, not with `wait_for_function`: the pages' policy refuses its `eval`.
"""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import chromium
from config import ROOT
from tests.support.databases import database_for

SECONDS_TO_START = 300
RESULTS = ROOT / "test-results"
# Without these Chromium calls home; the resolver rule keeps it on this machine altogether.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


@dataclass
class Site:
    """A running site; `environment` holds its settings, for programs that look at its data."""

    address: str
    folder: pathlib.Path
    log: pathlib.Path
    environment: dict[str, str]

    def mails(self) -> list[EmailMessage]:
        """Every e-mail sent so far, oldest first."""
        files = sorted((self.folder / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def wait_for_mail(self, to: str, words: str, seconds: float = 20) -> EmailMessage:
        """The newest mail to an address with some words in it; the worker may take a moment."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for mail in reversed(self.mails()):
                if to in mail["To"] and words in f"{mail['Subject']}\n{mail.get_content()}":
                    return mail
            time.sleep(0.2)
        raise AssertionError(f"no mail to {to} with {words!r}; sent: {len(self.mails())}")


@dataclass
class Problems:
    """What went wrong in a page; a test that provokes something empties the list."""

    lines: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda m: self.lines.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.lines.append(str(error)))
        page.on("requestfailed", self.note_failure)
        page.on("response", self.note_answer)

    def note_failure(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left while it loaded
            self.lines.append(f"{request.url}: {request.failure}")

    def note_answer(self, response: Any) -> None:
        if response.status >= 500:
            self.lines.append(f"{response.url}: {response.status}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    database = database_for(os.environ.get("TEST_DATABASE_URL"), f"site_{worker_id}", folder)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DATABASE_URL": database.url,
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "PUBLIC_URL": address,
        "DEMO_MODE": "1",
    }
    site = Site(address, folder, folder / "log", environment)
    with site.log.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "tools/serve.py"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_ready(site, server)
        yield site
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        database.remove()


def wait_until_ready(site: Site, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{site.address}/health/ready", timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the site did not start:\n{site.log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@contextmanager
def visitor(
    browser: Browser, site: Site, request: pytest.FixtureRequest, **options: Any
) -> Iterator[Page]:
    """One person's browser window; `page.problems` collects what goes wrong in it."""
    context: BrowserContext = browser.new_context(
        base_url=site.address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    problems = Problems()
    problems.watch(page)
    page.problems = problems
    page.has_scripts = options.get("java_script_enabled", True)
    yield page
    if getattr(request.node, "failed", False):
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not problems.lines, "\n".join([f"in the browser ({site.log}):", *problems.lines])


@pytest.fixture
def phone(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    with visitor(browser, site, request, **PHONE) as page:
        yield page


@pytest.fixture
def phone_without_js(
    browser: Browser, site: Site, request: pytest.FixtureRequest
) -> Iterator[Page]:
    with visitor(browser, site, request, **PHONE, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    with visitor(browser, site, request, **DESKTOP) as page:
        yield page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report


def sign_in_as(page: Page, name: str) -> None:
    """Come in by the staff door as one of the demo's people, by the button that says so."""
    page.goto("/can-bo/dang-nhap")
    page.get_by_role("button", name=name).click()
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def assert_accessible(page: Page) -> None:
    """axe finds nothing; its script comes in by the debugger, so the page's own policy stays on."""
    assert page.has_scripts, "axe itself needs scripts"
    found = Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]
    lines = [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def assert_fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    width, inner = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= inner, f"{page.url} is {width} px wide in a window of {inner} px"


def send_report(page: Page, ward: str, text: str, email: str = "") -> list[str]:
    """Send a report through its screens as a stranger; the code, and the PIN, on the receipt."""
    page.goto(f"{ward}/phan-anh/gui")
    page.locator("[name=text]").fill(text)
    page.locator("form[enctype] button[type=submit]").first.click()
    page.wait_for_load_state()
    while page.url.endswith(("/luu-y", "/tuong-tu")):
        page.locator("form:not([action]) button[type=submit]").first.click()
        page.wait_for_load_state()
    page.wait_for_url("**/lien-he")
    page.locator("[name=email]").fill(email)
    page.locator("form.panel--form button[type=submit]").first.click()
    page.wait_for_url("**/kiem-tra")
    page.locator("form:not([action]) button[type=submit]").first.click()
    page.wait_for_url("**/bien-nhan")
    return page.locator(".slip__code").all_inner_texts()
