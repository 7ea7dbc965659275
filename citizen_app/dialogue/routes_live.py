"""Everybody's pages of a session that runs: the board, its version, the screen, voting, speaking."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, abort, current_app, redirect, render_template, request, url_for

from citizen_app.core.access import actor, public
from citizen_app.core.actor import Actor
from citizen_app.core.errors import Invalid
from citizen_app.core.i18n import force_locale
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.brief_page import brief_page
from citizen_app.core.web.qr import qr_picture
from citizen_app.dialogue import policies_live, queries_live
from citizen_app.dialogue.commands import polls, speaking
from citizen_app.dialogue.devices import known_participant, participant
from citizen_app.dialogue.forms_live import SpeakForm
from citizen_app.dialogue.limits import SPEAKING, VOTING
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.routes_public import bp
from citizen_app.dialogue.words import KIND_LABELS, phase_of
from citizen_app.wards import queries as wards

HOME = "/p/<ward:ward>/doi-thoai/<code>/truc-tiep"
LANGUAGES = ("vi", "en")
NUMBER = re.compile(r"[0-9]{1,9}")


@bp.get(HOME)
@public
@brief_page(by_cookie=True)
def live(ward: Any, code: str) -> Any:
    """Show the board of a session: what is answered now, the questions, polls, speakers."""
    held = queries_live.get_session(ward, code)
    if held.code != code:
        return redirect(url_for("dialogue.live", ward=ward, code=held.code), 301)
    return render_template(
        "dialogue/live.html",
        ward=ward,
        session=held,
        phase=phase_of(held),
        kinds=KIND_LABELS,
        board=queries_live.get_board(ward, held),
    )


@bp.get(f"{HOME}/so")
@public
@brief_page(by_cookie=False)
def live_version(ward: Any, code: str) -> Any:
    """Say in a few bytes which state the board has."""
    return Response(str(queries_live.version_of(ward)), mimetype="text/plain")


@bp.get(f"{HOME}/bang/<language>")
@public
@brief_page(by_cookie=False)
def live_board(ward: Any, code: str, language: str) -> Any:
    """Give the board alone, as it goes into the page."""
    return _part("dialogue/_live_board.html", ward, code, language)


@bp.get("/p/<ward:ward>/doi-thoai/<code>/man-hinh")
@public
@brief_page(by_cookie=True)
def screen(ward: Any, code: str) -> Any:
    """Show what stands on the big screen of the hall."""
    held = queries_live.get_session(ward, code)
    return render_template(
        "dialogue/live_screen.html",
        ward=ward,
        session=held,
        board=queries_live.get_board(ward, held),
        **_way_in(held),
    )


@bp.get("/p/<ward:ward>/doi-thoai/<code>/man-hinh/bang/<language>")
@public
@brief_page(by_cookie=False)
def screen_board(ward: Any, code: str, language: str) -> Any:
    """Give what changes on the big screen."""
    return _part("dialogue/_live_screen.html", ward, code, language)


def _way_in(held: Session) -> dict[str, Any]:
    address = whole_address("dialogue.live", ward=held.ward.path_id, code=held.code)
    return {"qr": qr_picture(address), "address": address}


def _part(template: str, ward: Any, code: str, language: str) -> Any:
    if language not in LANGUAGES:
        abort(404)
    held = queries_live.get_session(ward, code)
    with force_locale(language):
        board = queries_live.get_board(ward, held)
        part = render_template(template, ward=ward, session=held, board=board)
    # No page: whoever opens its address sees no half of one.
    return Response(part, mimetype="text/plain")


@bp.get(f"{HOME}/cau-hoi")
@public
@brief_page(by_cookie=True)
def live_questions(ward: Any, code: str) -> Any:
    """Show every question of the session, those that wait first."""
    held = queries_live.get_session(ward, code)
    return render_template(
        "dialogue/live_questions.html",
        ward=ward,
        session=held,
        board=queries_live.get_board(ward, held, queries_live.MOST),
        answered=queries_live.list_answered(held),
    )


@bp.post(f"{HOME}/bieu-quyet/<int:poll_number>")
@public
def vote(ward: Any, code: str, poll_number: int) -> Any:
    """Vote in a poll that is open; again, to change the vote."""
    held = queries_live.get_session(ward, code)
    poll = queries_live.get_poll(held, poll_number)
    VOTING.take(request.remote_addr or "")
    chosen = request.form.get("lua-chon", "")
    try:
        polls.cast_vote(
            poll,
            option_id=int(chosen) if NUMBER.fullmatch(chosen) else 0,
            participant=participant(actor()),
            secret=current_app.config["SECRET_KEY"],
        )
    except Invalid as error:
        return _message(ward, held, str(error.message)), 422
    return redirect(url_for("dialogue.voted", ward=ward, code=held.code), 303)


def _message(ward: Any, held: Session, words: str) -> str:
    return render_template("dialogue/live_message.html", ward=ward, session=held, words=words)


@bp.get(f"{HOME}/bieu-quyet/<int:poll_number>")
@public
def back_from_vote(ward: Any, code: str, poll_number: int) -> Any:
    """Go to the board: somebody came back to the address of a vote."""
    return redirect(url_for("dialogue.live", ward=ward, code=code))


@bp.get(f"{HOME}/da-bieu-quyet")
@public
def voted(ward: Any, code: str) -> Any:
    """Thank for the vote, and lead back."""
    held = queries_live.get_session(ward, code)
    return render_template("dialogue/live_voted.html", ward=ward, session=held)


@bp.route(f"{HOME}/phat-bieu", methods=["GET", "POST"])
@public
def speak(ward: Any, code: str) -> Any:
    """Ask to speak; whoever waits already sees the number instead."""
    held = queries_live.get_session(ward, code)
    form, places = SpeakForm.of_request(), wards.list_neighbourhoods(ward)
    form.offer(places)
    if form.accepts():
        SPEAKING.take(request.remote_addr or "")
        place = next((n for n in places if str(n.id) == form.neighbourhood.data), None)
        try:
            speaking.ask_to_speak(
                Actor(),
                held,
                display=form.display.data,
                neighbourhood=place,
                participant=participant(actor()),
            )
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("dialogue.speak", ward=ward, code=held.code), 303)
    return _speak_page(ward, held, form)


def _speak_page(ward: Any, held: Session, form: SpeakForm) -> Any:
    known = known_participant(actor())
    mine = speaking.waiting_of(held, known) if known else None
    page = render_template(
        "dialogue/live_speak.html",
        ward=ward,
        session=held,
        form=form,
        mine=mine,
        board=queries_live.get_board(ward, held, 0),
        is_live=policies_live.is_live(held),
        has_left="thoi" in request.args,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{HOME}/phat-bieu/<int:number>/thoi")
@public
def leave(ward: Any, code: str, number: int) -> Any:
    """Leave the queue of speakers."""
    held = queries_live.get_session(ward, code)
    speaker = queries_live.get_speaker(held, number)
    known = known_participant(actor())
    if known is None or speaker.participant_digest != known:
        abort(404)
    speaking.leave_queue(Actor(unlocked=frozenset({known})), speaker)
    return redirect(url_for("dialogue.speak", ward=ward, code=held.code, thoi=1), 303)
