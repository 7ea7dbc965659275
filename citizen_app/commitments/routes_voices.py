"""The pages on which one of those who asked says whether what was promised is really done."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from citizen_app.commitments import policies, queries
from citizen_app.commitments.commands.voices import speak
from citizen_app.commitments.forms import VoiceForm
from citizen_app.commitments.limits import SPEAKING
from citizen_app.commitments.models import Commitment
from citizen_app.commitments.queries import voices
from citizen_app.commitments.routes_public import bp
from citizen_app.commitments.sources import Asked, asked_by, places_of
from citizen_app.core.access import actor, public
from citizen_app.core.errors import Invalid
from citizen_app.core.files.attachments import read_photos


def _asked(commitment: Commitment, code: str) -> Asked | None:
    return next((one for one in asked_by(actor(), commitment) if one.code == code), None)


@bp.get("/tra-cuu/cam-ket/<ck>/<code>")
@public
def own(ck: str, code: str) -> Any:
    """Show a promise to somebody who asked for it, and ask whether it is really done."""
    found = queries.get_for_asker(ck)
    asked = _asked(found, code)
    if asked is None:
        return redirect(url_for("feedback.track", ma=code))
    voice = voices.own_voice(found, asked)
    form = VoiceForm(data={"verdict": voice.verdict, "text": voice.text} if voice else None)
    return _page(found, asked, form)


@bp.post("/tra-cuu/cam-ket/<ck>/<code>")
@public
def say(ck: str, code: str) -> Any:
    """Confirm that it is done, or say that it is not."""
    found = queries.get_for_asker(ck)
    asked, form = _asked(found, code), VoiceForm.of_request()
    if asked is None:
        return redirect(url_for("feedback.track", ma=code), 303)
    if form.validate():
        try:
            SPEAKING.check(code)
            photos = read_photos(form.photos.data or [])
            SPEAKING.count(code)
            speak(
                actor(),
                found,
                code=code,
                verdict=form.verdict.data,
                text=form.text.data,
                photos=photos,
            )
        except Invalid as error:
            form.put_error(error)
        else:
            return redirect(url_for("commitments.own", ck=found.code, code=code), 303)
    return _page(found, asked, form), 422


def _page(found: Commitment, asked: Asked, form: VoiceForm) -> str:
    voice = voices.own_voice(found, asked)
    until = policies.voices_until(found)
    return render_template(
        "commitments/own.html",
        ward=found.ward,
        commitment=found,
        asked=asked,
        place=places_of([found]).get(found.id),
        evidence=voices.evidence_of(found, public_only=True),
        voice=voice,
        until=until,
        takes_voices=policies.takes_voices(until),
        form=form,
    )
