"""Run the suite: python tools/suite.py all|sqlite|pg [pytest options]

`all` is three rounds: SQLite, a PostgreSQL started for the purpose, and the browser journeys.
The closing line of each round is repeated at the end.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import chromium
import postgres

Round = tuple[str, Callable[[list[str]], tuple[int, str]]]


def main(arguments: list[str]) -> int:
    match arguments:
        case ["all", *options]:
            rounds: list[Round] = [SQLITE, POSTGRESQL, BROWSER]
        case ["sqlite", *options]:
            rounds = [SQLITE]
        case ["pg", *options]:
            rounds = [POSTGRESQL]
        case _:
            sys.exit(__doc__)
    failed = 0
    closing_lines = []
    for name, run in rounds:
        print(f"\n--- {name}", flush=True)
        began = time.monotonic()
        code, closing_line = run(options)
        failed = failed or code  # no test found is a failure too
        closing_lines.append(f"{name} ({time.monotonic() - began:.0f} s)\n{closing_line}")
    print("\n" + "\n".join(closing_lines), flush=True)
    return failed


def on_sqlite(options: list[str]) -> tuple[int, str]:
    return pytest(["-m", "not journey", *options])


def on_postgresql(options: list[str]) -> tuple[int, str]:
    with postgres.server() as url:
        return pytest(["-m", "not journey", *options], TEST_DATABASE_URL=url)


def in_browser(options: list[str]) -> tuple[int, str]:
    chromium.find_or_install()
    return pytest(["-m", "journey", *options])


def pytest(arguments: list[str], **settings: str) -> tuple[int, str]:
    """Run pytest, show what it prints, and return its exit code and its closing line."""
    environment = {k: v for k, v in os.environ.items() if k != "TEST_DATABASE_URL"} | settings
    command = [sys.executable, "-m", "pytest", "-n", "auto", "--dist=loadgroup", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    closing_line = "(pytest printed nothing)"
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            closing_line = line.strip() or closing_line
    return process.returncode, closing_line


SQLITE: Round = ("SQLite", on_sqlite)
POSTGRESQL: Round = ("PostgreSQL", on_postgresql)
BROWSER: Round = ("Browser", in_browser)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
