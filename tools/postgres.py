"""A PostgreSQL of our own in a temporary folder, listening on a local socket only.

python tools/postgres.py run COMMAND...   start, run COMMAND with DATABASE_URL set, stop
python tools/postgres.py start            start and print its DATABASE_URL
python tools/postgres.py stop URL         stop the one that start printed, and remove its folder
python tools/postgres.py find             print the folder of the programs, installed if need be
"""

import contextlib
import glob
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator
from typing import Any

import apt

MISSING = "PostgreSQL 15 or newer is needed for the tests: install it (Debian: postgresql)."
# Nothing in it has to survive a crash, so it need not wait for the disk.
OPTIONS = " ".join(
    f"-c {option}"
    for option in (
        *("listen_addresses=''", "fsync=off", "full_page_writes=off", "synchronous_commit=off"),
        *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "checkpoint_timeout=1h"),
    )
)


def find_programs() -> pathlib.Path:
    for attempt in range(2):
        folders = glob.glob("/usr/lib/postgresql/*/bin/initdb")
        if folders:
            return pathlib.Path(max(folders, key=version_of)).parent
        on_path = shutil.which("initdb")
        if on_path:
            return pathlib.Path(on_path).resolve().parent
        if attempt == 0 and not apt.install("postgresql"):
            break
    sys.exit(MISSING)


def version_of(initdb: str) -> int:
    number = pathlib.Path(initdb).parts[-3]
    return int(number) if number.isdigit() else 0


def start() -> str:
    """Start a server and return its address; the folder's name stands in the address."""
    programs = find_programs()
    # Not below $TMPDIR: a socket's path must stay short, and `postgres` must be able to enter.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lang-nghe-pg-", dir="/tmp"))
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        as_server_user(
            [programs / "initdb", "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8"]
            + ["--locale=C.UTF-8", "--no-sync"]
        )
        as_server_user(
            [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
            + ["-o", f"-k {folder} {OPTIONS}", "start"]
        )
    except subprocess.CalledProcessError as error:
        log = folder / "log"
        shutil.rmtree(folder, ignore_errors=True)
        sys.exit(f"PostgreSQL did not start: {error.stdout or error}\n{log}")
    return f"postgresql+psycopg://app@/postgres?host={urllib.parse.quote(str(folder), safe='/')}"


def stop(url: str) -> None:
    folder = pathlib.Path(urllib.parse.parse_qs(url.partition("?")[2])["host"][0])
    programs = find_programs()
    with contextlib.suppress(subprocess.CalledProcessError):
        as_server_user([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def server() -> Iterator[str]:
    url = start()
    try:
        yield url
    finally:
        stop(url)


def as_server_user(command: list[Any]) -> None:
    """PostgreSQL refuses to run as root; then it runs as the user `postgres`."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open in the server
        result = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output, **user
        )
        if result.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(result.returncode, command, output.read())


def main(arguments: list[str]) -> int:
    match arguments:
        case ["find"]:
            print(find_programs())
        case ["start"]:
            print(start())
        case ["stop", url]:
            stop(url)
        case ["run", _, *_]:
            with server() as url:
                environment = os.environ | {"DATABASE_URL": url}
                return subprocess.run(arguments[1:], env=environment).returncode
        case _:
            sys.exit(__doc__)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
