"""Making a version: files beside the others, put in their place in one step when all of it is there."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from flask import current_app

from citizen_app.core import clock
from citizen_app.core.db import one_moment
from citizen_app.metrics.following import follow_all
from citizen_app.opendata import store
from citizen_app.opendata.bundle import program
from citizen_app.opendata.dictionary import RULES, as_data
from citizen_app.opendata.reading import read_everything
from citizen_app.opendata.writing import (
    Written,
    described,
    described_file,
    make_other_formats,
    write_csv,
    zip_whole,
)

FORMAT = 1
PROGRAM, DICTIONARY_FILE = "recompute.py", "dictionary.json"
UNFINISHED = ".making-"
STALE_SECONDS = 24 * 3600


def publish(today: dt.date | None = None) -> store.Version | None:
    """Make the version of a day and return it; None when it is there already. A version never changes."""
    day = today or clock.today()
    root = store.root()
    if (root / day.isoformat()).exists():
        return None
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    follow_all()
    folder = root / f"{UNFINISHED}{secrets.token_hex(8)}"
    try:
        written = _write(folder, day)
        _finish(folder, day, written)
        folder.rename(root / day.isoformat())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    store.prune()
    return store.find(day.isoformat())


def _write(folder: Path, day: dt.date) -> Written:
    with one_moment():
        written = write_csv(folder, read_everything(day))
    make_other_formats(written)
    return written


def _finish(folder: Path, day: dt.date, written: Written) -> None:
    (folder / DICTIONARY_FILE).write_text(_json(as_data()), encoding="utf-8")
    (folder / PROGRAM).write_text(program(), encoding="utf-8")
    files = described(folder, written)
    files += [described_file(folder, folder / name) for name in (DICTIONARY_FILE, PROGRAM)]
    manifest = folder / store.MANIFEST
    manifest.write_text(_json(_manifest(day, files)), encoding="utf-8")
    of_all = [f"{path.stem}.csv" for path in sorted(written.rows) if path.parent == folder]
    members = [*of_all, DICTIONARY_FILE, PROGRAM, store.MANIFEST]
    whole = zip_whole(folder, f"langnghe-{day.isoformat()}.zip", members)
    manifest.write_text(_json(_manifest(day, [*files, described_file(folder, whole)])), "utf-8")


def _manifest(day: dt.date, files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": day.isoformat(),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "site": str(current_app.extensions["settings"].public_url),
        "publisher": {"vi": RULES.publisher.vi, "en": RULES.publisher.en},
        "licence": {name: RULES.licence[name] for name in ("name", "code", "url")},
        "files": files,
    }


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _sweep(root: Path) -> None:
    """Remove what a killed worker left half made."""
    for folder in root.glob(f"{UNFINISHED}*"):
        if time.time() - folder.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
