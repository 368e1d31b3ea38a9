"""How well a whole paper tells learners apart."""

import random
from statistics import variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading.item_statistics import MarkTable
from quizapp.domain.grading.paper_statistics import _estimated, paper_figures

papers = st.integers(2, 5).flatmap(
    lambda items: st.lists(
        st.lists(st.sampled_from([0.0, 0.2, 0.5, 1.0]), min_size=items, max_size=items),
        min_size=2,
        max_size=12,
    )
)


def table(rows):
    return MarkTable(
        (sitting, item, points, 1.0)
        for sitting, row in enumerate(rows)
        for item, points in enumerate(row)
        if points is not None
    )


def test_questions_that_say_the_same_leave_no_chance():
    found = paper_figures(table([[1.0, 1.0], [0.0, 0.0], [0.5, 0.5]]))
    assert found.alpha == pytest.approx(1.0)
    assert found.error_ratio == pytest.approx(0.0, abs=1e-6)
    assert found.standard_error == pytest.approx(0.0, abs=1e-6)
    assert (found.sittings, found.items, found.maximum, found.mean) == (3, 2, 2.0, 1.0)
    assert found.same_for_all


def test_questions_that_have_nothing_in_common_leave_only_chance():
    found = paper_figures(table([[1.0, 1.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert found.cic == pytest.approx(0.0)
    assert found.error_ratio == pytest.approx(100.0)
    assert found.standard_error == pytest.approx(found.sd)


def test_questions_against_each_other_have_an_error_above_100_percent():
    rows = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 1.0]]
    found = paper_figures(table(rows))
    assert found.cic < 0
    assert found.error_ratio > 100


@pytest.mark.parametrize(
    "rows", [[[1.0, 0.0]], [[1.0], [0.0]], [[1.0, 0.0], [0.0, 1.0]], [[1.0, None], [None, 0.0]]]
)
def test_where_nothing_can_be_compared_there_is_no_coefficient(rows):
    found = paper_figures(table(rows))
    assert (found.alpha, found.cic, found.error_ratio, found.standard_error) == (None,) * 4


def test_a_paper_that_nobody_sat_has_no_figures():
    assert paper_figures(table([])) is None


@given(papers)
def test_the_coefficient_is_the_one_of_the_formula(rows):
    found, p = paper_figures(table(rows)), len(rows[0])
    whole = variance([sum(row) for row in rows])
    if whole < 1e-9:
        assert found.alpha is None
    else:
        squares = sum(variance(column) for column in zip(*rows, strict=True))
        assert found.cic == pytest.approx(100 * p / (p - 1) * (1 - squares / whole), abs=1e-6)
        assert found.sd == pytest.approx(whole**0.5)


@given(papers)
def test_the_estimate_for_draws_is_the_same_number_where_all_had_the_same(rows):
    found, p = paper_figures(table(rows)), len(rows[0])
    if found.alpha is not None:
        total, alpha = _estimated(table(rows), float(p))
        assert alpha == pytest.approx(found.alpha, abs=1e-6)
        assert total == pytest.approx(found.sd**2)


def test_a_draw_is_as_reliable_as_a_paper_of_its_length():
    """Learners draw 10 of 40 questions that measure one thing: α as of 10 that all have."""
    rng = random.Random(3)
    able = [rng.gauss(0, 1) for _ in range(600)]
    full = [[float(one + rng.gauss(0, 1.3) > item / 20 - 1) for item in range(40)] for one in able]
    drawn = [
        [points if item in kept else None for item, points in enumerate(row)]
        for row in full
        for kept in [set(rng.sample(range(40), 10))]
    ]
    found = paper_figures(table(drawn))
    assert (found.items, found.same_for_all) == (10, False)
    long = paper_figures(table(full)).alpha
    # Spearman and Brown: a quarter of the length.
    expected = 0.25 * long / (1 - 0.75 * long)
    assert found.alpha == pytest.approx(expected, abs=0.03)
