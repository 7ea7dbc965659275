"""Loading reference data: units of a province, and the defaults that every ward starts with.

Loading again adds what is missing and leaves alone what a ward has changed.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert, select

from citizen_app.core.db import db
from citizen_app.core.text import fold, same_tones
from citizen_app.wards.models import (
    AnswerTemplate,
    Category,
    DeadlineRule,
    Department,
    EscalationRule,
    Holiday,
    OldUnit,
    Routing,
    Ward,
)

DATA = Path(__file__).parent / "data"


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our data files; nothing when there is no such file."""
    path = DATA / name
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def folded_name(*parts: str) -> str:
    """Return names joined and folded for finding."""
    return fold(same_tones(" ".join(parts)))


def load_province(province: str) -> int:
    """Load a province's units with their old names and defaults; return how many units were new."""
    load_defaults()
    known = set(db.session.scalars(select(Ward.code)))
    new = [
        row
        for row in rows_of("units.csv")
        if row["province_code"] == province and row["code"] not in known
    ]
    if not new:
        return 0
    db.session.execute(insert(Ward), [_ward(row) for row in new])
    wards = {
        w.code: w for w in db.session.scalars(select(Ward).where(Ward.province_code == province))
    }
    fresh = [wards[row["code"]] for row in new]
    _load_old_units(province, wards, {ward.code for ward in fresh})
    _load_departments(fresh)
    return len(fresh)


def _ward(row: dict[str, str]) -> dict[str, object]:
    return {
        **{
            key: row[key]
            for key in (
                "code",
                "name",
                "full_name",
                "slug",
                "unit_type",
                "province_code",
                "province_name",
            )
        },
        "population": int(row["population"]) if row["population"] else None,
        "area_km2": float(row["area_km2"]) if row["area_km2"] else None,
        "lat": float(row["lat"]) if row["lat"] else None,
        "lon": float(row["lon"]) if row["lon"] else None,
        "address": row["address"],
        "folded": folded_name(row["full_name"]),
    }


def _load_old_units(province: str, wards: dict[str, Ward], fresh: set[str]) -> None:
    rows = [row for row in rows_of(f"old_units_{province}.csv") if row["new_code"] in fresh]
    if rows:
        db.session.execute(
            insert(OldUnit),
            [
                {
                    **{
                        key: row[key]
                        for key in ("old_code", "old_name", "old_district", "old_province")
                    },
                    "ward_id": wards[row["new_code"]].id,
                    "is_whole": row["part"] == "whole",
                    "folded": folded_name(row["old_name"], row["old_district"]),
                }
                for row in rows
            ],
        )


def _load_departments(wards: list[Ward]) -> None:
    """Give wards the usual departments (Decree 150/2025) and the usual routing; both are theirs to change."""
    defaults = list(rows_of("departments.csv"))
    names = ("code", "name", "name_en", "short_name")
    departments = [
        {**{key: row[key] for key in names}, "ward_id": ward.id, "position": place}
        for ward in wards
        for place, row in enumerate(defaults)
        if row["unit_type"] == ward.unit_type
    ]
    db.session.execute(insert(Department), departments)
    categories = dict(db.session.execute(select(Category.code, Category.id)).all())
    ids = {(d.ward_id, d.code): d.id for d in db.session.scalars(select(Department))}
    routes = [
        {
            "ward_id": ward.id,
            "category_id": categories[row["category_code"]],
            "department_id": ids[ward.id, row["department_code"]],
        }
        for ward in wards
        for row in rows_of("routing.csv")
        if (ward.id, row["department_code"]) in ids
    ]
    db.session.execute(insert(Routing), routes)


def load_defaults() -> None:
    """Load the fields, limits, holidays and answer texts that hold everywhere, where they are missing."""
    _load_categories()
    named = select(DeadlineRule.purpose).where(DeadlineRule.ward_id.is_(None))
    limited = set(
        db.session.scalars(named)
    )  # what a new release brings comes to old installations too
    db.session.add_all(
        _rule(row) for row in rows_of("deadline_rules.csv") if row["purpose"] not in limited
    )
    known = set(db.session.scalars(select(Holiday.day).where(Holiday.ward_id.is_(None))))
    for row in rows_of("holidays.csv"):
        if dt.date.fromisoformat(row["date"]) not in known:
            db.session.add(_holiday(row))
    if db.session.scalar(select(EscalationRule.id).limit(1)) is None:
        db.session.add_all(_rung(row) for row in rows_of("escalation_rules.csv"))
    codes = set(
        db.session.scalars(select(AnswerTemplate.code).where(AnswerTemplate.ward_id.is_(None)))
    )
    db.session.add_all(
        AnswerTemplate(**row) for row in rows_of("answer_templates.csv") if row["code"] not in codes
    )
    db.session.flush()


def _load_categories() -> None:
    known = {c.code: c for c in db.session.scalars(select(Category))}
    for place, row in enumerate(rows_of("categories.csv")):
        if row["code"] in known:
            continue
        parent = known.get(row["parent_code"])
        category = Category(
            **{key: row[key] for key in ("code", "name", "name_en", "hint")},
            parent_id=parent.id if parent else None,
            keywords=[word for word in row["keywords"].split(";") if word],
            is_sensitive=row["sensitive"] == "1",
            position=place,
        )
        db.session.add(category)
        db.session.flush()
        known[category.code] = category


def _rule(row: dict[str, str]) -> DeadlineRule:
    return DeadlineRule(
        **{
            key: row[key]
            for key in ("purpose", "report_kind", "unit", "citation", "citation_en", "note")
        },
        days=int(row["days"]),
        clock_rests_while_waiting=row["clock_rests_while_waiting"] == "1",
        effective_from=dt.date.fromisoformat(row["effective_from"]),
        effective_to=dt.date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
    )


def _rung(row: dict[str, str]) -> EscalationRule:
    return EscalationRule(
        **{key: row[key] for key in ("code", "tell", "citation", "citation_en")},
        share=int(row["share"]),
        days_late=int(row["days_late"]),
        effective_from=dt.date.fromisoformat(row["effective_from"]),
        effective_to=dt.date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
    )


def _holiday(row: dict[str, str]) -> Holiday:
    names = ("kind", "name", "name_en", "source")
    return Holiday(day=dt.date.fromisoformat(row["date"]), **{key: row[key] for key in names})
