"""How pages look on one device: size of type, contrast, movement. Kept in a cookie, for nobody in particular.

The cookie is read when the page is made, not by a script: the choice also holds without scripts, and
nothing jumps while a page opens. It is part of the address of a kept page; few choose anything.
"""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    has_request_context,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from wtforms import BooleanField, HiddenField, RadioField

from citizen_app.core.access import public
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.core.web.forms import BaseForm, choices
from citizen_app.core.web.redirects import safe_target

DISPLAY_COOKIE = "hien_thi"
YEAR = 365 * 24 * 3600
# The word in the cookie and the class of the page, in the order in which they are written.
CLASSES = {
    "lon": "type-large",
    "rat-lon": "type-largest",
    "dam": "contrast-more",
    "tinh": "motion-less",
}
SIZES = ("lon", "rat-lon")

bp = Blueprint("display", __name__, url_prefix="/hien-thi", template_folder="templates")


def display_of(cookie: str) -> tuple[str, ...]:
    """Return the known words of a cookie in their order: what somebody else wrote there counts nothing."""
    words = cookie.split(".") if cookie else []
    size = next((word for word in SIZES if word in words), "")
    return tuple(word for word in CLASSES if word in words and (word == size or word not in SIZES))


def display() -> tuple[str, ...]:
    """Return what was chosen on the device that asks."""
    return display_of(request.cookies.get(DISPLAY_COOKIE, "")) if has_request_context() else ()


def display_classes() -> str:
    """Return the classes of the page's root, with a space before each."""
    return "".join(f" {CLASSES[word]}" for word in display())


class DisplayForm(BaseForm):
    """What somebody may choose for their device."""

    size = RadioField(
        _l("Size of type"),
        choices=choices(
            [("", _l("Usual size")), ("lon", _l("Large type")), ("rat-lon", _l("Very large type"))]
        ),
    )
    contrast = BooleanField(_l("Stronger colours: black on white"))
    calm = BooleanField(_l("Nothing moves"))
    next = HiddenField()

    @property
    def cookie(self) -> str:
        """Return what the device keeps."""
        words = [
            self.size.data,
            "dam" if self.contrast.data else "",
            "tinh" if self.calm.data else "",
        ]
        return ".".join(display_of(".".join(word for word in words if word)))


@bp.route("", methods=["GET", "POST"])
@public
def settings() -> Any:
    """Choose how pages look on this device, and go back to where one came from."""
    chosen = display()
    size = next((word for word in chosen if word in SIZES), "")
    form = DisplayForm.of_request(
        size=size, contrast="dam" in chosen, calm="tinh" in chosen, next=request.args.get("tiep")
    )
    if not form.accepts():
        return render_template("core/display.html", form=form, ward=None)
    response = make_response(redirect(safe_target(form.next.data, url_for("wards.home"))))
    if form.cookie:
        response.set_cookie(
            DISPLAY_COOKIE, form.cookie, max_age=YEAR, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(DISPLAY_COOKIE)
    return response
