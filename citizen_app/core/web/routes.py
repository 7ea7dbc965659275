"""Pages that belong to no feature: health, language, the design system, the demo's post box."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import text

from citizen_app.core.access import public
from citizen_app.core.db import db
from citizen_app.core.i18n import LANGUAGE_COOKIE, LANGUAGES
from citizen_app.core.transports.channels import Channel, transport_of
from citizen_app.core.transports.mail import mail_folder
from citizen_app.core.transports.sms import FolderSms, KeptText
from citizen_app.core.web.redirects import safe_target

bp = Blueprint("core", __name__, template_folder="templates")
MAILS_SHOWN = 50
YEAR = 365 * 24 * 3600
NOT_FOR_ROBOTS = (
    *("/can-bo", "/quan-tri", "/giam-sat", "/tai-khoan", "/dang-nhap", "/dang-ky", "/tra-cuu"),
    *("/phieu-doi-thoai", "/ho-tro"),
    *("/tep/", "/thu-demo", "/he-thong-giao-dien", "/hien-thi"),
    # Pages of somebody's own below a ward's public ones.
    "/p/*/quay",
    *("/p/*/de-nghi-doi-thoai/gui", "/p/*/de-nghi-doi-thoai/*/"),
)


@bp.get("/health/live")
@public
def live() -> Any:
    """Say that the process answers."""
    return {"status": "ok"}


@bp.get("/health/ready")
@public
def ready() -> Any:
    """Say that the database answers."""
    db.session.execute(text("select 1"))
    return {"status": "ok"}


@bp.post("/ngon-ngu/<language>")
@public
def set_language(language: str) -> Any:
    """Remember on the device which language a person reads."""
    if language not in LANGUAGES:
        abort(404)
    response = redirect(safe_target(request.form.get("tiep"), url_for("wards.home")))
    if language == "vi":
        response.delete_cookie(LANGUAGE_COOKIE)
    else:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, httponly=True, samesite="Lax")
    return response


@bp.get("/he-thong-giao-dien")
@public
def design_system() -> Any:
    """Show every component; in demo and debug only."""
    settings = current_app.extensions["settings"]
    if not (settings.demo_mode or settings.debug):
        abort(404)
    return render_template("core/design_system.html", ward=None)


@bp.get("/thu-demo")
@public
def demo_mail() -> Any:
    """Show the mails that the demo would have sent."""
    settings = current_app.extensions["settings"]
    folder = mail_folder(settings.mail_url)
    if not settings.demo_mode or folder is None:
        abort(404)
    newest = sorted(folder.glob("*.eml"), reverse=True)[:MAILS_SHOWN] if folder.exists() else []
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in newest]
    shown = [
        {"to": m["To"], "subject": m["Subject"], "date": sent_at(m), "body": m.get_content()}
        for m in mails
    ]
    texts = {channel: kept_texts(channel) for channel in (Channel.SMS, Channel.ZALO)}
    return render_template("core/demo_mail.html", mails=shown, texts=texts, ward=None)


def kept_texts(channel: Channel) -> list[KeptText]:
    """Return the short messages that a folder keeps; none where they are really sent."""
    transport = transport_of(channel)
    return transport.newest(MAILS_SHOWN) if isinstance(transport, FolderSms) else []


def sent_at(mail: EmailMessage) -> dt.datetime:
    """Return when a mail was made; its header speaks UTC."""
    moment: dt.datetime = mail["Date"].datetime
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@bp.get("/robots.txt")
@public
def robots() -> Any:
    """Ask search engines to stay with what is meant for everybody."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), ""]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def favicon() -> Response:
    """Send old browsers to the mark."""
    return redirect(current_app.jinja_env.globals["asset"]("favicon.svg"))  # type: ignore[operator,return-value]
