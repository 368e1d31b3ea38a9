"""The sentence that sums an assignment up, for each kind of plan."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Counting, Late, PaperKind, Plan, Reveal
from quizapp.web.assignment_words import sentence

OPENS = datetime(2026, 11, 2, 8, tzinfo=UTC)
CLOSES = datetime(2026, 11, 9, 18, tzinfo=UTC)
FIXED = {"mode": Mode.EXAM, "paper": PaperKind.FIXED, "items": (1, 2)}


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        (
            FIXED,
            (
                "D2 (24 learners) gets 2 questions, the same for all, on “Gout”: an exam marked by "
                "“EDN rules”, whenever they like, without a time limit, in one attempt, and shows "
                "everything as soon as they hand in."
            ),
        ),
        (
            FIXED
            | {
                "shuffles": True,
                "convention": Convention.CLASSIC,
                "asks_confidence": True,
                "opens_at": OPENS,
                "closes_at": CLOSES,
                "minutes": 30,
                "late": Late.ACCEPT,
                "late_deduction": 10,
                "attempts_allowed": 2,
                "counting": Counting.MEAN,
                "reveal": Reveal.CLOSED,
            },
            (
                "D2 (24 learners) gets 2 questions, for each in another order, on “Gout”: an exam "
                "marked by “One point or none” asking how sure they are, from 2 Nov at 09:00 until "
                "9 Nov at 19:00, later too, for 10% of the score a day that was begun, with "
                "30 minutes, "
                "in 2 attempts (the mean counts), and shows nothing until you show the "
                "results by hand."
            ),
        ),
        (
            {
                "mode": Mode.PRACTICE,
                "paper": PaperKind.DRAW,
                "draw": {"causes": 1},
                "closes_at": CLOSES,
                "late": Late.ACCEPT,
                "attempts_allowed": None,
            },
            (
                "D2 (24 learners) gets 1 question drawn for each on “Gout”: a practice that "
                "explains "
                "each answer, until 9 Nov at 19:00, later too, marked as late, without a time "
                "limit, "
                "as often as they like (the best counts)."
            ),
        ),
        (
            {"mode": Mode.MEASURE, "paper": PaperKind.ADAPTIVE, "opens_at": OPENS}
            | {"reveal": Reveal.SCORE},
            (
                "D2 (24 learners) gets 8 to 20 questions, stops by itself on “Gout”: a measure, "
                "from "
                "2 Nov at 09:00 on, without a time limit, in one attempt, and shows their own "
                "score "
                "until you show the rest by hand."
            ),
        ),
    ],
)
def test_a_plan_is_one_sentence(app, decided, said):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        plan = Plan(**decided).settled()
        assert sentence(plan, bank="Gout", cohort="D2", learners=24) == said
