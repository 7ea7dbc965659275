"""Where the pictures of the help pages are taken: addresses, and cases found by what they are like."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from citizen_app import create_app
from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.core import clock, ids
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.dialogue.models import Question, Session
from citizen_app.dialogue.queries import questions
from citizen_app.feedback import policies, queries
from citizen_app.feedback.models import Report
from citizen_app.feedback.steps import BY_NAME
from citizen_app.feedback.workflow import WITH_WARD, machine
from citizen_app.paper.models import Booklet, Sheet
from citizen_app.surveys.queries import open_wave_of
from citizen_app.teams.models import Alert, Team
from citizen_app.wards.models import Ward
from config import Settings

WARD = "26743"
NO_CASE = "the demonstration has no such case"


@dataclasses.dataclass(frozen=True)
class Missing:
    """Why a picture cannot be taken."""

    reason: str


def places(declared: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, str] | Missing]:
    """For each picture its address and case, or why there is none. Reads the environment's site."""
    app = create_app(Settings.from_environment())
    with app.app_context():
        return {name: place_of(app, picture) for name, picture in declared.items()}


def lacking(app: Flask, picture: Mapping[str, Any]) -> str:
    """What of a picture the site does not have yet, in words; empty when it has all."""
    if picture.get("needs", "static") not in {*app.view_functions, "static"}:
        return f"the site has no {picture['needs']} yet"
    if "step" in picture and picture["step"] not in BY_NAME:
        return f"the site has no page for the step {picture['step']} yet"
    if "opens" in picture and not page_for(app, picture["opens"]):
        return f"the site has no page for {picture['opens']} yet"
    return ""


def page_for(app: Flask, permission: str) -> str:
    """The shortest address, of a page and not of a file, that a permission is for."""
    rules = (
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and "." not in rule.rule
        if app.view_functions[rule.endpoint].access_marker.permission == permission
    )
    return min(rules, key=len, default="")


def place_of(app: Flask, picture: Mapping[str, Any]) -> dict[str, str] | Missing:
    reason = lacking(app, picture)
    if reason:
        return Missing(reason)
    ward = db.session.scalars(select(Ward).where(Ward.code == WARD)).one()
    place = {"ward": ward.path_id, "year": str(clock.today().year)}
    if "step" in picture or "case" in picture:
        report = next(fitting(app, ward, picture), None)
        if report is None:
            return Missing(NO_CASE)
        place |= {"code": report.code, "pin": pin_of(app, report)}
    if "session" in picture:
        found = dialogue_place(app, ward, picture)
        if not found:
            return Missing(NO_CASE)
        place |= found
    others = {name: find(ward, picture[name]) for name, find in FINDERS.items() if name in picture}
    if None in others.values():
        return Missing(NO_CASE)
    place |= {name: code for name, code in others.items() if code}
    return place | {"at": address_of(app, picture, place)}


def team_with_alert(ward: Ward, _wanted: Any) -> str | None:
    """Code of a team of which something waits to be looked at."""
    waits = select(Alert.team_id).where(Alert.state == "open")
    teams = select(Team.code).where(Team.ward_id == ward.id, Team.id.in_(waits))
    return db.session.scalar(teams.order_by(Team.id))


def sheet_in_state(ward: Ward, wanted: str) -> str | None:
    """Number of the first paper sheet in a state."""
    sheets = select(Sheet.number).where(Sheet.ward_id == ward.id, Sheet.state == wanted)
    return db.session.scalar(sheets.order_by(Sheet.id))


def booklet_with(ward: Ward, wanted: str) -> str | None:
    """Code of the first booklet that has a sheet in a state."""
    booklets = select(Booklet.code).join(Sheet).where(Booklet.ward_id == ward.id)
    return db.session.scalar(booklets.where(Sheet.state == wanted).order_by(Booklet.id))


def quarter_of_wave(ward: Ward, _wanted: Any) -> str | None:
    """Quarter of the survey that is open now, as in its address."""
    wave = open_wave_of(ward)
    return wave.quarter if wave is not None else None


FINDERS: dict[str, Callable[[Ward, Any], str | None]] = {
    "team": team_with_alert,
    "sheet": sheet_in_state,
    "booklet": booklet_with,
    "wave": quarter_of_wave,
}


def dialogue_place(app: Flask, ward: Ward, picture: Mapping[str, Any]) -> dict[str, str]:
    """Codes of the first dialogue that is as wanted, and of its question; empty when there is none."""
    held = select(Session).where(Session.ward_id == ward.id).order_by(Session.starts_at, Session.id)
    secret, wanted = app.config["SECRET_KEY"], picture.get("question")
    for session in db.session.scalars(held):
        if not is_like(session, picture["session"]):
            continue
        if wanted is None:
            return {"session": session.code}
        asked = select(Question).where(Question.session_id == session.id, Question.state == wanted)
        for question in db.session.scalars(asked.order_by(Question.id)):
            pin = ids.pin_for(secret, question.idempotency_digest)
            if questions.has_pin(question, pin, secret):
                codes = {"question": question.code, "question_pin": pin}
                return {"session": session.code, **codes}
    return {}


def is_like(session: Session, wanted: str) -> bool:
    is_today = clock.local_date(session.starts_at) == clock.today()
    if wanted == "today":
        return session.state == "announced" and is_today
    return session.state == wanted and session.starts_at > clock.now() and not is_today


def address_of(app: Flask, picture: Mapping[str, Any], place: dict[str, str]) -> str:
    if "opens" in picture:
        return page_for(app, picture["opens"])
    if "at" in picture:
        return str(picture["at"].format(**place))
    step = BY_NAME[picture["step"]]
    with app.test_request_context():
        if own_page := getattr(step, "endpoint", None):
            return url_for(own_page, code=place["code"])
        return url_for("staff_feedback.case", code=place["code"], viec=step.path)


def pin_of(app: Flask, report: Report) -> str:
    secret = app.config["SECRET_KEY"]
    pin = ids.pin_for(secret, report.idempotency_digest)
    return pin if queries.has_pin(report, pin, secret) else ""


def fitting(app: Flask, ward: Ward, picture: Mapping[str, Any]) -> Iterator[Report]:
    """The ward's cases that are as wanted, open ones to all first, then in the order they came."""
    wanted, actor = picture.get("case", {}), actor_of(picture.get("who"))
    in_ward = select(Report).where(Report.holder_ward_id == ward.id)
    for report in db.session.scalars(in_ward.order_by(Report.is_restricted, Report.id)).unique():
        sender = Actor(unlocked=frozenset({report.code}))
        fits = (
            "state" not in wanted or report.state in wanted["state"],
            "public" not in wanted or policies.is_public(report) is wanted["public"],
            "late" not in wanted or is_late(report) is wanted["late"],
            "judged" not in wanted or policies.can_judge(sender, report) is not wanted["judged"],
            "{pin}" not in str(picture.get("do", "")) or pin_of(app, report),
            actor is None or policies.can_see_as_staff(actor, report),
            "step" not in picture or machine.may(actor, report, picture["step"]),
        )
        if all(fits):
            yield report


def is_late(report: Report) -> bool:
    return report.state in WITH_WARD and report.due_at is not None and report.due_at < clock.now()


def actor_of(name: str | None) -> Actor | None:
    """One of the demonstration's staff, as commands see them."""
    if not name:
        return None
    account = (
        db.session.scalars(select(Account).where(Account.public_name == name)).unique().first()
    )
    if account is None:
        raise LookupError(f"the demonstration has nobody called {name}")
    return acting_as(Actor(), account)
