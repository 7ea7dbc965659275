"""What the account page, the download of one's data and the erasure know of helpers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from citizen_app.accounts.extensions import (
    ACCOUNT_SECTIONS,
    CLOSED_SINCE,
    DATA_EXPORTERS,
    ERASERS,
    Section,
)
from citizen_app.core.actor import Actor
from citizen_app.core.db import db
from citizen_app.core.i18n import lazy_gettext as _l
from citizen_app.dialogue.models import Session
from citizen_app.dialogue.models_attendance import DoorDuty
from citizen_app.feedback.commands.judge import JUDGED_WITH_HELP
from citizen_app.feedback.models import Report
from citizen_app.teams import queries
from citizen_app.teams.commands.alerts import watch_judging
from citizen_app.teams.commands.teams import leave_all_teams
from citizen_app.teams.devices import digest_of
from citizen_app.teams.models import Consent, Member


def teams_section(actor: Actor) -> Section | None:
    """Return the teams that somebody is in; None for everybody else."""
    mine = queries.memberships_of(actor.account_id)
    if not mine:
        return None
    return Section(_l("My team"), "teams/account_teams.html", {"memberships": mine})


def export_teams(actor: Actor) -> list[dict[str, Any]]:
    """Return what is held of somebody as a helper: their teams and how often they helped, with what.

    What they filed is the residents' and is not in it.
    """
    mine = select(Member).where(Member.account_id == actor.account_id).order_by(Member.id)
    counts = select(Consent.team_id, Consent.purpose, func.count()).where(
        Consent.helper_id == actor.account_id
    )
    helped: dict[int, dict[str, int]] = {}
    for team_id, purpose, count in db.session.execute(
        counts.group_by(Consent.team_id, Consent.purpose)
    ):
        helped.setdefault(team_id, {})[purpose] = count
    return [
        {
            "team": member.team.name,
            "ward": member.team.ward.full_name,
            "joined_at": member.joined_at.isoformat(),
            "ended_at": member.ended_at.isoformat() if member.ended_at else None,
            "helped": helped.get(member.team_id, {}),
        }
        for member in db.session.scalars(mine)
    ]


def export_doors(actor: Actor) -> list[dict[str, Any]]:
    """Return at the doors of which dialogues somebody was put as a helper."""
    query = select(DoorDuty, Session).join(DoorDuty.session).order_by(DoorDuty.id)
    return [
        {
            "dialogue": session.code,
            "appointed_at": duty.appointed_at.isoformat(),
            "ended_at": duty.ended_at.isoformat() if duty.ended_at else None,
        }
        for duty, session in db.session.execute(
            query.where(DoorDuty.account_id == actor.account_id)
        )
    ]


def look_at_judging(report: Report, mark: str) -> None:
    """Look whether a case that was filed with help was judged on the helper's own device."""
    consent = queries.consent_of(report)
    if consent is not None and mark:
        secret = str(current_app.config["SECRET_KEY"])
        watch_judging(report, consent, digest_of(mark, secret))


def closed_by_withdrawal(unlocked: dict[str, dt.datetime]) -> set[str]:
    """Return what was opened with the old PIN before the resident took the helper's access back."""
    query = select(Consent.subject_code, Consent.withdrawn_at).where(
        Consent.subject_code.in_(sorted(unlocked)), Consent.withdrawn_at.is_not(None)
    )
    return {code for code, at in db.session.execute(query) if at and unlocked[code] < at}


def register() -> None:
    """Hang in, once."""
    if teams_section not in ACCOUNT_SECTIONS:
        ACCOUNT_SECTIONS.append(teams_section)
        ERASERS.append(leave_all_teams)
        JUDGED_WITH_HELP.append(look_at_judging)
        CLOSED_SINCE.append(closed_by_withdrawal)
    DATA_EXPORTERS["teams"] = export_teams
    DATA_EXPORTERS["doors"] = export_doors
