"""Requests per second of the site's pages, as ratios to a bare page (bench/README.md)."""

import contextlib
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import load

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("ROUND_SECONDS", "4"))
CONNECTIONS = int(os.environ.get("CONNECTIONS", "8"))
ROUNDS = 3
SECONDS_TO_START = 120
WARD = "/p/26743-ben-thanh"
LIST = f"{WARD}/phan-anh"
SEND = f"{LIST}/gui"
WORDS = ("den duong", "rac", "via he", "ngap nuoc", "tieng on", "cong")
GUNICORN = ("--worker-class", "gthread", "--workers", "2", "--threads", "8")


def main() -> int:
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare, port = stack.enter_context(bare_page(folder)), stack.enter_context(site(folder))
        rows: dict[str, tuple[int, load.Ask]] = {
            "bare page": (bare, load.get("/")),
            "list, kept": (port, load.get(LIST)),
            "list, made anew": (port, lambda n: load.request("GET", f"{LIST}?lan={n}")),
            "case, kept": (port, load.get(first_case(port))),
            "search": (port, search),
            "send": (port, send),
        }
        rounds = [{row: measure(*asked) for row, asked in rows.items()} for _ in range(ROUNDS)]
    return show({row: [result[row] for result in rounds] for row in rows})


def measure(port: int, ask: load.Ask) -> load.Result:
    return load.hammer(port, ask, seconds=SECONDS, connections=CONNECTIONS)


def search(number: int) -> bytes:
    words = WORDS[number % len(WORDS)]
    return load.request("GET", f"{LIST}?q={quote(words)}&lan={number}")


def send(number: int) -> bytes:
    """A report by a visitor of its own: the limits count each sender."""
    fields = {
        "key": uuid.uuid4().hex,
        "kind": "report",
        "text": f"Đèn đường trước hẻm {number} không sáng đã ba đêm, đi lại rất nguy hiểm.",
        "place": f"Hẻm {number}",
    }
    visitor = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    kind = "Content-Type: application/x-www-form-urlencoded"
    own = "Sec-Fetch-Site: same-origin"
    return load.request("POST", SEND, urlencode(fields).encode(), kind, own, visitor)


def show(results: dict[str, list[load.Result]]) -> int:
    rates = {row: statistics.median(r.rate for r in rounds) for row, rounds in results.items()}
    failures = {row: sum(r.failures for r in rounds) for row, rounds in results.items()}
    print(f"\n{'':18}{'per second':>12}{'to bare page':>14}{'failed':>8}")
    for row, rate in rates.items():
        print(f"{row:18}{rate:12.0f}{rate / rates['bare page']:14.2f}{failures[row]:8}")
    return 1 if any(failures.values()) else 0


def first_case(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{LIST}", timeout=30) as answer:
        found = re.search(rf'href="({LIST}/PA[^"?#]*)"', answer.read().decode())
    return found[1] if found else sys.exit(f"no case is linked on {LIST}")


@contextlib.contextmanager
def bare_page(folder: pathlib.Path) -> Iterator[int]:
    port = free_port()
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bare.sqlite"
    environment = os.environ | {"BARE_DATABASE_URL": url}
    subprocess.run([sys.executable, "bare.py"], cwd=ROOT / "bench", env=environment, check=True)
    command = ["-m", "gunicorn", "bare:app", "--bind", f"127.0.0.1:{port}", *GUNICORN]
    command += ["--no-control-socket", "--log-level", "warning"]
    with running(command, ROOT / "bench", environment, port, "/"):
        yield port


@contextlib.contextmanager
def site(folder: pathlib.Path) -> Iterator[int]:
    port = free_port()
    environment = os.environ | {
        "DEMO_MODE": "1",
        "INSTANCE_DIR": str(folder),
        "PORT": str(port),
        "TRUSTED_PROXIES": "1",
    }
    with running(["tools/serve.py"], ROOT, environment, port, "/health/ready"):
        yield port


@contextlib.contextmanager
def running(
    command: list[str], folder: pathlib.Path, environment: dict[str, str], port: int, path: str
) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=environment, stdin=quiet, stdout=quiet
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=5)
            return
        time.sleep(0.2)
    sys.exit(f"{address} did not answer; what the server said stands above")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
