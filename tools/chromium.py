"""Find a Chromium for the browser tests, or install one where that is allowed.

python tools/chromium.py   prints the path of the program
"""

import pathlib
import shutil
import subprocess
import sys

import apt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "Chromium is needed for the browser tests: install it (Debian: chromium)."


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in on_path if path), None) or downloaded()


def downloaded() -> str | None:
    """The browser that `playwright install chromium` has put into its own folder."""
    try:
        from playwright.sync_api import sync_playwright  # find() works without it
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if pathlib.Path(path).exists() else None


def find_or_install() -> str:
    path = find()
    if not path and apt.install("chromium"):
        path = find()
    if not path:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        path = find()
    return path or sys.exit(MISSING)


if __name__ == "__main__":
    print(find_or_install())
