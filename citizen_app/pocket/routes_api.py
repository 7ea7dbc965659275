"""What the app on a helper's phone asks for: a load for the day, places for photos, and taking what waited.

JSON in and out. Forged requests are refused by origin like everywhere (core/web/origin.py); whose phone it is
says the sign-in of the helper together with the phone's own secret. Errors have one shape: `words` for
people, and `conflict`, `offset` or `wipe` for the app.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from citizen_app.core import clock
from citizen_app.core.access import actor, signed_in
from citizen_app.core.actor import Surface
from citizen_app.core.errors import DomainError, Invalid
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.commands.checkin import take_marks
from citizen_app.dialogue.marks import told
from citizen_app.pocket.commands.filing import Parcel, take_parcel
from citizen_app.pocket.commands.phones import Said, greet_phone, known_phone, tell_lost_phone
from citizen_app.pocket.commands.uploads import add_piece, offset_of
from citizen_app.pocket.doors import marks_of, packed_door, packed_doors, session_of
from citizen_app.pocket.errors import Conflict, Offset, TooOld, Wipe
from citizen_app.pocket.forms import FORMS, form_of
from citizen_app.pocket.limits import (
    API_VERSION,
    DOORS,
    DOORS_VERSION,
    FILING,
    MOST_ITEM_BYTES,
    MOST_PHOTOS,
    MOST_PIECE_BYTES,
    PIECES,
    PREPARING,
)
from citizen_app.pocket.loading import packed
from citizen_app.pocket.models import HelperPhone
from citizen_app.pocket.queries import load_for, places_carried
from citizen_app.teams.devices import device_digest

bp = Blueprint("pocket_api", __name__, url_prefix="/ho-tro/api")
# The phone's own secret travels in a header: no address and no log has it.
PHONE_HEADER, VERSION_HEADER = "X-May", "X-So-Tay"
TEXTS = ("kind", "key", "slip", "pin")


@bp.before_request
def _check_version() -> None:
    """Tell an app that is older than what is understood here to update itself; its queue stays with it."""
    version = _digits(request.headers.get(VERSION_HEADER, ""), most=5)
    if version is None or version < API_VERSION:
        raise TooOld(_l("This app is too old. It updates itself; nothing that waits is lost."))


@bp.before_request
def _empty_lost_phone() -> None:
    """Tell a lost phone to empty itself: it was signed out when the ward asked for that."""
    if actor().account_id is None:
        tell_lost_phone(actor(), request.headers.get(PHONE_HEADER, ""), secret=_secret())


@bp.errorhandler(DomainError)
def _say(error: DomainError) -> Any:
    """Return an error as the app reads it."""
    told: dict[str, Any] = {"words": str(error.message)}
    if isinstance(error, Conflict):
        told |= {"conflict": error.conflict, "field": error.field, "code": error.code}
    elif isinstance(error, Offset):
        told |= {"conflict": "offset", "offset": error.offset}
    elif isinstance(error, Wipe):
        told |= {"wipe": True}
    elif isinstance(error, Invalid):
        told |= {"conflict": "invalid", "field": error.field}
    return jsonify(told), error.status


@bp.post("/chuan-bi")
@signed_in(Surface.RESIDENT)
def prepare() -> Any:
    """Give a phone what it needs for a day; a new phone becomes known."""
    who, sent = actor(), _json(MOST_ITEM_BYTES)
    PREPARING.take(str(who.account_id))
    said = Said(
        key=_text(sent, "device"),
        version=_number(sent.get("version")) or 0,
        now=_moment(sent.get("now")),
        waiting=_number(sent.get("waiting")) or 0,
    )
    places = places_carried(who)
    phone = greet_phone(who, said, places, secret=_secret())
    return {
        "now": int(clock.now().timestamp() * 1000),
        "device": {"prefix": phone.prefix},
        "helper": who.name,
        **packed(load_for(who, places)),
        **(packed_doors(who) if said.version >= DOORS_VERSION else {}),
    }


@bp.post("/anh/<name>")
@signed_in(Surface.RESIDENT)
def photo_piece(name: str) -> Any:
    """Take one piece of a photo, or none, and say how many bytes have come by now."""
    if (request.content_length or 0) > MOST_PIECE_BYTES:
        raise Conflict("photo", _l("A photo is too large. Please take it out and take it anew."))
    content = request.get_data()
    phone = _phone()
    PIECES.take(str(phone.account_id))
    if not content:
        return {"offset": offset_of(phone, name)}
    offset = add_piece(
        phone,
        name,
        size=_header_number("X-Co"),
        sha256=request.headers.get("X-Sha256", ""),
        offset=_header_number("X-Tu"),
        content=content,
    )
    return {"offset": offset}


@bp.post("/diem-danh/<code>")
@signed_in(Surface.RESIDENT)
def door(code: str) -> Any:
    """Take marks of a door, in their order, each once; give its list, if one may have it now."""
    sent = _json(MOST_ITEM_BYTES)
    who, phone = actor(), _phone()
    DOORS.take(str(phone.account_id))
    session, marks = session_of(who, code), sent.get("marks")
    read = marks_of(marks if isinstance(marks, list) else [], _moment(sent.get("now")))
    outcomes = take_marks(who, session, read) if read else []
    return {"taken": [told(one) for one in outcomes], "door": packed_door(who, session)}


@bp.post("/viec")
@signed_in(Surface.RESIDENT)
def item() -> Any:
    """Take one thing that waited, once, and say under which code it goes on."""
    sent = _json(MOST_ITEM_BYTES)
    who, phone = actor(), _phone()
    FILING.check(str(who.account_id))
    parcel = _parcel(sent)
    slip = take_parcel(who, phone, parcel, secret=_secret(), device=device_digest())
    FILING.count(str(who.account_id))
    return {"slip": slip.slip, "code": slip.code}


def _parcel(sent: dict[str, Any]) -> Parcel:
    kind = _text(sent, "kind")
    if kind not in FORMS:
        raise Invalid("", _l("Please open the page again and send once more."))
    consent, photos = _texts(sent.get("consent")), _photos(sent.get("photos"))
    now = _moment(sent.get("now"))
    despite = sent.get("despite")
    return Parcel(
        **{name: _text(sent, name) for name in TEXTS},
        said=_said(kind, _texts(sent.get("said"))),
        how=consent.get("how", ""),
        relation=consent.get("relation", ""),
        photos=[name for name, role in photos if role == "photo"],
        proof=next((name for name, role in photos if role == consent.get("how")), ""),
        made_at=_moment(sent.get("at")),
        skew_seconds=Said("", 0, now).skew_seconds,
        despite=frozenset(str(one) for one in despite)
        if isinstance(despite, list)
        else frozenset(),
    )


def _said(kind: str, typed: dict[str, str]) -> dict[str, Any]:
    """Return what was filled in, checked by its form; a field that must be mended is a conflict."""
    form = form_of(kind, typed)
    if not form.validate():
        field, messages = next(iter(form.errors.items()))
        raise Conflict("invalid", messages[0], field=field)
    answers = {name: value for name, value in typed.items() if name.startswith("q_")}
    return {**{name: value or "" for name, value in form.data.items()}, **answers}


def _photos(sent: Any) -> list[tuple[str, str]]:
    rows = sent if isinstance(sent, list) else []
    if len(rows) > MOST_PHOTOS + 1:
        raise Conflict("invalid", _l("You can send up to 5 photos."), field="photos")
    pairs = [_texts(row) for row in rows]
    return [(pair.get("id", ""), pair.get("role", "")) for pair in pairs]


def _phone() -> HelperPhone:
    """Return the phone that asks; one that never was made ready, or no longer may, is refused."""
    who = actor()
    key = request.headers.get(PHONE_HEADER, "")
    phone = known_phone(who, key, places_carried(who), secret=_secret())
    if phone is None:
        raise Conflict("unknown", _l("The ward does not know this phone yet. Press: Fetch anew."))
    return phone


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _json(most: int) -> dict[str, Any]:
    if (request.content_length or 0) > most:
        raise Conflict("invalid", _l("That was too large. Please shorten the text."))
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


def _texts(sent: Any) -> dict[str, str]:
    """Return the texts of an object, everything else left out; no NUL, which PostgreSQL does not take."""
    rows = sent if isinstance(sent, dict) else {}
    return {
        str(name): value.replace("\0", "") for name, value in rows.items() if isinstance(value, str)
    }


def _text(sent: dict[str, Any], name: str) -> str:
    return _texts(sent).get(name, "")[:200]


def _number(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value < 2**53 else None


def _header_number(name: str) -> int:
    value = _digits(request.headers.get(name, ""), most=9)
    if value is None:
        raise Invalid("photo", _l("Please open the page again and send once more."))
    return value


def _digits(typed: str, *, most: int) -> int | None:
    """Return a number of so many digits at most; signs like a raised two are digits that int() refuses."""
    if len(typed) > most or not (typed.isascii() and typed.isdigit()):
        return None
    return int(typed)


def _moment(value: Any) -> dt.datetime | None:
    """Return a phone's milliseconds as a moment; None for what cannot be one."""
    milliseconds = _number(value)
    if milliseconds is None or not 0 < milliseconds < 4_102_444_800_000:  # the year 2100
        return None
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


@bp.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
