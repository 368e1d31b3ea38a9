"""What learners chose, by how they did on the other questions."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading.choice_statistics import choice_figures, thirds

OPTIONS = {"a": True, "b": False, "c": False}
answers = st.lists(
    st.tuples(st.sets(st.sampled_from("abc")), st.none() | st.sampled_from([-0.1, 0.0, 0.3])),
    max_size=20,
)


def figures(given_answers, options=OPTIONS):
    return choice_figures(
        options,
        dict(enumerate(ids for ids, _ in given_answers)),
        {sitting: rest for sitting, (_, rest) in enumerate(given_answers) if rest is not None},
    )


def test_each_option_has_its_share_and_a_blank_chose_none():
    found = figures([("a", 0.2), ("a", 0.1), ("b", 0.0), ("", -0.3)])
    assert [(one.id, one.is_right, one.chosen, one.share) for one in found.options] == [
        ("a", True, 2, 0.5),
        ("b", False, 1, 0.25),
        ("c", False, 0, 0.0),
    ]
    assert (found.n, found.blank, found.blank_share) == (4, 1, 0.25)


def test_where_several_may_be_chosen_each_counts():
    found = figures([("ab", 0.2), ("abc", 0.1), ("b", 0.0)])
    assert [one.chosen for one in found.options] == [2, 3, 1]
    # All chose it: there is nothing to compare.
    assert found.options[1].r_rest is None


def test_an_option_of_those_who_do_well_elsewhere_has_a_positive_correlation():
    right, wrong, never = figures([("a", 0.4), ("a", 0.2), ("b", 0.0), ("b", -0.4)]).options
    assert right.r_rest == pytest.approx(-wrong.r_rest)
    assert right.r_rest == pytest.approx(0.845154)
    assert never.r_rest is None


def test_choices_are_counted_by_thirds():
    found = figures([("a", 0.5), ("a", 0.4), ("a", 0.1), ("b", 0.0), ("b", -0.2), ("", -0.4)])
    assert found.sizes == (2, 2, 2)
    assert [one.thirds for one in found.options] == [(0, 0.5, 1), (0.5, 0.5, 0), (0, 0, 0)]
    assert found.blank_thirds == (0.5, 0.0, 0.0)


def test_who_had_no_other_question_counts_in_the_shares_alone():
    found = figures([("a", None), ("b", 0.1), ("b", 0.0)])
    assert (found.n, found.options[0].share, sum(found.sizes)) == (3, pytest.approx(1 / 3), 2)
    assert found.options[0].thirds == (0, 0, 0)


def test_no_answers_are_no_error():
    found = figures([])
    assert (found.n, found.blank_share, found.sizes) == (0, 0.0, (0, 0, 0))
    assert [one.share for one in found.options] == [0.0] * 3


def test_equals_stand_in_the_same_third():
    assert thirds([3, 1, 2, 1, 1]) == [2, 0, 2, 0, 0]
    assert thirds([1, 1, 1, 1, 2, 3]) == [1, 1, 1, 1, 2, 2]
    assert thirds([0.3, 0.1 + 0.2, 0.3]) == [1, 1, 1]
    assert thirds([]) == []


@given(st.lists(st.integers(0, 1000), unique=True, min_size=3))
def test_without_ties_the_thirds_differ_by_one_at_most(values):
    found = thirds(values)
    sizes = [found.count(place) for place in range(3)]
    assert max(sizes) - min(sizes) <= 1
    assert [place for _, place in sorted(zip(values, found, strict=True))] == sorted(found)


@given(answers, st.integers(0, 2**32))
def test_the_order_of_learners_changes_nothing(given_answers, seed):
    shuffled = random.Random(seed).sample(given_answers, len(given_answers))
    one, other = figures(given_answers), figures(shuffled)
    assert one.sizes == other.sizes
    for mine, theirs in zip(one.options, other.options, strict=True):
        assert (mine.chosen, mine.thirds) == (theirs.chosen, theirs.thirds)
        assert mine.r_rest == pytest.approx(theirs.r_rest)


@given(answers)
def test_the_thirds_add_up_to_those_who_have_a_rest(given_answers):
    found = figures(given_answers)
    for option in found.options:
        counts = [share * size for share, size in zip(option.thirds, found.sizes, strict=True)]
        chose = sum(option.id in ids for ids, rest in given_answers if rest is not None)
        assert sum(counts) == pytest.approx(chose)
