"""A version of the open data, made from whatever the test has put into the database."""

import csv
import io
import pathlib
from collections.abc import Callable

import pytest

from citizen_app.opendata import store
from citizen_app.opendata.publishing import publish


@pytest.fixture
def made(app: object) -> Callable[[], store.Version]:
    def make() -> store.Version:
        version = publish()
        assert version is not None
        return version

    return make


def rows_of(folder: pathlib.Path, name: str) -> list[dict[str, str]]:
    text = (folder / f"{name}.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))
