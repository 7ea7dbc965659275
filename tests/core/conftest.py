"""A copy of the application with a few routes that exist only to be tried."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask, request
from sqlalchemy import func, insert, select
from werkzeug.test import TestResponse

from citizen_app import create_app
from citizen_app.core import clock, events
from citizen_app.core.access import public
from citizen_app.core.db import after_commit, db, keep_despite_error
from citizen_app.core.errors import Invalid
from citizen_app.core.limits import Try
from citizen_app.wards.models import Installation
from config import Settings
from tests.support.client import apart

ran: list[str] = []


def note(key: str) -> None:
    db.session.add(Try(key=key, at=clock.now()))


def probe_routes() -> Blueprint:  # noqa: C901 - a list of small routes
    bp = Blueprint("probe", __name__, url_prefix="/thu")

    @bp.get("/doc-roi-ghi")
    @public
    def write_on_get() -> Any:
        note("get")
        db.session.flush()
        return "?"

    @bp.get("/de-lai")
    @public
    def dirty_on_get() -> Any:
        note("get")
        return "?"

    @bp.post("/ghi/<int:status>")
    @public
    def write(status: int) -> Any:
        db.session.scalar(select(func.count()).select_from(Try))
        note("one")
        db.session.flush()
        note("two")
        after_commit(lambda: ran.append("after"))
        if request.args.get("keep"):
            keep_despite_error()
        return "", status

    @bp.post("/hong/<kind>")
    @public
    def fail(kind: str) -> Any:
        note("lost")
        db.session.flush()
        after_commit(lambda: ran.append("after"))
        if kind == "rule":
            raise Invalid("text", "Sai rồi")
        raise ZeroDivisionError

    @bp.post("/hai-lan")
    @public
    def clash() -> Any:
        note("lost")
        for _ in range(2):
            db.session.execute(insert(Installation).values(name="x", at=clock.now()))
        return "?"

    @bp.get("/khong-dau")
    def unmarked() -> Any:
        return "secret"

    return bp


@pytest.fixture(scope="session")
def probe_app(settings: Settings, migrated_app: Flask) -> Flask:
    hand_over = list(events.hand_over)
    app = create_app(settings)
    events.hand_over[:] = hand_over  # the application under test keeps its worker
    app.register_blueprint(probe_routes())
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def probe(app: Flask, probe_app: Flask) -> Iterator[Callable[..., TestResponse]]:
    """Send a request to the copy: probe("POST", "/thu/ghi/200")."""
    ran.clear()

    def send(method: str, path: str, **options: Any) -> TestResponse:
        db.session.commit()  # else the test's own transaction would stand in its way
        return apart(lambda: probe_app.test_client().open(path, method=method, **options))

    yield send

    def close() -> None:
        with probe_app.app_context():
            db.session.remove()
            db.engine.dispose()

    apart(close)


@pytest.fixture
def tries() -> Callable[[], list[str]]:
    """The keys that the probe's routes have stored."""
    return lambda: sorted(db.session.scalars(select(Try.key).order_by(Try.id)))


@pytest.fixture
def after() -> list[str]:
    """What ran after a commit."""
    return ran
