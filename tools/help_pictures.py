"""Take the pictures of the help pages from a running demonstration: python tools/help_pictures.py

(nothing)                start a demonstration of its own, take every picture, write those that changed
--check --site ADDRESS   only see whether each picture can still be taken from the site there, whose
                         settings are those of this environment

citizen_app/guide/content/pictures.yaml says what is taken. A screen that the site does not have yet
is left out and listed in missing.yaml beside it; everything else that cannot be taken is an error.
"""

import argparse
import contextlib
import io
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

import chromium

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import help_cases
from citizen_app.demo.photos import make_photo
from config import ROOT

DECLARED = ROOT / "citizen_app/guide/content/pictures.yaml"
MISSING = DECLARED.with_name("missing.yaml")
OUT = ROOT / "citizen_app/guide/pictures"
SECONDS_TO_START, MILLISECONDS = 300, 10_000
SHARPNESS, MARGIN, ABOVE, LEAST, MOST = 1.5, 16, 120, 380, 760
MOST_BYTES = 58_000
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# Through the debugger, not by the site's code: the pages' own policy stays on.
MARK = """element => {
    const box = element.getBoundingClientRect(), ring = document.createElement("div");
    Object.assign(ring.style, {
        position: "absolute", zIndex: 9999, pointerEvents: "none", boxSizing: "border-box",
        left: Math.max(2, box.left - 6) + "px", top: box.top + scrollY - 6 + "px",
        width: Math.min(box.width + 12, innerWidth - 4) + "px", height: box.height + 12 + "px",
        border: "4px solid #d9480f", borderRadius: "12px",
        boxShadow: "0 0 0 2px #ffffff, inset 0 0 0 2px #ffffff",
    });
    document.body.append(ring);
}"""
PREPARE = """async () => {
    document.querySelectorAll(".demo-banner").forEach(element => element.remove());
    document.activeElement?.blur();
    await document.fonts.ready;
}"""
BOX = """element => {
    const box = element.getBoundingClientRect();
    return [box.left, box.top + scrollY, box.right, box.bottom + scrollY];
}"""


@dataclass
class Result:
    """What came of a run."""

    taken: dict[str, bytes] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--site")
    arguments = parser.parse_args()
    declared = yaml.safe_load(DECLARED.read_text("utf-8"))
    with contextlib.ExitStack() as stack:
        address = arguments.site or stack.enter_context(own_site())
        result = walk(address, declared, shoot=not arguments.check)
    for name, reason in result.missing.items():
        print(f"left out {name}: {reason}")
    for name, reason in result.broken.items():
        print(f"BROKEN {name}: {reason}", file=sys.stderr)
    if arguments.check:
        return report_stale(result)
    if not result.broken:
        write(result)
    return 1 if result.broken else 0


def walk(address: str, declared: dict[str, dict[str, Any]], *, shoot: bool) -> Result:
    result, places = Result(), help_cases.places(declared)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find_or_install(), args=FLAGS)
        pages: dict[tuple[str, int], Page] = {}
        for name, picture in declared.items():
            place = places[name]
            if isinstance(place, help_cases.Missing):
                result.missing[name] = place.reason
                continue
            key = (picture.get("who", ""), picture.get("width", 390))
            try:
                page = pages.get(key) or pages.setdefault(key, window(browser, address, *key))
                result.taken[name] = take(page, picture, place, shoot=shoot)
            except (Error, LookupError) as error:
                result.broken[name] = str(error).split("\n", 1)[0]
        browser.close()
    return result


def window(browser: Browser, address: str, who: str, width: int) -> Page:
    """One person's window; staff and helpers come in by the demonstration's one-click sign-ins."""
    context = browser.new_context(
        base_url=address,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": width, "height": 844},
        device_scale_factor=SHARPNESS,
        reduced_motion="reduce",
    )
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    if who:
        page.goto("/can-bo/dang-nhap")
        if not page.get_by_role("button", name=who).count():
            page.goto("/dang-nhap")
        page.get_by_role("button", name=who).click()
        page.wait_for_url(lambda url: "/dang-nhap" not in url)
    return page


