"""The app itself: its page (the same for everybody, no word of anybody in it), its worker, its manifest."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, url_for

from citizen_app.core.access import public
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.assets import DIST, manifest
from citizen_app.dialogue.workflow_attendance import STATE_LABELS
from citizen_app.feedback import opening
from citizen_app.pocket.forms import FORMS, ConsentForm
from citizen_app.pocket.limits import KEEP_DAYS, LOCK_AFTER_SECONDS

bp = Blueprint("pocket", __name__, template_folder="templates")
WORKER = "pocket-worker.js"
SCOPE = "/ho-tro"
FILES = (
    *("main.css", "pocket.css", "main.js", "pocket.js", "favicon.svg", "icon-192.png"),
    *(
        f"be-vietnam-pro-{part}-{weight}.woff2"
        for part in ("latin", "vietnamese")
        for weight in (400, 700)
    ),
)


def shell() -> str:
    """Return the page of the app."""
    return render_template(
        "pocket/shell.html",
        ward=None,
        forms={
            kind: (_own(form(), kind), _own(ConsentForm(), kind)) for kind, form in FORMS.items()
        },
        scope=SCOPE,
        lock_after=LOCK_AFTER_SECONDS,
        keep_days=KEEP_DAYS,
        labels=STATE_LABELS,
    )


def _own(form: Any, kind: str) -> Any:
    """Return a form whose fields have ids of their own: several forms stand in one page."""
    for field in form:
        field.id = f"{kind}-{field.name}"
        field.label.field_id = field.id
    return form


@bp.get("/ho-tro/so-tay")
@public
def app_page() -> Any:
    """Show the app. It asks for a sign-in only when it fetches or sends something."""
    return shell()


@bp.get("/ho-tro/so-tay/sw.js")
@public
def worker() -> Response:
    """Give the worker that opens the app without a signal, with its version and its files."""
    path = DIST / manifest().get(WORKER, WORKER)
    if not path.is_file():
        abort(404)
    names = manifest()
    files = [url_for("asset", name=names.get(name, name)) for name in FILES]
    page = url_for("pocket.app_page")
    whole = "\n".join([*files, shell()]).encode()
    version = hashlib.sha256(whole).hexdigest()[:12]
    told = f"const PHIEN_BAN={json.dumps(version)};const TEP={json.dumps([page, *files])};\n"
    response = Response(told.encode() + path.read_bytes(), mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/ho-tro/so-tay.webmanifest")
@public
def app_manifest() -> Response:
    """Say what a phone needs to put the app among its own."""
    names = manifest()
    icons = [
        {
            "src": url_for("asset", name=names.get(name, name)),
            "sizes": size,
            "type": kind,
            "purpose": use,
        }
        for name, size, kind, use in (
            ("icon-192.png", "192x192", "image/png", "any"),
            ("icon-512.png", "512x512", "image/png", "any maskable"),
            ("favicon.svg", "any", "image/svg+xml", "any"),
        )
    ]
    response = jsonify(
        id="/ho-tro/so-tay",
        name=_("Helper's notebook – Lắng Nghe"),
        short_name=_("Helper's notebook"),
        description=_("For community digital teams: help neighbours, also without a signal."),
        lang="vi",
        start_url=url_for("pocket.app_page"),
        scope=SCOPE,
        display="standalone",
        background_color="#f1f6f7",
        theme_color="#06384a",
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return response


@bp.get("/tra-cuu/phieu-tam/<code>")
@public
def lead(code: str) -> Any:
    """Lead from a slip that was given out without a signal to the page of what it stands for."""
    kind = opening.SLIPS.get(code[:2])
    if kind is None or kind.endpoint == "pocket.lead":
        abort(404)
    return redirect(url_for(kind.endpoint, code=code), 303)
