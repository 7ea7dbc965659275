"""Administrators at work. Pages are read in English here: the words are those of the code."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from citizen_app.core.i18n import LANGUAGE_COOKIE
from citizen_app.permissions import Role
from citizen_app.wards.models import Ward
from tests.support import people
from tests.support.client import Page, StrictClient

BAN_CO = "27154"


def in_english(browser: StrictClient) -> StrictClient:
    browser.set_cookie(LANGUAGE_COOKIE, "en")
    return browser


def press(browser: StrictClient, address: str, *, status: int = 303, **fields: Any) -> Page:
    """Press a button of one of our own pages."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    return browser.post(address, data=fields, headers=headers, status=status)


@pytest.fixture
def other_ward(app: Flask) -> Ward:
    return people.open_ward(BAN_CO)


@pytest.fixture
def admin(browser_as: Callable[[Role], StrictClient]) -> StrictClient:
    """The browser of the ward's own administrator."""
    return in_english(browser_as(Role.WARD_ADMIN))


@pytest.fixture
def other_admin(app: Flask, other_ward: Ward) -> StrictClient:
    """The browser of another ward's administrator."""
    return in_english(people.browser_of(app, people.make_staff(Role.WARD_ADMIN, other_ward)))


@pytest.fixture
def system_admin(app: Flask) -> StrictClient:
    """The browser of the administrator of the whole system."""
    return in_english(people.browser_of(app, people.make_staff(Role.SYSTEM_ADMIN, None)))


@pytest.fixture
def home(ward: Ward) -> str:
    """Where the ward's settings begin."""
    return f"/quan-tri/{ward.path_id}"
