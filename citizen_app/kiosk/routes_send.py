"""Sending a report at the screen: one question a page, answered by touch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import current_app, redirect, request, url_for

from citizen_app.core import ids
from citizen_app.core.access import public
from citizen_app.core.errors import DomainError, Invalid, TooManyTries
from citizen_app.core.i18n import gettext as _
from citizen_app.core.i18n import language, local_name
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.feedback import queries as cases
from citizen_app.feedback.commands.submit import Submission, submit_report
from citizen_app.kiosk import commands
from citizen_app.kiosk.forms import ChoiceForm, HowForm, PhoneForm
from citizen_app.kiosk.limits import SENDING
from citizen_app.kiosk.models import Device, Touching
from citizen_app.kiosk.routes_public import bp
from citizen_app.kiosk.touching import device_here, home, page, person, visit_here
from citizen_app.kiosk.words import OTHER, phrases, report_text
from citizen_app.wards import queries as wards
from citizen_app.wards.models import Category, Ward

STEPS = ("linh-vuc", "viec", "khu-pho", "the-nao", "lien-he", "kiem-tra")
LEAST_LETTERS = 10


@bp.route("/p/<ward:ward>/quay/gui/<name>", methods=["GET", "POST"])
@public
def step(ward: Any, name: str) -> Any:
    """Ask one question, keep the answer, go on to the next."""
    device = device_here(ward)
    visit = visit_here(device) if device is not None else None
    if device is None or visit is None or name not in STEPS:
        return home(ward)
    if "sent" in visit.fields:
        return redirect(url_for("kiosk.slip", ward=ward), 303)
    if name == STEPS[-1]:
        return _check(ward, device, visit)
    form, title = _form_of(ward, visit, name)
    if form.accepts() and not _lacks(ward, visit, form, name):
        commands.keep(visit, **{name: {key: f.data for key, f in form._fields.items()}})
        following = STEPS[STEPS.index(name) + 1]
        if following == "khu-pho" and not wards.list_neighbourhoods(ward):
            following = "the-nao"
        return redirect(url_for("kiosk.step", ward=ward, name=following), 303)
    return page(
        "kiosk/step.html",
        ward,
        status=422 if form.errors else 200,
        form=form,
        title=title,
        number=STEPS.index(name) + 1,
        count=len(STEPS),
        before=_before(ward, name),
    )


def _before(ward: Ward, name: str) -> str:
    place = STEPS.index(name)
    if place == 0:
        return ""
    before = STEPS[place - 1]
    if before == "khu-pho" and not wards.list_neighbourhoods(ward):
        before = "viec"
    return url_for("kiosk.step", ward=ward, name=before)


def _form_of(ward: Ward, visit: Touching, name: str) -> tuple[Any, str]:
    kept = visit.fields.get(name, {})
    if name == "the-nao":
        form = HowForm.of_request(**kept)
        words = [(code, row[language()]) for code, row in phrases().items()]
        form.phrases.choices = words
        return form, _("How is it?")
    if name == "lien-he":
        return PhoneForm.of_request(**kept), _("How can the ward reach you?")
    pairs, title = _choices(ward, visit, name)
    form = ChoiceForm.of_request(**kept)
    form.offer(pairs, title)
    return form, title


def _choices(ward: Ward, visit: Touching, name: str) -> tuple[list[tuple[str, Any]], str]:
    if name == "khu-pho":
        places = [(str(n.id), n.name) for n in wards.list_neighbourhoods(ward)]
        return [*places, (OTHER, _("I do not know"))], _("In which neighbourhood is it?")
    categories = wards.list_categories(ward.id)
    if name == "viec":
        top = visit.fields.get("linh-vuc", {}).get("choice", "")
        chosen = {c.id for c in categories if c.code == top}
        below = [(c.code, local_name(c)) for c in categories if c.parent_id in chosen]
        return [*below, (OTHER, _("Something else"))], _("What exactly is it?")
    parents = {c.parent_id for c in categories}
    tops = [(c.code, local_name(c)) for c in categories if c.id in parents]
    return [*tops, (OTHER, _("Something else"))], _("Which field does it belong to?")


def _lacks(ward: Ward, visit: Touching, form: Any, name: str) -> bool:
    """Say what is missing: without a field and ready sentences somebody has to say it in words."""
    if name != "the-nao":
        return False
    text = report_text(_category(ward, visit), form.phrases.data or [], form.own.data or "")
    chosen = form.phrases.data or form.own.data
    if chosen and len(text) >= LEAST_LETTERS:
        return False
    form.put_error(Invalid("phrases", _("Please touch a sentence, or write a few words below.")))
    return True


def _category(ward: Ward, visit: Touching) -> Category | None:
    wanted = visit.fields.get("viec", {}).get("choice", "")
    return next((c for c in wards.list_categories(ward.id) if c.code == wanted), None)


def _submission(ward: Ward, device: Device, visit: Touching) -> Submission:
    how, place = visit.fields.get("the-nao", {}), visit.fields.get("khu-pho", {})
    places: Sequence[Any] = wards.list_neighbourhoods(ward)
    phone = visit.fields.get("lien-he", {}).get("phone", "")
    category = _category(ward, visit)
    return Submission(
        key=visit.token_digest,
        text=report_text(category, how.get("phrases") or [], how.get("own", "")),
        category=category,
        neighbourhood=next((n for n in places if str(n.id) == place.get("choice")), None),
        place=how.get("place", ""),
        phone=phone or "",
        notify_by="sms" if phone else "email",
    )


def _check(ward: Ward, device: Device, visit: Touching) -> Any:
    """Show everything once more; the button sends it."""
    if not visit.fields.get("the-nao"):
        return redirect(url_for("kiosk.step", ward=ward, name=STEPS[0]), 303)
    said = _submission(ward, device, visit)
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            SENDING.take(str(device.id))
            secret = current_app.config["SECRET_KEY"]
            report, _pin = submit_report(person(), ward, said, secret=secret)
        except (Invalid, TooManyTries) as error:
            problem = error
        else:
            # What was chosen is the case's now; of the visit only the code is left, for the slip.
            visit.fields = {"began": visit.fields["began"]}
            commands.keep(visit, sent=report.code)
            return redirect(url_for("kiosk.slip", ward=ward), 303)
    return page(
        "kiosk/check.html",
        ward,
        status=problem.status if problem else 200,
        said=said,
        problem=problem.message if problem else "",
        before=url_for("kiosk.step", ward=ward, name="lien-he"),
    )


@bp.get("/p/<ward:ward>/quay/phieu")
@public
def slip(ward: Any) -> Any:
    """Show the slip: code, PIN, square code, and a button that prints it."""
    device = device_here(ward)
    visit = visit_here(device) if device is not None else None
    report = cases.find_report(visit.fields.get("sent", "")) if visit is not None else None
    if report is None:
        return home(ward)
    address = whole_address("feedback.track", ma=report.code)
    return page(
        "kiosk/slip.html",
        ward,
        report=report,
        pin=ids.pin_for(current_app.config["SECRET_KEY"], report.idempotency_digest),
        qr=qr_picture(address),
        address=address,
    )
