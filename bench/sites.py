"""What is measured: a site with a large set of reports, and the bare page, on one database."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
from sqlalchemy import func, select  # noqa: E402

import postgres  # noqa: E402
from citizen_app import create_app  # noqa: E402
from citizen_app.accounts.commands.sign_ins import begin_sign_in  # noqa: E402
from citizen_app.accounts.models import Account, RoleGrant  # noqa: E402
from citizen_app.core.db import db  # noqa: E402
from citizen_app.feedback.models import Report  # noqa: E402
from citizen_app.permissions import Role  # noqa: E402
from citizen_app.wards.models import Ward  # noqa: E402
from config import Settings  # noqa: E402

SECRET = "only-for-measuring-and-long-enough"
GUNICORN = ("--worker-class", "gthread", "--workers", "2", "--threads", "8")
SECONDS_TO_START = 120
CODES = 8


@dataclass(frozen=True)
class Site:
    """A database with reports and how the site is started on it."""

    engine: str
    reports: int
    url: str
    folder: pathlib.Path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.url,
            "INSTANCE_DIR": str(self.folder),
            "SECRET_KEY": SECRET,
            "TRUSTED_PROXIES": "1",
            "DEMO_MODE": "",
        }


@dataclass(frozen=True)
class Facts:
    """What the visits need to know: the largest ward, some of its cases, a leader's cookie."""

    ward: str
    ward_reports: int
    codes: tuple[str, ...]
    cookie: str


@contextlib.contextmanager
def prepared(engine: str, reports: int, wards: int, keep: pathlib.Path) -> Iterator[Site]:
    """A site with so many reports; SQLite files are kept in a folder for the next run."""
    with contextlib.ExitStack() as stack:
        folder = keep / f"{engine}-{reports}"
        if engine == "postgresql":
            given = os.environ.get(f"POSTGRESQL_{reports}")
            url = given or stack.enter_context(postgres.server())
            is_there = bool(given)
        else:
            url, is_there = f"sqlite:///{folder}/site.sqlite", (folder / "loaded").exists()
        if not is_there:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        site = Site(engine, reports, url, folder)
        flask(site, "prepare", "--province", "79")
        if not is_there:
            flask(site, "demo", "load", "--wards", str(wards), "--reports", str(reports))
            (folder / "loaded").touch()
        yield site


def flask(site: Site, *arguments: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    subprocess.run(command, cwd=ROOT, env=site.environment, check=True)


def facts_of(site: Site) -> Facts:
    """Read what the visits need, and sign a leader in as the sign-in page does."""
    app = create_app(Settings.from_environment(site.environment))
    with app.app_context():
        by_size = select(Report.holder_ward_id, func.count()).group_by(Report.holder_ward_id)
        ward_id, size = db.session.execute(by_size.order_by(func.count().desc())).first()
        ward = db.session.get_one(Ward, ward_id)
        public = (Report.holder_ward_id == ward_id, Report.visibility == "public")
        codes = select(Report.code).where(*public, Report.state == "closed").limit(CODES)
        leader = db.session.scalars(
            select(Account)
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(RoleGrant.role == Role.LEADER, RoleGrant.ward_id == ward_id)
        ).first()
        token = begin_sign_in(leader, device="Bench", second_factor=True).token
        facts = Facts(ward.path_id, size, tuple(db.session.scalars(codes)), cookie_of(app, token))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return facts


def cookie_of(app, token: str) -> str:
    client = app.test_client()
    with client.session_transaction(path="/can-bo/") as session:
        session["_user_id"] = token
    cookie = client.get_cookie("ln_can_bo")
    return f"Cookie: {cookie.key}={cookie.value}"


@contextlib.contextmanager
def serving(site: Site) -> Iterator[int]:
    """The site under gunicorn; yields its port."""
    with gunicorn("wsgi:app", ROOT, site.environment, "/health/ready") as port:
        yield port


@contextlib.contextmanager
def bare_page(site: Site) -> Iterator[int]:
    """The bare page under the same gunicorn, on the same database."""
    environment = site.environment | {"BARE_DATABASE_URL": site.url}
    folder = ROOT / "bench"
    subprocess.run([sys.executable, "bare.py"], cwd=folder, env=environment, check=True)
    with gunicorn("bare:app", folder, environment, "/") as port:
        yield port


@contextlib.contextmanager
def gunicorn(
    app: str, folder: pathlib.Path, environment: dict[str, str], path: str
) -> Iterator[int]:
    port = free_port()
    command = ["-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", *GUNICORN]
    command += ["--no-control-socket", "--log-level", "warning"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, *command], cwd=folder, env=environment, stdin=quiet, stdout=quiet
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(address, timeout=5)
            return
        time.sleep(0.2)
    sys.exit(f"{address} did not answer; what the server said stands above")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
