"""Where files lie: a folder, under random keys that tell nothing."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from citizen_app.core.errors import DomainError

KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}")
FULL = {errno.ENOSPC, errno.EDQUOT}


class StorageFull(DomainError):
    """There is no room left for the bytes; nothing was kept."""

    status = 503


class Storage(Protocol):
    """Keeps bytes under a key of its own making."""

    def save(self, content: bytes) -> str: ...

    def load(self, key: str) -> bytes: ...

    def delete(self, key: str) -> None: ...

    def keys_before(self, moment: dt.datetime) -> Iterator[str]: ...


class FolderStorage:
    """Files in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise ValueError("not a storage key")
        return self.folder / key

    def save(self, content: bytes) -> str:
        """Store the bytes safely (whole or not at all) and return their key, or raise StorageFull."""
        name = secrets.token_hex(20)
        key = f"{name[:2]}/{name}"
        path = self._path(key)
        part = path.with_suffix(".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.rename(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            if error.errno in FULL:
                raise StorageFull() from error
            raise
        return key

    def load(self, key: str) -> bytes:
        """Return the bytes; raise FileNotFoundError when they are gone."""
        return self._path(key).read_bytes()

    def delete(self, key: str) -> None:
        """Remove the bytes; nothing happens when they are gone already."""
        self._path(key).unlink(missing_ok=True)

    def keys_before(self, moment: dt.datetime) -> Iterator[str]:
        """Yield the keys of all that was stored before `moment`."""
        for path in self.folder.glob("??/*"):
            key = path.relative_to(self.folder).as_posix()
            with suppress(FileNotFoundError):
                if KEY.fullmatch(key) and path.stat().st_mtime < moment.timestamp():
                    yield key


def storage_at(url: str) -> Storage:
    """Return the storage that FILES_URL names."""
    return FolderStorage(Path(unquote(urlsplit(url).path)))
