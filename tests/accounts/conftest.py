"""Fixtures for accounts: people, wards, and browsers that read English."""

import datetime as dt
import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.accounts.people import Places
from tests.support.client import StrictClient
from tests.support.people import open_ward


@pytest.fixture
def visitor(new_client: Callable[[], StrictClient]) -> Callable[[], StrictClient]:
    """Open a new browser; it reads English, so that these tests need no catalogue."""

    def open_browser() -> StrictClient:
        client = new_client()
        client.set_cookie("ngon_ngu", "en")
        return client

    return open_browser


@pytest.fixture
def places(app: Flask) -> Places:
    """Two wards that take reports."""
    return Places(here=open_ward().id, there=open_ward("27154").id)


@pytest.fixture
def sent_code(mails: Callable[[], list[EmailMessage]]) -> Callable[[], str]:
    """The six figures in the newest mail."""

    def read() -> str:
        found = re.search(r"\b(\d{6})\b", mails()[-1].get_content())
        assert found, "no code in the newest mail"
        return found[1]

    return read


@pytest.fixture
def moment() -> dt.datetime:
    """A fixed moment to come, so that codes that depend on the time can be made at will."""
    return dt.datetime(2061, 6, 1, 3, 0, tzinfo=dt.UTC)
