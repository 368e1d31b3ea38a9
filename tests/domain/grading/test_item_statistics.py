"""Figures of questions from marks, where all had the same questions and where they had not."""

import math
import random
from statistics import correlation, stdev

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.domain.grading.item_statistics import (
    MarkTable,
    item_statistics,
    upper_lower_index,
)

POINTS = st.sampled_from([0.0, 0.2, 0.5, 1.0])
FIGURES = ("r_pbis", "r_rest", "efficiency", "upper_lower", "effective_weight")


def marks(rows, maximum=1.0):
    """Of rows with the points of each item; None where a sitting did not have it."""
    return [
        (sitting, item, points, maximum)
        for sitting, row in enumerate(rows)
        for item, points in enumerate(row)
        if points is not None
    ]


papers = st.integers(2, 5).flatmap(
    lambda items: st.lists(
        st.lists(POINTS, min_size=items, max_size=items), min_size=3, max_size=12
    )
)
draws = st.integers(3, 5).flatmap(
    lambda items: st.lists(
        st.lists(st.none() | POINTS, min_size=items, max_size=items), min_size=3, max_size=12
    )
)


def test_facility_and_deviation_are_those_of_the_points():
    found = MarkTable([(1, 7, 2.0, 4.0), (2, 7, 4.0, 4.0), (3, 7, 0.0, 4.0)]).figures(7)
    assert (found.n, found.maximum, found.facility, found.sd) == (3, 4.0, 0.5, 2.0)


def test_points_that_a_convention_takes_away_lower_the_facility():
    found = item_statistics([(1, 7, -0.25, 1.0), (2, 7, -0.25, 1.0)])[7]
    assert found.facility == -0.25


def test_one_answer_has_a_facility_and_no_more():
    found = MarkTable([(1, 7, 0.5, 1.0), (1, 8, 1.0, 1.0)]).figures(7)
    assert found.facility == 0.5
    assert found.sd is None
    assert [getattr(found, name) for name in FIGURES] == [None] * 5


def test_a_question_that_all_get_right_discriminates_nothing():
    found = MarkTable(marks([[1.0, 0.0], [1.0, 1.0], [1.0, 0.5]]))
    assert (found.figures(0).sd, found.figures(0).r_rest, found.figures(0).efficiency) == (
        0.0,
        None,
        None,
    )
    assert found.figures(0).effective_weight == 0.0
    assert found.figures(1).effective_weight == 1.0


def test_equal_tenths_do_not_vary_for_being_added_up():
    found = MarkTable(marks([[0.1, 0.0], [0.1, 1.0], [0.1, 0.5]])).figures(0)
    assert found.r_pbis is None
    assert found.r_rest is None


def test_a_question_against_the_total_has_no_effective_weight():
    rows = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.0, 1.0, 1.0]]
    found = item_statistics(marks(rows))
    assert found[0].effective_weight is None
    assert found[1].effective_weight == pytest.approx(0.5)
    assert found[0].r_rest == pytest.approx(-1.0)
    assert found[0].efficiency == pytest.approx(-1.0)


def test_the_only_question_has_no_rest():
    found = item_statistics(marks([[1.0], [0.0], [1.0]]))[0]
    assert found.r_rest is None
    assert found.r_pbis == pytest.approx(1.0)


def test_points_of_another_maximum_are_scaled_to_the_largest():
    """A convention that pays 3 was chosen after some had been marked out of 1."""
    found = MarkTable([(1, 7, 1.0, 1.0), (2, 7, 3.0, 3.0), (3, 7, 0.5, 1.0)])
    assert found.points[7] == {1: 3.0, 2: 3.0, 3: 1.5}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(1, 7, 0.0, 0.0)], "item 7 has a maximum of 0"),
        ([(1, 7, 0.0, 1.0), (1, 7, 1.0, 1.0)], "item 7 is twice in sitting 1"),
    ],
)
def test_marks_that_cannot_be_are_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        MarkTable(rows)


def test_no_marks_give_no_figures():
    assert item_statistics([]) == {}


@given(papers)
def test_where_all_had_the_same_the_figures_are_the_classical_ones(rows):
    table = MarkTable(marks(rows))
    assert table.is_complete
    for item, found in ((item, table.figures(item)) for item in table.points):
        own = [row[item] for row in rows]
        rest = [sum(row) - row[item] for row in rows]
        assert found.sd == pytest.approx(stdev(own))
        assert found.intended_weight == pytest.approx(1 / len(rows[0]))
        for figure, other in ((found.r_rest, rest), (found.r_pbis, [sum(row) for row in rows])):
            if figure is None:
                assert min(max(own) - min(own), max(other) - min(other)) < 1e-9
            else:
                assert figure == pytest.approx(correlation(own, other), abs=1e-6)


