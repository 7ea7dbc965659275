"""Where files lie: a folder, under random keys that tell nothing."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}")


class Storage(Protocol):
    """Keeps bytes under a key of its own making."""

    def save(self, content: bytes) -> str: ...

    def load(self, key: str) -> bytes: ...

    def delete(self, key: str) -> None: ...


class FolderStorage:
    """Files in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise ValueError("not a storage key")
        return self.folder / key

    def save(self, content: bytes) -> str:
        """Store the bytes safely (whole or not at all) and return their key."""
        name = secrets.token_hex(20)
        key = f"{name[:2]}/{name}"
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
        return key

    def load(self, key: str) -> bytes:
        """Return the bytes; raise FileNotFoundError when they are gone."""
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Remove the bytes; nothing happens when they are gone already."""
        self._path(key).unlink(missing_ok=True)


def storage_at(url: str) -> Storage:
    """Return the storage that FILES_URL names."""
    return FolderStorage(Path(unquote(urlsplit(url).path)))
