"""The helper's app on a cheap phone and a slow line (bench/README.md).

python bench/offline.py              everything: about three minutes
REPORTS=10 python bench/offline.py   a smaller day

A browser of 390 px on a simulated slow 3G (400 kbit/s down and up, 400 ms there and back) with a processor
four times slower opens the app for the first time, makes the phone ready, and opens it again with
and without a signal. Then a day's reports with two photos each are written, weighed, and sent.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import chromium  # noqa: E402
from tests.support.browser import CHROMIUM_FLAGS, PHONE  # noqa: E402

REPORTS = int(os.environ.get("REPORTS", "50"))
PHOTOS = 2
PIN = "274951"
APP = "/ho-tro/so-tay"
KBIT = 1000 / 8
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400 * KBIT,
    "uploadThroughput": 400 * KBIT,
}
SLOWER = 4


@contextmanager
def demo_site(folder: pathlib.Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The demonstration, on a port and a database of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "PUBLIC_URL": address,
        "DEMO_MODE": "1",
    }
    command = [sys.executable, "tools/serve.py"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(port)
        yield address, environment
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int, seconds: int = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise SystemExit("the site did not start")


def helper(environment: dict[str, str], *words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.support.helper_team", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


class Meter:
    """Counts what travels, and slows the line and the processor down."""

    def __init__(self, page: Page) -> None:
        self.page, self.bytes, self.requests = page, 0, 0
        self.line = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.line.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += 1

    def slow(self) -> None:
        self.line.send("Network.emulateNetworkConditions", SLOW_3G)
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def quick(self) -> None:
        line = SLOW_3G | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.line.send("Network.emulateNetworkConditions", line)
        self.line.send("Emulation.setCPUThrottlingRate", {"rate": 1})

    def during(self, act: Any) -> tuple[float, int, int]:
        """Seconds, bytes and requests of `act`, as the page itself asked for them."""
        self.bytes = self.requests = 0
        began = time.monotonic()
        act()
        took = time.monotonic() - began
        self.page.wait_for_timeout(300)
        return took, self.bytes, self.requests


def view(page: Page, name: str) -> None:
    page.wait_for_selector(f"[data-pocket][data-view={name}]", state="attached", timeout=180_000)


def open_app(page: Page, name: str) -> None:
    page.goto(APP, wait_until="commit", timeout=180_000)
    view(page, name)


def make_ready(page: Page) -> None:
    page.locator("#pin-new").fill(PIN)
    page.locator("#pin-again").fill(PIN)
    page.locator("[data-p-view] form button[type=submit]").click()
    view(page, "home")
    ready = "[data-p=ready]:not(.pocket-ready--not)"
    page.wait_for_function(f"document.querySelector('{ready}') !== null", timeout=180_000)


def unlock(page: Page) -> None:
    page.locator("[name=pin]").fill(PIN)
    page.locator("[data-p-view] form button[type=submit]").click()
    view(page, "home")


def write_report(page: Page, number: int, photos: list[pathlib.Path]) -> None:
    page.evaluate("location.hash = '#/phan-anh'")
    view(page, "form-report")
    page.locator("[name=name]").fill(f"Bà con thứ {number}")
    page.locator("[name=text]").fill(f"Ghế đá thứ {number} trước nhà văn hóa bị gãy, dễ ngã. " * 6)
    page.locator("[name=neighbourhood]").select_option(index=1)
    page.locator("[name=photos]").set_input_files(photos)
    page.wait_for_function(
        f"document.querySelectorAll('[data-pictures=photo] li').length === {len(photos)}"
    )
    page.locator("[name=consent_how][value=witness]").check()
    page.locator("[name=consent_relation]").select_option("family")
    page.locator("[data-p=save]").click()
    view(page, "slip")


def pictures(folder: pathlib.Path) -> list[pathlib.Path]:
    """Photos as a phone of 12 megapixels takes them: some detail, some plain."""
    made = []
    for number in range(PHOTOS):
        path = folder / f"{number}.jpg"
        fine = Image.effect_noise((4000, 3000), 18).convert("RGB")
        plain = Image.linear_gradient("L").resize((4000, 3000)).convert("RGB")
        Image.blend(plain, fine, 0.35).save(path, quality=92)
        made.append(path)
    return made


def row(name: str, found: tuple[float, int, int]) -> None:
    seconds, size, requests = found
    print(f"| {name} | {seconds:.1f} s | {size / 1000:.0f} kB | {requests} |", flush=True)


def weigh(load: dict[str, Any]) -> None:
    """Say how many bytes of the load for a day are what, before they are compressed."""
    parts = {
        name: len(json.dumps(part, ensure_ascii=False).encode()) for name, part in load.items()
    }
    for name, size in sorted(parts.items(), key=lambda part: -part[1]):
        if size > 100:
            row_of_bytes(f"... of which {name}", size)


def row_of_bytes(name: str, size: int) -> None:
    print(f"| {name} | | {size / 1000:.1f} kB as it is | |", flush=True)


def measure(page: Page, folder: pathlib.Path) -> None:
    meter = Meter(page)
    meter.slow()
    print("| what | time | travelled | requests |\n|---|---|---|---|")
    row("first time, until one can type", meter.during(lambda: open_app(page, "start")))
    with page.expect_response("**/ho-tro/api/chuan-bi") as answered:
        row("making the phone ready", meter.during(lambda: make_ready(page)))
    weigh(answered.value.json())
    row("opened again, until one can type", meter.during(lambda: open_app(page, "lock")))
    row("unlocked", meter.during(lambda: unlock(page)))
    page.context.set_offline(True)
    row("opened without a signal", meter.during(lambda: open_app(page, "lock")))
    unlock(page)
    photos = pictures(folder)
    row(
        f"one report with {PHOTOS} photos of 12 megapixels, kept",
        meter.during(lambda: write_report(page, 0, photos)),
    )
    meter.quick()
    page.context.set_offline(True)
    for number in range(1, REPORTS):
        write_report(page, number, photos)
    weighed = page.evaluate("navigator.storage.estimate()")
    used = weighed["usageDetails"].get("indexedDB", weighed["usage"])
    page.context.set_offline(False)
    began = time.monotonic()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(
        "[data-pocket][data-state=done][data-left='0']", timeout=900_000, state="attached"
    )
    took = time.monotonic() - began
    print(
        f"\nA day of {REPORTS} reports with {REPORTS * PHOTOS} photos: {used / 1e6:.1f} MB on the phone"
    )
    print(f"sent over an unhindered line in {took:.0f} s")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        demo_site(pathlib.Path(name)) as (address, environment),
        sync_playwright() as playwright,
    ):
        made = helper(environment, "make")
        helper(environment, "door", str(made["account"]))
        browser = playwright.chromium.launch(
            executable_path=chromium.find_or_install(), args=CHROMIUM_FLAGS
        )
        # The page's policy refuses the eval with which Playwright waits for a condition.
        context = browser.new_context(base_url=address, locale="vi-VN", bypass_csp=True, **PHONE)
        context.add_cookies([{**made["cookie"], "url": address}])
        measure(context.new_page(), pathlib.Path(name))
        found = helper(environment, "count", str(made["account"]))
        print(f"at the site: {found['cases']} cases, {found['photos']} photos")
        browser.close()


if __name__ == "__main__":
    main()