def take(page: Page, picture: dict[str, Any], place: dict[str, str], *, shoot: bool) -> bytes:
    open_page(page, place["at"])
    for action in picture.get("do", ()):
        [(verb, value)] = action.items()
        act(page, verb, value, place)
    page.evaluate(PREPARE)
    ring = page.locator(picture["ring"]).first
    ring.wait_for(state="visible")
    frame = page.locator(picture["frame"]).first if "frame" in picture else None
    if frame:
        frame.wait_for(state="visible")
    if not shoot:
        return b""
    clip = region(page, ring.evaluate(BOX), frame.evaluate(BOX) if frame else None)
    ring.evaluate(MARK)
    return packed(page.screenshot(clip=clip, full_page=True, animations="disabled"))


def act(page: Page, verb: str, value: Any, place: dict[str, str]) -> None:
    if verb == "fill":
        page.fill(value[0], value[1].format(**place))
    elif verb == "choose":
        page.select_option(value[0], index=value[1])
    elif verb == "attach":
        field, *scenes = value
        photos = [make_photo(scene, seed) for seed, scene in enumerate(scenes)]
        files = [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": p} for p in photos]
        page.set_input_files(field, files)
    elif verb == "click":
        click(page, value)
    elif verb == "on":
        part, target = value
        if part in page.url:
            click(page, target)
    else:
        raise LookupError(f"do: knows no {verb!r}")


def click(page: Page, target: str) -> None:
    page.locator(target).first.click()
    page.wait_for_load_state()


def open_page(page: Page, address: str) -> None:
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        raise LookupError(f"{address} answers {answer.status if answer else 'nothing'}")


def region(page: Page, ring: list[float], frame: list[float] | None) -> dict[str, float]:
    """What is shown: the ring with something above and below it, within the frame if there is one."""
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    left, top, right, bottom = frame or [0, 0, width, height]
    y0 = max(0.0, top - MARGIN, ring[1] - ABOVE)
    y1 = min(height, bottom + MARGIN, y0 + MOST, max(ring[3] + ABOVE, y0 + LEAST))
    y0 = max(0.0, min(y0, y1 - LEAST), top - MARGIN)
    x0, x1 = max(0.0, left - MARGIN), min(width, right + MARGIN)
    return {"x": x0, "y": y0, "width": x1 - x0, "height": y1 - y0}


def packed(shot: bytes) -> bytes:
    """The picture as WebP, as sharp as its size allows."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for smaller in (1.0, 0.85, 0.7):
        image = image.resize((round(image.width * smaller), round(image.height * smaller)))
        for quality in (82, 72, 62, 52):
            out = io.BytesIO()
            image.save(out, "WEBP", quality=quality, method=6)
            if out.tell() < MOST_BYTES:
                return out.getvalue()
    return out.getvalue()


def write(result: Result) -> None:
    """Put the pictures in place; what could not be taken has none, rather than an old one."""
    OUT.mkdir(exist_ok=True)
    for path in OUT.glob("*.webp"):
        if path.stem not in result.taken:
            path.unlink()
    for name, content in result.taken.items():
        (OUT / f"{name}.webp").write_bytes(content)
    head = "# Made by `make pictures`: what it could not take, and why.\n"
    listed = yaml.safe_dump(result.missing, allow_unicode=True) if result.missing else "{}\n"
    MISSING.write_text(head + listed, "utf-8")
    size = sum(len(content) for content in result.taken.values())
    print(f"{len(result.taken)} pictures, {size // 1000} kB; left out: {len(result.missing)}")


def report_stale(result: Result) -> int:
    """Say which pictures are no longer what the site shows, or could be taken by now."""
    have = {path.stem for path in OUT.glob("*.webp")}
    new = sorted(set(result.taken) - have)
    for name in new:
        print(f"NEW {name}: its screen is there now; run `make pictures`", file=sys.stderr)
    print(f"{len(result.taken)} pictures can be taken")
    return 1 if new or result.broken else 0


@contextlib.contextmanager
def own_site() -> Iterator[str]:
    """A demonstration of its own, on a free port, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FILES_URL", "MAIL_URL"):
            os.environ.pop(name, None)
        os.environ.update(INSTANCE_DIR=folder, PORT=str(port), PUBLIC_URL=address, DEMO_MODE="1")
        server = subprocess.Popen(
            [sys.executable, "tools/serve.py"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until_ready(address, server)
            yield address
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def wait_until_ready(address: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address + "/health/ready", timeout=5)
            return
        time.sleep(0.2)
    sys.exit("The demonstration did not start; its message stands above.")


if __name__ == "__main__":
    sys.exit(main())
