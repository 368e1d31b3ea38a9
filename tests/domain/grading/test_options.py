"""Marks of single best answers and multiple responses by their own rules."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading.marks import Mark, Reason
from quizapp.domain.grading.options import OptionKey, edn_discordances, single_best_answer
from quizapp.domain.grading.score import score
from tests.domain.grading.made_items import chosen, options_item

LETTERS = "abcde"
PATTERNS = [frozenset(group) for size in range(6) for group in combinations(LETTERS, size)]


def oracle(key, answer, indispensable=frozenset(), inacceptable=frozenset()):
    """The rule written another way: option by option, with a table of all counts."""
    if len(answer) == 0:
        return 0.0
    differences = 0
    for letter in LETTERS:
        ticked, true = letter in answer, letter in key
        if (letter in inacceptable and ticked) or (letter in indispensable and not ticked):
            return 0.0
        differences += int(ticked != true)
    return {0: 1.0, 1: 0.5, 2: 0.2, 3: 0.0, 4: 0.0, 5: 0.0}[differences]


@pytest.mark.parametrize("key", PATTERNS, ids=lambda key: "".join(sorted(key)) or "none")
def test_every_answer_to_every_key_is_marked_by_its_discordances(key):
    for answer in PATTERNS:
        mark = edn_discordances(OptionKey(LETTERS, key), answer)
        assert mark.points == oracle(key, answer), (key, answer)
        expected = sorted(key ^ answer) if answer else []
        assert list(mark.reason.options) == expected


def test_every_answer_is_marked_with_every_pair_of_decisive_options():
    keys = [key for key in PATTERNS if 2 <= len(key) <= 4]
    for key in keys:
        wrong = frozenset(LETTERS) - key
        for must, never in product([*key, None], [*wrong, None]):
            indispensable = frozenset({must} - {None})
            inacceptable = frozenset({never} - {None})
            item = options_item(
                "multiple", key, indispensable=indispensable, inacceptable=inacceptable
            )
            for answer in PATTERNS:
                expected = oracle(key, answer, indispensable, inacceptable)
                mark = score(item, chosen(answer), "edn_discordances")
                assert (mark.points, mark.credit) == (expected, expected)


@pytest.mark.parametrize(
    ("answer", "points", "reason"),
    [
        ("abd", 1.0, Reason("right")),
        ("ab", 0.5, Reason("discordances", ("d",))),
        ("abcd", 0.5, Reason("discordances", ("c",))),
        ("a", 0.2, Reason("discordances", ("b", "d"))),
        ("abc", 0.2, Reason("discordances", ("c", "d"))),
        ("ac", 0.0, Reason("discordances", ("b", "c", "d"))),
        ("abde", 0.0, Reason("inacceptable_chosen", ("e",))),
        ("bd", 0.0, Reason("indispensable_missed", ("a",))),
        ("", 0.0, Reason("blank")),
    ],
)
def test_a_multiple_response_is_marked_and_explained(answer, points, reason):
    item = options_item("multiple", "abd", indispensable="a", inacceptable="e")
    mark = score(item, chosen(answer), "edn_discordances")
    assert mark == Mark(points, 1.0, points, "edn_discordances", 1, reason)


@pytest.mark.parametrize(
    ("answer", "points", "reason"),
    [
        ("b", 1.0, Reason("right")),
        ("d", 0.0, Reason("wrong", ("b", "d"))),
        ("bd", 0.0, Reason("wrong", ("d",))),
        ("", 0.0, Reason("blank")),
    ],
)
def test_a_single_best_answer_is_all_or_nothing(answer, points, reason):
    item = options_item("sba", "b")
    mark = score(item, chosen(answer), "sba")
    assert mark == Mark(points, 1.0, points, "sba", 2, reason)


@given(
    key=st.sets(st.sampled_from(LETTERS)),
    answer=st.sets(st.sampled_from(LETTERS)),
    indispensable=st.sets(st.sampled_from(LETTERS)),
    inacceptable=st.sets(st.sampled_from(LETTERS)),
)
def test_marks_are_bounded_and_a_blank_or_decisive_error_gives_nothing(
    key, answer, indispensable, inacceptable
):
    rules = OptionKey(LETTERS, key, indispensable & key, inacceptable - key)
    for mark in (edn_discordances(rules, answer), single_best_answer(rules, answer)):
        assert 0.0 <= mark.points == mark.credit <= mark.maximum == 1.0
        if not answer or rules.inacceptable & answer or rules.indispensable - answer:
            assert mark.points == 0.0


@given(key=st.sets(st.sampled_from(LETTERS), min_size=2), answer=st.sets(st.sampled_from(LETTERS)))
def test_mending_one_discordance_never_lowers_a_mark(key, answer):
    rules = OptionKey(LETTERS, key)
    before = edn_discordances(rules, answer).points
    for letter in key ^ answer:
        mended = answer ^ {letter}
        assert not mended or edn_discordances(rules, mended).points >= before
