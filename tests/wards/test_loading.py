"""Reference data: complete, loaded once, and the ward's own changes stay."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizen_app.core.db import db
from citizen_app.wards.models import (
    AnswerTemplate,
    Category,
    DeadlineRule,
    Department,
    Holiday,
    OldUnit,
    Routing,
    Ward,
)
from citizen_app.wards.queries import list_categories, route_category

TABLES = (Ward, OldUnit, Department, Category, Routing, DeadlineRule, Holiday, AnswerTemplate)


def counts() -> dict[str, int]:
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in TABLES
    }


def load(app: Flask, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["wards", "load", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_city_has_its_168_units_and_their_data(app: Flask) -> None:
    wards = list(db.session.scalars(select(Ward)))
    assert Counter(w.unit_type for w in wards) == {"phuong": 113, "xa": 54, "dac_khu": 1}
    assert all(count > 0 for count in counts().values())
    assert all(w.departments and not w.is_open for w in wards)


def test_loading_again_adds_nothing_and_changes_nothing(app: Flask, ward: Ward) -> None:
    ward.hotline = "028 3829 0000"
    ward.departments[0].name = "Văn phòng của phường"
    db.session.commit()
    before = counts()
    assert "0 wards loaded" in load(app)
    load(app, "--if-empty")
    db.session.expire_all()
    assert counts() == before
    assert (ward.is_open, ward.hotline) == (True, "028 3829 0000")
    assert ward.departments[0].name == "Văn phòng của phường"


def test_another_province_is_loaded_by_the_same_command(app: Flask) -> None:
    before = counts()["ward"]
    assert "126 wards loaded for province 01" in load(app, "--province", "01")
    assert counts()["ward"] == before + 126


def test_codes_tell_wards_apart_where_names_do_not(app: Flask) -> None:
    wards = list(db.session.scalars(select(Ward)))
    assert max(Counter(w.code for w in wards).values()) == 1
    assert max(Counter(w.slug for w in wards).values()) > 1


def test_every_field_of_every_ward_reaches_a_department(app: Flask, ward: Ward) -> None:
    for category in list_categories(ward.id):
        assert route_category(ward.id, category), category.code


def test_a_year_to_come_gets_its_days_off_once(app: Flask) -> None:
    before = counts()["holiday"]
    for _ in range(2):
        result = app.test_cli_runner().invoke(args=["wards", "propose-holidays", "2029"])
        assert result.exit_code == 0, result.output
        assert counts()["holiday"] > before
    assert result.output == "0 days proposed for 2029\n"


@pytest.mark.parametrize("code", ["thai-do-can-bo", "nhung-nhieu", "te-nan", "tre-em-gia-dinh"])
def test_fields_about_people_are_sensitive_from_the_start(app: Flask, code: str) -> None:
    assert db.session.scalars(select(Category).where(Category.code == code)).one().is_sensitive