@given(papers)
def test_effective_weights_add_up_to_one(rows):
    weights = [found.effective_weight for found in item_statistics(marks(rows)).values()]
    known = [weight for weight in weights if weight is not None]
    assume(known)
    assert math.fsum(known) == pytest.approx(1.0)
    assert min(known) >= 0


@given(papers | draws, st.integers(0, 2**32))
def test_the_order_of_the_marks_changes_nothing(rows, seed):
    listed = marks(rows)
    shuffled = random.Random(seed).sample(listed, len(listed))
    for item, found in item_statistics(listed).items():
        again = item_statistics(shuffled)[item]
        for name in FIGURES:
            assert getattr(again, name) == pytest.approx(getattr(found, name), abs=1e-6)


@given(papers | draws)
def test_figures_stay_within_their_bounds(rows):
    for found in item_statistics(marks(rows)).values():
        assert 0.0 <= found.facility <= 1.0
        for value in (found.r_pbis, found.r_rest, found.upper_lower):
            assert value is None or -1.0 <= value <= 1.0
        assert found.efficiency is None or found.efficiency <= 1.0 + 1e-9


@given(draws)
def test_the_rest_is_what_was_earned_above_the_mean_of_the_other_questions(rows):
    table = MarkTable(marks(rows))
    for item in table.points:
        for sitting, rest in table.rests(item).items():
            others = [
                points - table.means[other]
                for other, points in enumerate(rows[sitting])
                if points is not None and other != item
            ]
            assert rest == pytest.approx(sum(others) / len(others))


def test_weights_are_left_out_where_learners_had_different_questions():
    found = item_statistics(marks([[1.0, None, 0.5], [0.0, 1.0, None], [0.0, 0.0, 0.5]]))
    assert {one.intended_weight for one in found.values()} == {None}
    assert {one.effective_weight for one in found.values()} == {None}


def test_the_luck_of_the_draw_does_not_make_a_question_discriminate():
    """All have item 0, half with easy others, half with hard ones that say nothing of it."""
    rng = random.Random(5)
    rows = []
    for sitting in range(400):
        easy = [float(rng.random() < 0.95) for _ in range(4)]
        hard = [float(rng.random() < 0.15) for _ in range(4)]
        # Those with the easy ones were also told the answer of item 0.
        lucky = sitting % 2 == 0
        own = float(rng.random() < (0.9 if lucky else 0.4))
        rows.append([own, *(easy + [None] * 4 if lucky else [None] * 4 + hard)])
    others = [sum(points or 0.0 for points in row[1:]) for row in rows]
    assert correlation([row[0] for row in rows], others) > 0.4
    assert abs(MarkTable(marks(rows)).figures(0).r_rest) < 0.1


def test_a_good_question_of_a_draw_discriminates():
    rng = random.Random(6)
    rows = []
    for _ in range(400):
        able = rng.gauss(0, 1)
        drawn = set(rng.sample(range(12), 6))
        rows.append(
            [
                float(able + rng.gauss(0, 1) > item / 6 - 1) if item in drawn else None
                for item in range(12)
            ]
        )
    found = item_statistics(marks(rows))
    assert all(one.r_rest > 0.2 for one in found.values())


def test_the_upper_lower_index_compares_27_percent_at_each_end():
    totals = list(range(11))
    shares = [0.0, 0.0, 1.0] + [0.5] * 5 + [1.0, 1.0, 0.0]
    assert upper_lower_index(shares, totals) == pytest.approx(2 / 3 - 1 / 3)


def test_of_those_with_the_same_total_each_counts_in_part():
    shares, totals = [1.0, 0.0, 1.0, 1.0], [1, 1, 1, 2]
    # One in each group: the upper is the last, the lower any of the three others.
    assert upper_lower_index(shares, totals) == pytest.approx(1.0 - 2 / 3)


def test_nobody_is_above_anybody_where_all_have_the_same_total():
    assert upper_lower_index([0.0, 1.0, 1.0, 0.0], [0.1 + 0.2, 0.3, 0.3, 0.3]) == 0.0


def test_one_learner_alone_has_no_index():
    assert upper_lower_index([1.0], [1.0]) is None
