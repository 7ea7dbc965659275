"""Similar cases and search on real questions, where these lie beside the project (bench/README.md)."""

import pytest

from bench.search import measuring
from citizen_app.wards.models import Ward
from config import ROOT

TEXTS = ROOT.parent / "shared" / "data" / "text"
pytestmark = pytest.mark.skipif(
    not (TEXTS / measuring.TOPICS).exists(), reason="the texts to measure with are not here"
)


def test_four_wordings_of_a_topic_find_each_other(ward: Ward) -> None:
    for result in measuring.similar_topics(TEXTS, ward):
        assert result.share >= result.aim, (result.name, result.share, result.missed)


def test_diacritics_do_not_change_the_first_answer(ward: Ward) -> None:
    for result in measuring.same_answers(TEXTS, ward):
        assert result.share >= result.aim, (result.name, result.share, result.missed)
