"""E-mail: by SMTP, or into a folder where nothing is set up."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from citizen_app.core import clock
from citizen_app.core.transports.messages import Message, Transport

TIMEOUT_SECONDS = 20


class WholeWords(EmailPolicy):
    """Writes long subjects so that every space is read back: Python's own folding loses some."""

    def fold(self, name: str, value: Any) -> str:
        """Return a header as lines of text."""
        if name.lower() != "subject":
            return str(super().fold(name, value))
        return f"{name}: {_encoded(name, value).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """Return a header as lines of bytes."""
        if name.lower() != "subject":
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


def _encoded(name: str, value: Any) -> Header:
    return Header(str(value), header_name=name)


def as_email(message: Message, sender: str) -> EmailMessage:
    """Return the message with the headers that mail servers expect."""
    email = EmailMessage(WholeWords())
    email["From"], email["To"] = sender, message.to
    email["Subject"] = " ".join(message.subject.split())
    email["Date"] = formatdate(clock.now().timestamp())
    email["Message-ID"] = make_msgid(domain="langnghe.example")
    email["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        email["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(message.body)
    return email


class FolderMail:
    """Keeps each message as a file, newest last by name: nothing leaves the machine."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder, self.sender = folder, sender

    def send(self, message: Message) -> None:
        """Write the message; a half-written file never shows, for it is renamed when whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}.eml"
        part = self.folder / f".{name}"
        part.write_bytes(bytes(as_email(message, self.sender)))
        part.rename(self.folder / name)


class SmtpMail:
    """Sends by SMTP; smtps:// speaks TLS from the start, smtp:// by STARTTLS unless ?tls=no."""

    def __init__(self, url: str, sender: str) -> None:
        self.parts, self.sender = urlsplit(url), sender

    def send(self, message: Message) -> None:
        """Hand the message to the server, or raise OSError / SMTPException."""
        with self._connect() as server:
            if self.parts.username:
                server.login(unquote(self.parts.username), unquote(self.parts.password or ""))
            server.send_message(as_email(message, self.sender))

    def _connect(self) -> smtplib.SMTP:
        host, tls = self.parts.hostname or "localhost", ssl.create_default_context()
        if self.parts.scheme == "smtps":
            return smtplib.SMTP_SSL(
                host, self.parts.port or 465, timeout=TIMEOUT_SECONDS, context=tls
            )
        server = smtplib.SMTP(host, self.parts.port or 587, timeout=TIMEOUT_SECONDS)
        if "tls=no" not in self.parts.query:
            try:
                server.starttls(context=tls)
            except (OSError, smtplib.SMTPException):
                server.close()
                raise
        return server


def mail_transport(url: str, sender: str) -> Transport:
    """Return what MAIL_URL asks for."""
    parts = urlsplit(url)
    if parts.scheme == "folder":
        return FolderMail(Path(unquote(parts.netloc + parts.path)), sender)
    return SmtpMail(url, sender)


def mail_folder(url: str) -> Path | None:
    """Return the folder that keeps the mails, or None where they are really sent."""
    parts = urlsplit(url)
    return Path(unquote(parts.netloc + parts.path)) if parts.scheme == "folder" else None
