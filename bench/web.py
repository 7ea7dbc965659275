"""Requests per second of the site's pages, as ratios to a bare page (bench/README.md)."""

import contextlib
import http.client
import itertools
import os
import pathlib
import queue
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
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import load

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("ROUND_SECONDS", "4"))
CONNECTIONS = int(os.environ.get("CONNECTIONS", "8"))
ROUNDS = 3
SECONDS_TO_START = 120
SENT_A_SECOND = 150  # more than it can be
WARD = "/p/26743-ben-thanh"
LIST = f"{WARD}/phan-anh"
SEND = f"{LIST}/gui"
WORDS = ("den duong", "rac", "via he", "ngap nuoc", "tieng on", "cong")
GUNICORN = ("--worker-class", "gthread", "--workers", "2", "--threads", "8")


def main() -> int:
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare, port = stack.enter_context(bare_page(folder)), stack.enter_context(site(folder))
        sending = Sending(port)
        rows: dict[str, tuple[int, load.Ask]] = {
            "bare page": (bare, load.get("/")),
            "list, kept": (port, load.get(LIST)),
            "list, made anew": (port, lambda n: load.request("GET", f"{LIST}?lan={n}")),
            "case, kept": (port, load.get(first_case(port))),
            "search": (port, search),
            "send": (port, sending),
        }
        rounds = []
        for _ in range(ROUNDS):
            sending.prepare(int(SENT_A_SECOND * SECONDS))
            rounds.append({row: measure(*asked) for row, asked in rows.items()})
    return show({row: [result[row] for result in rounds] for row in rows})


def measure(port: int, ask: load.Ask) -> load.Result:
    return load.hammer(port, ask, seconds=SECONDS, connections=CONNECTIONS)


def search(number: int) -> bytes:
    words = WORDS[number % len(WORDS)]
    return load.request("GET", f"{LIST}?q={quote(words)}&lan={number}")


class Sending:
    """Reports by visitors of their own, the limits count each: the last click of each is measured.

    What comes before it (two screens, which keep what was typed) is done ahead of each round.
    """

    def __init__(self, port: int) -> None:
        self.port, self.numbers = port, itertools.count()
        self.ready: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def prepare(self, count: int) -> None:
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(lambda _: self.fill_in(next(self.numbers)), range(count)))

    def fill_in(self, number: int) -> None:
        visitor = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": visitor}
        key = uuid.uuid4().hex
        fields = {
            "key": key,
            "kind": "report",
            "text": f"Đèn đường trước hẻm {number} không sáng đã ba đêm, đi lại rất nguy hiểm.",
            "place": f"Hẻm {number}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        for path, typed in ((SEND, fields), (f"{SEND}/{key}/lien-he", {"name": "Lan"})):
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(typed), headers | form)
            answer = connection.getresponse()
            answer.read()
            cookie = answer.getheader("Set-Cookie")
            if cookie:
                headers["Cookie"] = cookie.partition(";")[0]
        connection.close()
        lines = [f"{name}: {value}" for name, value in headers.items()]
        click = load.request("POST", f"{SEND}/{key}/kiem-tra", b"", *lines, "Content-Length: 0")
        self.ready.put(click)

    def __call__(self, _number: int) -> bytes:
        try:
            return self.ready.get_nowait()
        except queue.Empty:  # counted as a failure: more must be prepared
            return load.request("GET", "/da-het-phan-anh")


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
