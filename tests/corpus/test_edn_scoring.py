"""The published scoring rules, by their vectors."""

import json
from pathlib import Path

import pytest

from quizapp.domain.content.schema import SCALE
from quizapp.domain.grading import variants
from quizapp.domain.grading.score import score
from tests.domain.grading.made_items import chosen, concordance_item, options_item

VECTORS = Path(__file__).parents[2] / "../shared/data/scoring/edn_scoring_vectors.json"

pytestmark = pytest.mark.skipif(
    not VECTORS.exists(), reason="the reference data is not at ../shared/data"
)


@pytest.fixture(scope="module")
def vectors():
    return json.loads(VECTORS.read_text(encoding="utf-8"))


def test_no_vector_is_left_out(vectors):
    assert set(vectors) == {
        "QRM_key_ABD_indisp_A_inacc_E_of_ABCDE",
        "QRU",
        "QRPL_n5",
        "TCS_panel_counts_-2..2",
        "KPRIM4",
        "CBM",
        "formula_scoring_k5",
    }


def test_multiple_responses_are_scored_as_the_edn_does(vectors):
    item = options_item("multiple", "abd", indispensable="a", inacceptable="e")
    answers = vectors["QRM_key_ABD_indisp_A_inacc_E_of_ABCDE"]
    assert len(answers) == 9
    for ticked, points in answers:
        mark = score(item, chosen(map(str.lower, ticked)), "edn_discordances")
        assert (ticked, mark.points) == (ticked, points)


def test_single_best_answers_are_scored_as_the_edn_does(vectors):
    item = options_item("sba", "a")
    answers = {"right": "a", "wrong": "b"}
    assert len(vectors["QRU"]) == 2
    for answer, points in vectors["QRU"]:
        assert score(item, chosen(answers[answer]), "sba").points == points


def test_long_menus_are_scored_as_the_edn_does(vectors):
    item = options_item("long_menu", "abcde", of="abcdefghij")
    assert len(vectors["QRPL_n5"]) == 4
    for found, points in vectors["QRPL_n5"]:
        right, wrong = "abcde"[:found], "fghij"[found:]
        assert score(item, chosen(right + wrong), "menu_long").points == points


def test_script_concordance_is_scored_by_its_panel(vectors):
    vector = vectors["TCS_panel_counts_-2..2"]
    item = concordance_item(vector["counts"])
    points = [score(item, chosen([point]), "concordance").points for point in SCALE]
    assert points == pytest.approx(vector["credit"], abs=1e-6)


def test_kprim_items_are_scored_by_their_right_decisions(vectors):
    item = options_item("multiple", "ab", of="abcd")
    answers = {4: ["ab"], 3: ["a", "abc"], 2: ["ac", "abcd"]}
    assert len(vectors["KPRIM4"]) == 3
    for decisions, points in vectors["KPRIM4"]:
        for answer in answers[decisions]:
            assert score(item, chosen(answer), "kprim").points == points


def test_confidence_is_marked_as_published(vectors):
    vector, item = vectors["CBM"], options_item("sba", "a")
    for outcome, answer in {"right": "a", "wrong": "b"}.items():
        assert set(vector[outcome]) == {"C1", "C2", "C3"}
        for level, points in vector[outcome].items():
            confidence = int(level.removeprefix("C"))
            mark = score(item, chosen(answer), "confidence_marking", confidence=confidence)
            assert mark.points == points
    thresholds = [variants.LEVEL_2_PAYS_FROM, variants.LEVEL_3_PAYS_FROM]
    assert thresholds == pytest.approx(vector["thresholds"], abs=1e-4)


def test_formula_scoring_is_that_of_the_vectors(vectors):
    item = options_item("sba", "a")
    answers = {"right": "a", "wrong": "b", "blank": ""}
    assert set(vectors["formula_scoring_k5"]) == set(answers)
    for outcome, points in vectors["formula_scoring_k5"].items():
        assert score(item, chosen(answers[outcome]), "formula_scoring").points == points
