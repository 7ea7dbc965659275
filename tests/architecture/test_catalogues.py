"""Every text is marked, translated and certain."""

import subprocess
import sys

from config import ROOT


def test_catalogues_are_fresh_and_complete() -> None:
    result = subprocess.run(
        [sys.executable, "tools/check_translations.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
