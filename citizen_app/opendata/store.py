"""The versions that are kept: folders named after their day, each with a manifest."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from citizen_app.opendata.dictionary import RULES

NAME = re.compile(r"\d{4}-\d{2}-\d{2}")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Version:
    """One version: its day as text, its folder, what its manifest says."""

    name: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def day(self) -> dt.date:
        """Return its day."""
        return dt.date.fromisoformat(self.name)

    @property
    def made_at(self) -> dt.datetime:
        """Return when it was made."""
        return dt.datetime.fromisoformat(self.manifest["made_at"])

    def entry(self, name: str) -> dict[str, Any] | None:
        """Return what the manifest says of a file; None for what it does not name."""
        found: dict[str, Any] | None = next(
            (one for one in self.manifest["files"] if one["name"] == name), None
        )
        return found

    def of(self, dataset: str, ward: str = "") -> dict[str, dict[str, Any]]:
        """Return the files of a data set by format, of all wards or of one."""
        return {
            one["format"]: one
            for one in self.manifest["files"]
            if one.get("dataset") == dataset and one.get("ward") == ward
        }

    @property
    def wards(self) -> list[str]:
        """Return the codes of the wards that have files of their own."""
        return sorted({one["ward"] for one in self.manifest["files"] if one.get("ward")})

    @property
    def zip(self) -> dict[str, Any]:
        """Return the file that holds all of it."""
        found: dict[str, Any] = next(
            one for one in self.manifest["files"] if one["name"].endswith(".zip")
        )
        return found


def root() -> Path:
    """Return the folder of all versions."""
    folder: Path = current_app.extensions["settings"].instance_dir / "open-data"
    return folder


def names() -> list[str]:
    """Return the names of the versions, the newest first."""
    folder = root()
    if not folder.is_dir():
        return []
    found = [one.name for one in folder.iterdir() if NAME.fullmatch(one.name)]
    return sorted(found, reverse=True)


def find(name: str) -> Version | None:
    """Return a version, or None."""
    path = root() / name / MANIFEST
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    return Version(name, path.parent, _read(path, path.stat().st_mtime_ns))


def newest() -> Version | None:
    """Return the newest version, or None while there is none."""
    return next((found for name in names() if (found := find(name)) is not None), None)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def kept(all_names: list[str]) -> set[str]:
    """Return which versions are kept: those of the newest days, and the first of each month."""
    ordered = sorted(all_names, reverse=True)
    first_of_month: dict[str, str] = {}
    for name in ordered:
        first_of_month[name[:7]] = name
    months = sorted(first_of_month, reverse=True)[: RULES.keep_months]
    return {*ordered[: RULES.keep_days], *(first_of_month[month] for month in months)}


def prune() -> list[str]:
    """Remove the versions that are not kept any longer; return their names."""
    gone = sorted(set(names()) - kept(names()))
    for name in gone:
        shutil.rmtree(root() / name)
    return gone
