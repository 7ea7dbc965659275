"""The demonstration's community digital teams, what they filed for others, and one pattern to look at."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

from PIL import Image, ImageDraw

from citizen_app.accounts.actors import acting_as
from citizen_app.accounts.models import Account
from citizen_app.core import clock
from citizen_app.core.actor import Actor
from citizen_app.core.files.images import CleanPhoto, clean_photo
from citizen_app.demo.people import DATA, DemoWard
from citizen_app.demo.telling import Moments
from citizen_app.feedback.commands.submit import Submission
from citizen_app.permissions import Role
from citizen_app.teams.commands.alerts import watch_consent
from citizen_app.teams.commands.consents import PICTURED, ConsentTaken, withdraw_consent
from citizen_app.teams.commands.filing import file_report
from citizen_app.teams.commands.teams import change_team, invite_member, join_team, make_team
from citizen_app.teams.commands.visits import end_visit, start_visit

SET_UP, JOINED = dt.timedelta(days=90), dt.timedelta(days=88)
A_TALK = dt.timedelta(minutes=11)
# A name as it is written with a finger: nobody's.
STROKE = [(60, 120), (90, 60), (120, 130), (150, 70), (190, 120), (240, 90), (300, 125), (380, 70)]


def teams_of(made: list[DemoWard], secret: str) -> list[Moments]:
    """Return the tales of the teams, and of each thing that they filed."""
    data = json.loads((DATA / "teams.json").read_text(encoding="utf-8"))
    by_code = {one.ward.code: one for one in made}
    now = clock.now()
    ward = by_code[data["teams"][0]["ward"]]
    tales = [_tell_team(by_code[row["ward"]], row, now) for row in data["teams"]]
    tales += [
        _tell_filed(ward, row, number, now, secret) for number, row in enumerate(data["filed"])
    ]
    return tales


def _tell_team(made: DemoWard, row: dict[str, Any], now: dt.datetime) -> Moments:
    """Set a team up for the places of the ward's helpers, and have them join by their links."""
    yield now - SET_UP
    leader = made.one(Role.LEADER)
    places = [made.neighbourhoods[name] for names in made.helped.values() for name in names]
    team = make_team(leader, made.ward, name=row["name"], neighbourhoods=places)
    for number, helper in enumerate(made.helpers):
        token = invite_member(leader, team)
        yield now - JOINED + dt.timedelta(hours=3 * number)
        join_team(_acting(helper), token)
    if row["invited"]:
        yield now - dt.timedelta(days=2)
        change_team(leader, team, name=row["name"], neighbourhoods=places, message=row["message"])
        invite_member(leader, team, label=row["invited"])


def _acting(account: Account) -> Actor:
    return acting_as(Actor(), account)


def _tell_filed(
    made: DemoWard, row: dict[str, Any], number: int, now: dt.datetime, secret: str
) -> Moments:
    """Help one person: a talk of some minutes, a report, a slip; some take the access back later."""
    day = clock.local(now).date() - dt.timedelta(days=row["days"])
    begins = clock.start_of_day(day) + dt.timedelta(hours=row["hour"], minutes=7 * number)
    yield begins
    helper, place = made.helpers[row["helper"]], made.neighbourhoods[row["place"]]
    visit = start_visit(_acting(helper), place, name=row["name"])
    yield begins + A_TALK
    taken = ConsentTaken(
        kind=row["kind"],
        neighbourhood=place,
        relation=row["relation"],
        proof=_signature() if row["kind"] in PICTURED else None,
        taken_at=begins if row.get("offline") else None,
        is_offline=row.get("offline", False),
        visit=None if row.get("offline") else visit,
    )
    submission = Submission(
        key=f"demo-help-{number:04}", text=row["text"], neighbourhood=place, name=row["name"]
    )
    filed = file_report(_acting(helper), taken, submission, secret=secret)
    watch_consent(filed.consent)  # nobody's handlers run while the demonstration is told
    end_visit(_acting(helper), visit)
    if row.get("withdrawn"):
        yield begins + dt.timedelta(days=2)
        resident = Actor(unlocked=frozenset({filed.code}))
        withdraw_consent(resident, filed.consent, filed.thing, secret=secret)


def _signature() -> CleanPhoto:
    picture, out = Image.new("RGB", (440, 190), "white"), io.BytesIO()
    ImageDraw.Draw(picture).line(STROKE, fill=(20, 30, 60), width=5, joint="curve")
    picture.save(out, "PNG")
    return clean_photo(out.getvalue())
