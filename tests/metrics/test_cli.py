"""The commands of the figures."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from citizen_app.core.db import db, transaction
from citizen_app.metrics.models import MetricSum
from citizen_app.wards.models import Ward
from tests.support import factories


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["metrics", *words])


def test_figures_are_built_explained_and_verified(ward: Ward, run: Callable[..., Result]) -> None:
    sent = factories.send(ward)
    built = run("recompute", "--ward", ward.code)
    assert built.exit_code == 0 and f"{ward.code}: 1 things told" in built.output
    told = run("explain", "L7", "--ward", ward.code)
    assert "Reports sent: 1 (1/0)" in told.output and sent.report.code in told.output
    assert run("verify", "--ward", ward.code).exit_code == 0
    with transaction():
        db.session.query(MetricSum).update({"num": 7})
    wrong = run("verify", "--ward", ward.code)
    assert wrong.exit_code == 1 and "differences" in wrong.output


def test_what_is_not_there_is_said(ward: Ward, run: Callable[..., Result]) -> None:
    for words in (
        ("explain", "Z9", "--ward", ward.code),
        ("explain", "L7", "--ward", "00000"),
        ("explain", "L7", "--ward", ward.code, "--period", "x"),
    ):
        assert run(*words).exit_code == 1
