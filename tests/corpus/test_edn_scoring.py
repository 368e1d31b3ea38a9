"""The published scoring rules, by their vectors: QRM and QRU."""

import json
from pathlib import Path

import pytest

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.grading.score import score
from tests.domain.grading.made_items import options_item

VECTORS = Path(__file__).parents[2] / "../shared/data/scoring/edn_scoring_vectors.json"

pytestmark = pytest.mark.skipif(
    not VECTORS.exists(), reason="the reference data is not at ../shared/data"
)


@pytest.fixture(scope="module")
def vectors():
    return json.loads(VECTORS.read_text(encoding="utf-8"))


def test_multiple_responses_are_scored_as_the_edn_does(vectors):
    item = options_item("multiple", "abd", indispensable="a", inacceptable="e")
    answers = vectors["QRM_key_ABD_indisp_A_inacc_E_of_ABCDE"]
    assert len(answers) == 9
    for ticked, points in answers:
        mark = score(item, ChosenOptions(frozenset(map(str.lower, ticked))))
        assert (ticked, mark.points) == (ticked, points)


def test_single_best_answers_are_scored_as_the_edn_does(vectors):
    item = options_item("sba", "a")
    answers = {"right": "a", "wrong": "b"}
    for answer, points in vectors["QRU"]:
        assert score(item, ChosenOptions(frozenset(answers[answer]))).points == points
