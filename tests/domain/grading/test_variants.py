"""Marks by the conventions that depart from the items' own rules."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading import variants
from quizapp.domain.grading.answers import TypedText
from quizapp.domain.grading.marks import Mark, Reason
from quizapp.domain.grading.score import score
from tests.domain.grading.made_items import chosen, options_item, short_answer_item


@pytest.mark.parametrize(
    ("letters", "answer", "points", "reason"),
    [
        ("abcde", "b", 1.0, Reason("right")),
        ("abcde", "d", -0.25, Reason("formula_wrong", ("b", "d"))),
        ("abcde", "bd", -0.25, Reason("formula_wrong", ("d",))),
        ("abcd", "d", -1 / 3, Reason("formula_wrong", ("b", "d"))),
        ("abcde", "", 0.0, Reason("blank")),
    ],
)
def test_formula_scoring_takes_what_luck_would_gain(letters, answer, points, reason):
    mark = score(options_item("sba", "b", of=letters), chosen(answer), "formula_scoring")
    assert mark == Mark(points, 1.0, max(points, 0.0), "formula_scoring", 2, reason)


@pytest.mark.parametrize("letters", ["abcd", "abcde"])
def test_guessing_gains_nothing_under_formula_scoring(letters):
    item = options_item("sba", "b", of=letters)
    guesses = [score(item, chosen(letter), "formula_scoring").points for letter in letters]
    assert sum(guesses) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("kind", "right", "letters"),
    [
        ("multiple", "abd", "abcde"),
        ("short_menu", "abd", "abcde"),
        ("long_menu", "a", "abcdefghij"),
    ],
)
def test_all_or_nothing_pays_the_exact_answer_alone(kind, right, letters):
    item = options_item(kind, right, of=letters)
    for size in range(4):
        for answer in combinations(letters, size):
            mark = score(item, chosen(answer), "all_or_nothing")
            assert mark.points == float(set(answer) == set(right))


@pytest.mark.parametrize(
    ("kind", "answer", "points", "credit", "reason"),
    [
        ("multiple", "abd", 1.0, 1.0, Reason("right")),
        ("multiple", "ab", 0.0, 0.5, Reason("all_or_nothing", ("d",))),
        ("multiple", "abde", 0.0, 0.5, Reason("all_or_nothing", ("e",))),
        ("short_menu", "abc", 0.0, 2 / 3, Reason("all_or_nothing", ("c", "d"))),
        ("short_menu", "abcd", 0.0, 0.0, Reason("all_or_nothing", ("c",))),
        ("multiple", "", 0.0, 0.0, Reason("blank")),
    ],
)
def test_all_or_nothing_keeps_the_credit_of_the_own_rule(kind, answer, points, credit, reason):
    mark = score(options_item(kind, "abd"), chosen(answer), "all_or_nothing")
    assert mark == Mark(points, 1.0, credit, "all_or_nothing", 1, reason)


@pytest.mark.parametrize(
    ("answer", "points", "credit", "reason"),
    [
        ("ab", 1.0, 1.0, Reason("right")),
        ("a", 0.5, 0.5, Reason("kprim", ("b",), count=3, of=4)),
        ("abc", 0.5, 0.5, Reason("kprim", ("c",), count=3, of=4)),
        ("ac", 0.0, 0.2, Reason("kprim", ("b", "c"), count=2, of=4)),
        ("c", 0.0, 0.0, Reason("kprim", ("a", "b", "c"), count=1, of=4)),
        ("cd", 0.0, 0.0, Reason("kprim", ("a", "b", "c", "d"), count=0, of=4)),
        ("", 0.0, 0.0, Reason("blank")),
    ],
)
def test_kprim_counts_right_decisions(answer, points, credit, reason):
    mark = score(options_item("multiple", "ab", of="abcd"), chosen(answer), "kprim")
    assert mark == Mark(points, 1.0, credit, "kprim", 1, reason)


def test_kprim_does_not_know_decisive_options_but_the_credit_does():
    item = options_item("multiple", "ab", of="abcd", indispensable="a", inacceptable="d")
    for answer in ("b", "abd"):
        mark = score(item, chosen(answer), "kprim")
        assert (mark.points, mark.credit, mark.reason.code) == (0.5, 0.0, "kprim")


@pytest.mark.parametrize(
    ("level", "right", "wrong"), [(None, 1, 0), (1, 1, 0), (2, 2, -2), (3, 3, -6)]
)
def test_confidence_pays_when_right_and_costs_when_wrong(level, right, wrong):
    item, counted = options_item("sba", "b"), level or 1
    mark = score(item, chosen("b"), "confidence_marking", confidence=level)
    reason = Reason("confident_right", confidence=counted)
    assert mark == Mark(right, 3.0, 1.0, "confidence_marking", 2, reason)
    mark = score(item, chosen("d"), "confidence_marking", confidence=level)
    reason = Reason("confident_wrong", ("b", "d"), confidence=counted)
    assert mark == Mark(wrong, 3.0, 0.0, "confidence_marking", 2, reason)
    mark = score(item, chosen(""), "confidence_marking", confidence=level)
    assert mark == Mark(0.0, 3.0, 0.0, "confidence_marking", 2, Reason("blank"))


@pytest.mark.parametrize(
    ("typed", "points", "reason"),
    [
        ("calcification", 3.0, Reason("confident_right", text="calcification", confidence=3)),
        ("ossification", -6.0, Reason("confident_wrong", text="Not bone.", confidence=3)),
        ("gout", -6.0, Reason("confident_wrong", confidence=3)),
        (" . ", 0.0, Reason("blank")),
    ],
)
def test_a_typed_answer_given_with_confidence_keeps_its_explanation(typed, points, reason):
    item = short_answer_item(["calcification"], {"ossification": "Not bone."})
    mark = score(item, TypedText(typed, "en"), "confidence_marking", confidence=3)
    assert (mark.points, mark.maximum, mark.reason) == (points, 3.0, reason)


def test_the_middle_level_pays_best_from_two_thirds_to_four_fifths():
    thresholds = (variants.LEVEL_2_PAYS_FROM, variants.LEVEL_3_PAYS_FROM)
    assert thresholds == pytest.approx((0.6667, 0.8), abs=1e-4)


def test_confidence_changes_nothing_under_other_rules():
    item = options_item("sba", "b")
    for answer in ("b", "d", ""):
        for rule in ("sba", "formula_scoring"):
            plain = score(item, chosen(answer), rule)
            assert score(item, chosen(answer), rule, confidence=3) == plain


@given(chance=st.floats(0, 1))
def test_each_level_of_confidence_pays_best_between_its_thresholds(chance):
    def worth(level):
        right, wrong = variants.POINTS_IF_RIGHT[level], variants.POINTS_IF_WRONG[level]
        return chance * right + (1 - chance) * wrong

    level = 1 + (chance >= variants.LEVEL_2_PAYS_FROM) + (chance >= variants.LEVEL_3_PAYS_FROM)
    best = max(map(worth, variants.CONFIDENCE_LEVELS))
    assert worth(level) == pytest.approx(best, abs=1e-12)
