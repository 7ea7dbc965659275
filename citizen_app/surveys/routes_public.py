"""The survey for residents: answer, thanks, results."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from citizen_app.core import ids
from citizen_app.core.access import public
from citizen_app.core.errors import Invalid, InvalidTransition
from citizen_app.core.i18n import language
from citizen_app.core.limits import Limit
from citizen_app.core.web.page_cache import cached_page
from citizen_app.surveys import queries
from citizen_app.surveys.commands.answering import give_answer
from citizen_app.surveys.doors import Door, read_token
from citizen_app.surveys.forms import answer_form
from citizen_app.surveys.models import Wave
from citizen_app.surveys.questionnaire import questionnaire, rules
from citizen_app.surveys.results_page import results_of
from citizen_app.surveys.words import CHANNEL_LABELS, quarter_words
from citizen_app.wards import queries as wards

bp = Blueprint("surveys", __name__, template_folder="templates")
PER_ADDRESS = Limit("survey", most=rules().most_of_an_address, window=dt.timedelta(hours=1))
# Says that this device has answered, and in which wave: no number that could name it.
COOKIE = "ln_khao_sat"
AFTER_DIALOGUE = "doi-thoai"


@bp.get("/p/<ward:ward>/khao-sat")
@public
def answer(ward: Any) -> Any:
    """Ask the questions."""
    wave = queries.open_wave_of(ward)
    if wave is None:
        return _nothing_open(ward)
    door = _door(wave, request.args.get("phieu", ""), request.args.get("tu", ""))
    if door is None:
        return render_template("surveys/unknown_card.html", ward=ward)
    if _has_answered(wave, door):
        return render_template("surveys/already.html", ward=ward, wave=wave)
    form = _form(ward, wave, key=ids.new_token())
    form.phieu.data, form.tu.data = request.args.get("phieu", ""), request.args.get("tu", "")
    return _page(ward, wave, form)


@bp.post("/p/<ward:ward>/khao-sat")
@public
def give(ward: Any) -> Any:
    """Take an answer."""
    wave = queries.open_wave_of(ward)
    if wave is None:
        return _nothing_open(ward)
    form = _form(ward, wave)
    door = _door(wave, form.phieu.data or "", form.tu.data or "")
    if door is None:
        return render_template("surveys/unknown_card.html", ward=ward)
    thanks = redirect(url_for("surveys.thanks", ward=ward), 303)
    if _has_answered(wave, door):
        return thanks
    if form.validate():
        try:
            _take(wave, form, door)
        except Invalid as error:
            form.put_error(error)
        except InvalidTransition:
            return render_template("surveys/unknown_card.html", ward=ward), 409
        else:
            return _marked(thanks, wave) if _is_marked_by_device(door) else thanks
    return _page(ward, wave, form), 422


def _take(wave: Wave, form: Any, door: Door) -> None:
    secret = current_app.config["SECRET_KEY"]
    if not door.person:
        # Under the wave's key: nobody reads an address out of the list of tries.
        PER_ADDRESS.take(ids.keyed_digest(secret, wave.key, request.remote_addr or ""))
    reply = form.reply(questionnaire(wave.questionnaire))
    give_answer(wave, reply, door, form_key=form.key.data, secret=secret)


@bp.get("/p/<ward:ward>/khao-sat/cam-on")
@public
@cached_page
def thanks(ward: Any) -> Any:
    """Say thanks, the same to whoever answered now or before."""
    return render_template("surveys/thanks.html", ward=ward, wave=queries.open_wave_of(ward))


@bp.get("/p/<ward:ward>/khao-sat/ket-qua")
@public
@cached_page
def results(ward: Any) -> Any:
    """Show the newest wave that is over."""
    waves = queries.closed_waves(ward)
    if not waves:
        current = queries.open_wave_of(ward)
        return render_template("surveys/no_results.html", ward=ward, current=current)
    return _results(ward, waves[0], waves)


@bp.get("/p/<ward:ward>/khao-sat/ket-qua/<quarter>")
@public
@cached_page
def results_of_quarter(ward: Any, quarter: str) -> Any:
    """Show one wave that is over."""
    waves = queries.closed_waves(ward)
    found = next((wave for wave in waves if wave.quarter == quarter), None)
    return _results(ward, found, waves) if found is not None else abort(404)


def _results(ward: Any, wave: Wave, waves: Any) -> str:
    population = queries.population_rows(ward.id)
    return render_template(
        "surveys/results.html",
        ward=ward,
        wave=wave,
        waves=waves,
        quarter_words=quarter_words,
        page=results_of(wave, language()),
        source=population[0].source if population else "",
        rules=rules(),
        channels=CHANNEL_LABELS,
    )


def _door(wave: Wave, token: str, came_from: str) -> Door | None:
    """Return how somebody came; None when their card or invitation is of no use (any more)."""
    if not token:
        return Door("dialogue" if came_from == AFTER_DIALOGUE else "web")
    door = read_token(wave, token, secret=current_app.config["SECRET_KEY"])
    if door is None or not door.card:
        return door
    card = queries.find_card(wave, door.card)
    if card is None or card.used >= card.most:
        return None
    return Door(card.channel, card=card.code)


def _is_marked_by_device(door: Door) -> bool:
    """Return whether the device's mark counts: not for a person's own invitation, nor on a shared device."""
    return not door.person and door.channel != "door"


def _mark(wave: Wave) -> str:
    return f"{wave.ward_id}.{wave.quarter}"


def _has_answered(wave: Wave, door: Door) -> bool:
    if door.person:
        return queries.is_used(wave, door.digest(wave, "", current_app.config["SECRET_KEY"]))
    return _is_marked_by_device(door) and request.cookies.get(COOKIE) == _mark(wave)


def _marked(response: Any, wave: Wave) -> Any:
    response.set_cookie(
        COOKIE,
        _mark(wave),
        max_age=rules().longest_days * 24 * 3600,
        path=url_for("surveys.answer", ward=wave.ward.path_id),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


def _form(ward: Any, wave: Wave, **data: Any) -> Any:
    asked = questionnaire(wave.questionnaire)
    places = wards.list_neighbourhoods(ward)
    return answer_form(asked, places, language=language(), unit=ward.unit_type, **data)


def _page(ward: Any, wave: Wave, form: Any) -> Response:
    asked = questionnaire(wave.questionnaire)
    page = render_template(
        "surveys/answer.html", ward=ward, wave=wave, form=form, asked=asked, rules=rules()
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _nothing_open(ward: Any) -> Any:
    _current, has_results = queries.standing_of(ward)
    return render_template(
        "surveys/closed.html", ward=ward, coming=queries.next_wave_of(ward), has_results=has_results
    )
