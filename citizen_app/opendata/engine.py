"""Where the program is that makes the other formats; it is run, never imported by the platform."""

from __future__ import annotations

from pathlib import Path

PROGRAM = Path(__file__).parent / "converting.py"
FORMATS = (".json", ".parquet")
