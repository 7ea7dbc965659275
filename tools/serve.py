"""Bring the site up with its database, demo data, web server and worker; stop both on Ctrl-C.

Settings come from the environment (README); PORT is the port on 127.0.0.1, 8000 by default.
"""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import catalogues

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from config import is_on

PROVINCE = "79"  # Ho Chi Minh City
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


def main() -> int:
    port = int(os.environ.get("PORT", "8000"))
    address = f"http://127.0.0.1:{port}"
    os.environ.setdefault("DEMO_MODE", "1")
    os.environ.setdefault("PUBLIC_URL", address)
    if is_taken(port):
        sys.exit(
            f"Port {port} is in use: stop what runs there, or choose another: make run PORT=8001"
        )
    catalogues.compile_changed()
    demo = ["--demo"] if is_on(os.environ["DEMO_MODE"]) else []
    flask("prepare", "--province", PROVINCE, *demo)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # the same way out as Ctrl-C
    return serve(port, address)


def serve(port: int, address: str) -> int:
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        children["web server"] = start(
            *("gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
            *("--workers", "2", "--threads", "8", "--no-control-socket", "--log-level", "warning"),
        )
        children["worker"] = start("flask", "--app", "wsgi", "worker")
        wait_until_ready(address, children)
        print(f"\nLắng Nghe: {address}   (Ctrl-C stops it)\n", flush=True)
        if is_on(os.environ["DEMO_MODE"]):
            flask("demo", "accounts")
        name = wait_for_an_end(children)
        print(f"The {name} has ended by itself; stopping the rest.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        stop(children)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def flask(*arguments: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
        sys.exit(f"`flask {' '.join(arguments)}` failed; its message stands above.")


def start(*command: str) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C reaches only this program, which then stops both in order.
    return subprocess.Popen(
        [sys.executable, "-m", *command], stdin=subprocess.DEVNULL, start_new_session=True
    )


def wait_until_ready(address: str, children: dict[str, subprocess.Popen[bytes]]) -> None:
    for _ in range(SECONDS_TO_START * 5):
        ended = first_ended(children)
        if ended:
            sys.exit(f"The {ended} did not start; its message stands above.")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address + "/health/ready", timeout=5)
            return
        time.sleep(0.2)
    sys.exit(f"The site did not become ready within {SECONDS_TO_START} seconds.")


def wait_for_an_end(children: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        ended = first_ended(children)
        if ended:
            return ended
        time.sleep(0.5)


def first_ended(children: dict[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, child in children.items() if child.poll() is not None), None)


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            child.kill()


if __name__ == "__main__":
    sys.exit(main())
