"""What a draw with whole cases comes to: as many questions for everybody, or it is refused."""

from __future__ import annotations

import pytest

from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import PaperKind, Plan
from quizapp.domain.teaching.plan_flaws import Flaw, Found, Stock, flaws, surely_drawn

STOCK = Stock(questions={"causes": 9}, measuring={}, blocks={"causes": [1, 1, 1, 3, 3]})


@pytest.mark.parametrize(
    ("sizes", "number", "sure"),
    [
        ([1, 1, 1, 1, 5], 4, 4),
        ([3], 2, 0),
        ([3], 3, 3),
        ([3, 4], 4, 3),
        ([1, 1, 3, 3], 8, 8),
        ([1, 1, 3, 3], 5, 5),
        ([], 1, 0),
    ],
)
def test_whole_cases_may_leave_places_that_none_fits(sizes, number, sure):
    assert surely_drawn(sizes, number) == sure


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (3, []),
        (9, []),
        (8, [Found(Flaw.CASES_DO_NOT_FIT, "causes", 6)]),
        (10, [Found(Flaw.DRAWS_TOO_MANY, "causes", 9)]),
    ],
)
def test_a_draw_that_some_would_get_less_of_is_refused(number, expected):
    plan = Plan(Mode.EXAM, PaperKind.DRAW, draw={"causes": number}).settled()
    assert flaws(plan, STOCK) == expected
