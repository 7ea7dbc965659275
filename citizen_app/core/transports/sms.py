"""Text messages and Zalo: short plain texts to a phone number, by a gateway, or kept in a folder."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from citizen_app.core import clock
from citizen_app.core.transports.messages import Message, Transport

TIMEOUT_SECONDS = 20
STAMP = "%Y%m%dT%H%M%S%f"


class GatewayRefused(OSError):
    """The gateway did not take a message; the number stands in nobody's log."""


@dataclass(frozen=True)
class KeptText:
    """A message that a folder kept in place of sending it."""

    to: str
    text: str
    at: dt.datetime


class FolderSms:
    """Keeps what it would send, newest last by name: nothing leaves the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> None:
        """Write the message as a small file; a half-written one never shows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():{STAMP}}-{uuid.uuid4().hex[:8]}.json"
        text = json.dumps({"to": message.to, "text": message.body}, ensure_ascii=False)
        part = self.folder / f".{name}"
        part.write_text(text, encoding="utf-8")
        part.rename(self.folder / name)

    def newest(self, most: int) -> list[KeptText]:
        """Return what was kept, the newest first."""
        paths = sorted(self.folder.glob("*.json"), reverse=True)[:most]
        return [_kept(path) for path in paths]


def _kept(path: Path) -> KeptText:
    row = json.loads(path.read_text(encoding="utf-8"))
    at = dt.datetime.strptime(path.name.partition("-")[0], STAMP).replace(tzinfo=dt.UTC)
    return KeptText(row["to"], row["text"], at)


class HttpTexts:
    """Hands each message to a gateway: POST, JSON {"to": ..., "text": ...}, any 2xx means taken.

    User and password of the address go as basic authentication. A gateway that speaks otherwise gets
    a small program of its own in front of it.
    """

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)

    def send(self, message: Message) -> None:
        """Post the message, or raise OSError."""
        parts = self.parts
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "localhost", parts.port, timeout=TIMEOUT_SECONDS)
        body = json.dumps({"to": message.to, "text": message.body}, ensure_ascii=False)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body.encode(), self._headers())
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        if not 200 <= answer.status < 300:
            raise GatewayRefused(f"the gateway answered {answer.status}")

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.parts.username:
            pair = f"{unquote(self.parts.username)}:{unquote(self.parts.password or '')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        return headers


def text_transport(url: str) -> Transport:
    """Return what SMS_URL or ZALO_URL asks for."""
    parts = urlsplit(url)
    if parts.scheme == "folder":
        return FolderSms(Path(unquote(parts.netloc + parts.path)))
    return HttpTexts(url)
