"""Settings, from the environment only. Each is named in the README's table; a test compares the two."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent
DATABASE_SCHEMES = ("sqlite", "postgresql", "postgresql+psycopg")
# The host stands in the content policy as it is, so it may hold nothing but a host.
TILES = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/[^\s;,'\"]*")
MAIL_SCHEMES = ("folder", "smtp", "smtps")
TEXT_SCHEMES = ("folder", "https", "http")
KEYS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FILES_URL",
    "MAIL_URL",
    "MAIL_FROM",
    "SMS_URL",
    "ZALO_URL",
    "PUBLIC_URL",
    "PORT",
    "TIMEZONE",
    "DEMO_MODE",
    "FLASK_DEBUG",
    "INSTANCE_DIR",
    "TRUSTED_PROXIES",
    "MAP_TILES_URL",
    "MAP_TILES_CREDIT",
)


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names it and says how to mend it."""


def is_on(value: str | None) -> bool:
    """Return whether a yes/no setting is switched on."""
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}


def checked_url(name: str, value: str, schemes: tuple[str, ...]) -> str:
    """Return `value` when its scheme is one of `schemes`, else raise SettingsError."""
    scheme = urlsplit(value).scheme
    if scheme not in schemes:
        # Not the whole value: it may hold a password, and the message ends in a log.
        raise SettingsError(f"{name} must start with one of {', '.join(schemes)}: got {scheme!r}")
    return value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between two installations."""

    database_url: str = field(repr=False)
    redis_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    files_url: str
    mail_url: str = field(repr=False)
    mail_from: str
    sms_url: str = field(repr=False)
    zalo_url: str = field(repr=False)
    public_url: str
    timezone: str
    demo_mode: bool
    debug: bool
    instance_dir: Path
    trusted_proxies: int = 0
    map_tiles_url: str = ""
    map_tiles_credit: str = ""
    testing: bool = False

    @property
    def is_for_trying_out(self) -> bool:
        """Return whether nobody outside is meant to open this installation."""
        return self.demo_mode or self.debug or self.testing

    @property
    def is_seen_by_itself_only(self) -> bool:
        """Return whether PUBLIC_URL leads back to whichever machine opens it."""
        host = urlsplit(self.public_url).hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read and check all settings; raise SettingsError with what to mend."""
        env = os.environ if env is None else env
        demo, debug = is_on(env.get("DEMO_MODE")), is_on(env.get("FLASK_DEBUG"))
        instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            database_url=database_url(env, instance),
            redis_url=redis_url(env),
            secret_key=secret_key(env, instance, throwaway=demo or debug),
            files_url=checked_url(
                "FILES_URL", env.get("FILES_URL") or f"file://{instance}/files", ("file",)
            ),
            mail_url=checked_url(
                "MAIL_URL", env.get("MAIL_URL") or f"folder://{instance}/mail", MAIL_SCHEMES
            ),
            mail_from=env.get("MAIL_FROM") or "Lắng Nghe <khong-tra-loi@langnghe.example>",
            sms_url=checked_url(
                "SMS_URL", env.get("SMS_URL") or f"folder://{instance}/sms", TEXT_SCHEMES
            ),
            zalo_url=checked_url(
                "ZALO_URL", env.get("ZALO_URL") or f"folder://{instance}/zalo", TEXT_SCHEMES
            ),
            public_url=public_url(env, follow_port=demo or debug),
            timezone=checked_timezone(env.get("TIMEZONE") or "Asia/Ho_Chi_Minh"),
            demo_mode=demo,
            debug=debug,
            instance_dir=instance,
            trusted_proxies=whole_number("TRUSTED_PROXIES", env.get("TRUSTED_PROXIES") or "0"),
            map_tiles_url=map_tiles_url(env),
            map_tiles_credit=env.get("MAP_TILES_CREDIT") or "",
        )


def whole_number(name: str, value: str) -> int:
    """Return a setting that counts something."""
    if not value.isdigit():
        raise SettingsError(f"{name} must be a whole number: got {value!r}")
    return int(value)


def database_url(env: Mapping[str, str], instance: Path) -> str:
    """Return the database's address, the embedded one by default, with the driver named."""
    url = env.get("DATABASE_URL") or f"sqlite:///{instance}/langnghe.sqlite"
    checked_url("DATABASE_URL", url, DATABASE_SCHEMES)
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def redis_url(env: Mapping[str, str]) -> str | None:
    """Return the Redis address, or None where the office has none."""
    url = env.get("REDIS_URL")
    return checked_url("REDIS_URL", url, ("redis", "rediss")) if url else None


def public_url(env: Mapping[str, str], *, follow_port: bool) -> str:
    """Return the address people know; where none is set, this machine's, on PORT while trying out."""
    port = whole_number("PORT", env.get("PORT") or "8000") if follow_port else 8000
    url = env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}"
    return checked_url("PUBLIC_URL", url, ("http", "https")).rstrip("/")


def map_tiles_url(env: Mapping[str, str]) -> str:
    """Return the address of the map's background tiles, or "" where the office has none."""
    url = env.get("MAP_TILES_URL") or ""
    if not url:
        return ""
    checked_url("MAP_TILES_URL", url, ("http", "https"))
    if not TILES.fullmatch(url) or any(part not in url for part in ("{z}", "{x}", "{y}")):
        raise SettingsError("MAP_TILES_URL must be like https://host/{z}/{x}/{y}.png")
    return url


def secret_key(env: Mapping[str, str], instance: Path, *, throwaway: bool) -> str:
    """Return the key that signs cookies; demo and debug make one and keep it in the instance folder."""
    key = env.get("SECRET_KEY", "")
    if len(key) >= 32:
        return key
    if key:
        raise SettingsError("SECRET_KEY must have at least 32 characters")
    if not throwaway:
        raise SettingsError(
            "SECRET_KEY must be set (32 characters or more) unless DEMO_MODE or FLASK_DEBUG is on"
        )
    path = instance / "secret-key"
    if not path.exists():
        _make_key(path)
    return path.read_text(encoding="ascii")


def _make_key(path: Path) -> None:
    """Write a new key that only we may read; of several that start at once, the first one's holds."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(part, path)  # whole at once, and never over another's
    finally:
        part.unlink()


def checked_timezone(name: str) -> str:
    """Return a time zone's name when the system knows it."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(f"TIMEZONE is not known: {name!r}") from error
    return name
