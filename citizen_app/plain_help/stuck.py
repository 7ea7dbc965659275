"""The way out that stands below every form: "I cannot do this step"."""

from __future__ import annotations

from flask import request, url_for

from citizen_app.wards.models import Ward

# Which pages ask something of people, and what they do there.
FORMS = {
    "feedback.send": "gui",
    "feedback.send_what": "gui",
    "feedback.send_notice": "gui",
    "feedback.send_similar": "gui",
    "feedback.send_reach": "gui",
    "feedback.send_check": "gui",
    "feedback.track": "tra-cuu",
    "feedback.sent": "danh-gia",
    "dialogue.ask": "hoi",
    "attendance.register": "du-doi-thoai",
    "attendance.open_slip": "tra-cuu",
    "requests.ask": "de-nghi",
    "requests.join": "de-nghi",
    "surveys.answer": "khao-sat",
    "surveys.give": "khao-sat",
}


def stuck_link(ward: Ward | None = None) -> str:
    """Return where somebody goes who cannot do what this page asks, or "" where it asks nothing.

    `ward` is the page's: where the address names none, it is that of the case which was opened.
    """
    endpoint = request.endpoint or ""
    task = FORMS.get(endpoint)
    if task is None:
        return ""
    where = {"viec": task, "buoc": endpoint.rsplit(".", 1)[-1].replace("_", "-")}
    ward = (request.view_args or {}).get("ward") or ward
    if not ward:
        return url_for("plain_help.stuck", viec=where["viec"], buoc=where["buoc"])
    return url_for("plain_help.stuck_here", ward=ward, viec=where["viec"], buoc=where["buoc"])
