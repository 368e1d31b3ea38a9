"""Marks of script concordance items."""

import pytest
from hypothesis import given

from quizapp.domain.content.schema import SCALE
from quizapp.domain.grading.concordance import concordance, panel_credits
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.domain.grading.marks import Mark, Reason
from quizapp.domain.grading.score import guessing, key_ids, score
from tests.domain.grading.made_items import chosen, concordance_item, panels

PANEL = [0, 1, 3, 6, 5]


@pytest.mark.parametrize(
    ("point", "credit"), [("m2", 0), ("m1", 1 / 6), ("z0", 1 / 2), ("p1", 1), ("p2", 5 / 6)]
)
def test_an_answer_is_worth_the_experts_who_gave_it_over_those_who_gave_the_modal_one(
    point, credit
):
    mark = score(concordance_item(PANEL), chosen([point]), "concordance")
    reason = Reason("panel", ("p1",), count=PANEL[SCALE.index(point)], of=6)
    assert mark == Mark(credit, 1.0, credit, "concordance", 1, reason)


def test_answers_that_share_the_mode_are_all_worth_a_point():
    item = concordance_item([5, 1, 0, 5, 2])
    assert key_ids(item) == ("m2", "p1")
    for point in key_ids(item):
        mark = score(item, chosen([point]), "concordance")
        assert (mark.points, mark.reason.options) == (1.0, ("m2", "p1"))


def test_no_point_chosen_is_a_blank():
    mark = score(concordance_item(PANEL), chosen([]), "concordance")
    assert mark == Mark(0.0, 1.0, 0.0, "concordance", 1, Reason("blank"))


@pytest.mark.parametrize(
    ("ids", "message"),
    [(["p1", "p2"], "one point of the scale"), (["a"], "no option «a»"), (["p3"], "«p3»")],
)
def test_an_answer_off_the_scale_is_refused(ids, message):
    with pytest.raises(AnswerDoesNotFitError, match=message):
        score(concordance_item(PANEL), chosen(ids), "concordance")


@given(counts=panels())
def test_the_modal_answer_is_best_and_order_along_the_scale_does_not_matter(counts):
    credits_ = panel_credits(counts)
    assert max(credits_) == 1.0
    assert min(credits_) >= 0.0
    assert panel_credits(counts[::-1]) == credits_[::-1]
    mirrored = dict(zip(SCALE, reversed(SCALE), strict=True))
    for point in SCALE:
        mark, mirror = concordance(counts, point), concordance(counts[::-1], mirrored[point])
        assert mark.points == mirror.points
        assert {mirrored[one] for one in mark.reason.options} == set(mirror.reason.options)


@given(counts=panels())
def test_guessing_a_point_is_worth_the_mean_credit_and_leaves_something_to_know(counts):
    chance = guessing(concordance_item(counts))
    assert 0.2 <= chance < 1.0
    marks = [concordance(counts, point).credit for point in SCALE]
    assert chance == pytest.approx(min(sum(marks) / 5, 0.99))


def test_a_panel_that_disagrees_evenly_leaves_almost_nothing_to_know():
    assert guessing(concordance_item([2, 2, 2, 2, 2])) == 0.99
    assert guessing(concordance_item(PANEL)) == pytest.approx(15 / 6 / 5)
