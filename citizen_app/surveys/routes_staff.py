"""Staff's pages of the survey: plan, open and close a wave, print cards, see how many have answered."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)

from citizen_app.core.access import actor, requires
from citizen_app.core.errors import Invalid
from citizen_app.core.exports.posters import poster_pdf
from citizen_app.core.i18n import gettext as _
from citizen_app.core.web.addresses import whole_address
from citizen_app.core.web.qr import qr_picture
from citizen_app.permissions import Permission
from citizen_app.surveys import papers, queries
from citizen_app.surveys.commands import cards, waves
from citizen_app.surveys.doors import card_token
from citizen_app.surveys.forms import CardForm, StepForm, WaveForm, population_form
from citizen_app.surveys.models import Card, Wave
from citizen_app.surveys.questionnaire import rules
from citizen_app.surveys.words import CHANNEL_LABELS, VARIABLE_LABELS, quarter_words
from citizen_app.surveys.workflow import STATE_LABELS, machine
from citizen_app.wards import queries as wards
from citizen_app.wards.choosing import ward_and_others, ward_of_page
from citizen_app.wards.models import Ward

bp = Blueprint(
    "staff_surveys", __name__, template_folder="templates", url_prefix="/can-bo/khao-sat"
)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.SURVEY_RUN)
def list_waves() -> Any:
    """List the waves of a ward; plan the next one."""
    ward, mine = ward_and_others(Permission.SURVEY_RUN)
    form = WaveForm.of_request()
    if form.accepts():
        days = {"opens_on": form.opens_on.data, "closes_on": form.closes_on.data}
        try:
            wave = waves.plan_wave(actor(), ward, **days)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Saved."), "success")
            return redirect(_address_of(ward, wave), 303)
    page = render_template(
        "surveys/staff_list.html",
        ward=ward,
        mine=mine,
        waves=queries.waves_for_staff(actor(), ward),
        states=STATE_LABELS,
        quarter_words=quarter_words,
        form=form,
        may_set_population=actor().may(Permission.WARD_SETTINGS, ward.id),
    )
    return page, 422 if form.errors else 200


@bp.get("/<ward_code>/<quarter>")
@requires(Permission.SURVEY_RUN)
def show(ward_code: str, quarter: str) -> Any:
    """Show one wave: how many answered, its cards, the next step."""
    return _wave_page(_wave(ward_code, quarter))


@bp.post("/<ward_code>/<quarter>/mo")
@requires(Permission.SURVEY_RUN)
def open_now(ward_code: str, quarter: str) -> Any:
    """Open a wave."""
    wave, form = _wave(ward_code, quarter), StepForm.of_request()
    waves.open_wave(actor(), wave, version=form.seen)
    return _back(wave)


@bp.post("/<ward_code>/<quarter>/dong")
@requires(Permission.SURVEY_RUN)
def close_now(ward_code: str, quarter: str) -> Any:
    """Close a wave and publish its results."""
    wave, form = _wave(ward_code, quarter), StepForm.of_request()
    secret = current_app.config["SECRET_KEY"]
    waves.close_wave(actor(), wave, secret=secret, version=form.seen)
    return _back(wave)


@bp.post("/<ward_code>/<quarter>/the")
@requires(Permission.SURVEY_RUN)
def make_card(ward_code: str, quarter: str) -> Any:
    """Make a card to print."""
    wave, form = _wave(ward_code, quarter), CardForm.of_request()
    if not form.validate():
        return _wave_page(wave, form), 422
    card = cards.make_card(actor(), wave, channel=form.channel.data, place=form.place.data)
    return redirect(url_for("staff_surveys.card", code=card.code), 303)


@bp.get("/<ward_code>/<quarter>/<_step>")
@requires(Permission.SURVEY_RUN)
def back(ward_code: str, quarter: str, _step: str) -> Any:
    """Go to the wave: a reader came back to the address of a form."""
    return redirect(url_for("staff_surveys.show", ward_code=ward_code, quarter=quarter))


@bp.get("/the/<code>")
@requires(Permission.SURVEY_RUN)
def card(code: str) -> Any:
    """Show a card, to print or to fetch as PDF."""
    found = queries.get_card(actor(), code)
    address = _card_address(found)
    return render_template(
        "surveys/card.html",
        ward=found.wave.ward,
        card=found,
        channels=CHANNEL_LABELS,
        poster=papers.card_poster(found, address),
        qr=qr_picture(address),
    )


@bp.get("/the/<code>/a4")
@requires(Permission.SURVEY_RUN)
def card_file(code: str) -> Any:
    """Give the card as PDF, A4; at half size it fits A5."""
    found = queries.get_card(actor(), code)
    content = poster_pdf(papers.card_poster(found, _card_address(found)))
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="khao-sat-{found.code}.pdf"'
    return response


@bp.route("/dan-so", methods=["GET", "POST"])
@requires(Permission.WARD_SETTINGS)
def population() -> Any:
    """Enter how many adults belong to which group."""
    ward = ward_of_page(Permission.WARD_SETTINGS)
    form = population_form(wards.list_neighbourhoods(ward), queries.population_rows(ward.id))
    if form.accepts() and not _put_halves(form):
        try:
            cards.set_population(actor(), ward, form.counts(), source=form.source.data)
        except Invalid as error:
            form.put_error(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff_surveys.population", phuong=ward.code), 303)
    page = render_template(
        "surveys/population.html", ward=ward, form=form, variables=VARIABLE_LABELS
    )
    return page, 422 if form.errors else 200


def _put_halves(form: Any) -> bool:
    """Say which variable is filled in by half."""
    halves = form.half_variables()
    for variable in halves:
        words = _("Please fill in every group, or none: %(name)s.", name=VARIABLE_LABELS[variable])
        form.put_error(Invalid("", words))
    return bool(halves)


def _wave(ward_code: str, quarter: str) -> Wave:
    return queries.get_wave(actor(), wards.get_ward(ward_code), quarter)


def _wave_page(wave: Wave, form: Any = None) -> str:
    counts = queries.counts_of(wave)
    return render_template(
        "surveys/staff_wave.html",
        ward=wave.ward,
        wave=wave,
        quarter=quarter_words(wave.quarter),
        states=STATE_LABELS,
        channels=CHANNEL_LABELS,
        counts=counts,
        total=sum(counts.values()),
        cards=queries.cards_of(wave),
        steps={step.name: step for step in machine.available(actor(), wave)},
        least=rules().least_answers,
        form=form or CardForm(),
    )


def _back(wave: Wave) -> Any:
    flash(_("Saved."), "success")
    return redirect(_address_of(wave.ward, wave), 303)


def _address_of(ward: Ward, wave: Wave) -> str:
    return url_for("staff_surveys.show", ward_code=ward.code, quarter=wave.quarter)


def _card_address(found: Card) -> str:
    token = card_token(found.code)
    return whole_address("surveys.answer", ward=found.wave.ward.path_id, phieu=token)
