"""Commands for the figures: build them anew, verify them, say what lies behind one."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from citizen_app.core import clock
from citizen_app.core.db import db
from citizen_app.metrics.catalogue import CATALOGUE
from citizen_app.metrics.explaining import behind
from citizen_app.metrics.index.stored import keep_all
from citizen_app.metrics.periods import Period, parse_period
from citizen_app.metrics.values import value_of
from citizen_app.metrics.verifying import recompute_ward, verify_ward
from citizen_app.wards.models import Ward

group = AppGroup("metrics", help="The figures of the wards.")
ward_option = click.option(
    "--ward", help="Code of a ward, five digits; without it: every open ward."
)


def _wards(code: str | None) -> list[Ward]:
    query = (
        select(Ward).where(Ward.is_open) if code is None else select(Ward).where(Ward.code == code)
    )
    found = list(db.session.scalars(query.order_by(Ward.code)))
    if not found:
        raise click.ClickException(f"there is no ward {code}" if code else "no ward is open")
    return found


@group.command("recompute")
@ward_option
def recompute(ward: str | None) -> None:
    """Throw the sums away and build them from the events."""
    for one in [(found.id, found.code) for found in _wards(ward)]:
        click.echo(f"{one[1]}: {recompute_ward(one[0])} things told")


@group.command("verify")
@ward_option
def verify(ward: str | None) -> None:
    """Compare the sums with a full recomputation from the events; exit 1 where they differ."""
    wrong = 0
    for ward_id, code in [(found.id, found.code) for found in _wards(ward)]:
        check = verify_ward(ward_id)
        click.echo(f"{code}: {check.subjects} things, {check.mismatches} differences")
        for difference in check.differences:
            click.echo(f"  {difference}")
        wrong += check.mismatches
    if wrong:
        raise SystemExit(1)


@group.command("index")
def index() -> None:
    """Work out the composite indices of all open wards that have something new, and where wards stand."""
    click.echo(f"{keep_all()} wards worked out")


@group.command("explain")
@click.argument("indicator")
@click.option("--ward", required=True, help="Code of the ward, five digits.")
@click.option("--period", default="", help="2026-11-27, 2026-11, 2026-Q4, 2026 or 12-months.")
def explain(indicator: str, ward: str, period: str) -> None:
    """Say how a figure came about, and list the things behind it."""
    (found,) = _wards(ward)
    if indicator not in CATALOGUE:
        raise click.ClickException(f"there is no indicator {indicator}")
    span = parse_period(period) if period else Period.last_months(clock.today(), 12)
    if span is None:
        raise click.ClickException(f"not a period: {period}")
    value = value_of(CATALOGUE[indicator], found, span)
    shown = "too little to say" if value.value is None else f"{value.value:.4g}"
    click.echo(f"{CATALOGUE[indicator].name_en}: {shown} ({value.num}/{value.den})")
    for thing in behind(indicator, found, span):
        click.echo(f"  {thing.day:%Y-%m-%d}  {thing.code:16} {thing.num}/{thing.den}")
