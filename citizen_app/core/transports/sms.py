"""Text messages: no gateway is set up yet, so each message is kept in a folder as a mail would be."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from citizen_app.core import clock
from citizen_app.core.transports.messages import Message


class FolderSms:
    """Keeps what it would send; the interface is the one that a gateway will have."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> None:
        """Write the message as a small file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}.json"
        text = json.dumps({"to": message.to, "text": message.body}, ensure_ascii=False)
        (self.folder / name).write_text(text, encoding="utf-8")
