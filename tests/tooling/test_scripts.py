"""The parts of the scripts that need no browser: node's own test runner (tests/js)."""

import subprocess

from config import ROOT


def test_the_scripts_parts() -> None:
    files = sorted((ROOT / "tests/js").glob("*.test.mjs"))
    assert files
    done = subprocess.run(
        ["node", "--test", *map(str, files)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
