"""A code under way in one browser, and small parts that all routes here share."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import render_template, request, session, url_for

from citizen_app.accounts.commands import SentCode
from citizen_app.accounts.devices import device_of
from citizen_app.accounts.signing_in import has_session_cookie
from citizen_app.core.web.redirects import safe_target

KEY = "code"


@dataclass(frozen=True)
class Flow:
    """A code under way: the flow's token, where the code went, what it is for, where to go then."""

    token: str
    to: str
    purpose: str
    tiep: str = ""


def keep_flow(sent: SentCode, purpose: str, tiep: str = "") -> None:
    """Remember in this browser that a code is under way."""
    session[KEY] = asdict(Flow(sent.flow, str(sent.to), purpose, tiep))


def current_flow(*purposes: str) -> Flow | None:
    """Return the code under way for one of these purposes, or None."""
    kept = session.get(KEY) if has_session_cookie() else None
    flow = Flow(**kept) if kept else None
    return flow if flow is not None and flow.purpose in purposes else None


def forget_flow() -> None:
    """The code was typed."""
    session.pop(KEY, None)


def page(template: str, form: Any, **more: Any) -> tuple[str, int]:
    """Return the page of a form: 422 when something has to be mended."""
    return render_template(template, form=form, **more), 422 if form.errors else 200


def visit() -> dict[str, str]:
    """Return what a sign-in command wants to know of the request."""
    return {"device": device_of(request.headers.get("User-Agent", "")), "remote": remote()}


def remote() -> str:
    """Return the network address that limits are counted for."""
    return request.remote_addr or ""


def staff_target(tiep: str | None) -> str:
    """Return where staff go next: where they wanted to, else the first page of their menu."""
    return safe_target(tiep, url_for("accounts.staff_start"))
