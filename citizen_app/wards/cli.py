"""Commands for places and the calendar."""

from __future__ import annotations

import datetime as dt

import click
import holidays
from flask.cli import AppGroup
from sqlalchemy import select

from citizen_app.core.actor import SYSTEM
from citizen_app.core.db import db, transaction
from citizen_app.wards import loading
from citizen_app.wards.commands.calendar import OFF, set_day
from citizen_app.wards.models import Holiday, Ward

FORETOLD = "Dự kiến, chờ thông báo nghỉ chính thức"

group = AppGroup("wards", help="Load wards and their working calendar.")


@group.command("load")
@click.option(
    "--province", default="79", show_default=True, help="Official two-digit code of the province."
)
@click.option("--if-empty", is_flag=True, help="Do nothing when wards are there already.")
def load(province: str, if_empty: bool) -> None:
    """Load the units of a province with the usual departments, fields, limits and holidays."""
    with transaction():
        if if_empty and db.session.scalar(select(Ward.id).limit(1)) is not None:
            return
        count = loading.load_province(province)
    click.echo(f"{count} wards loaded for province {province}")


@group.command("propose-holidays")
@click.argument("year", type=int)
def propose_holidays(year: int) -> None:
    """Add a coming year's days off as far as they can be foretold; correct them under /quan-tri/lich."""
    names = holidays.country_holidays("VN", years=year, language="vi")
    with transaction():
        known = set(db.session.scalars(select(Holiday.day).where(Holiday.ward_id.is_(None))))
        new = sorted(day for day in names if isinstance(day, dt.date) and day not in known)
        for day in new:
            set_day(SYSTEM, None, day=day, kind=OFF, name=str(names[day]), source=FORETOLD)
    click.echo(f"{len(new)} days proposed for {year}")
