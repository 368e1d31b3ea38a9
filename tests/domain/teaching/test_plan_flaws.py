"""What is wrong with a plan: one flaw at a time, and all at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Late, PaperKind, Plan, Reveal
from quizapp.domain.teaching.plan_flaws import Flaw, Found, Stock, closed_already, flaws

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Single questions, but for the prognosis: a case of three, and one question.
STOCK = Stock(
    questions={"causes": 9, "treatment": 60, "diagnosis": 60, "prognosis": 4},
    measuring={"causes": 7, "treatment": 1},
    blocks={
        "causes": [1] * 9,
        "treatment": [1] * 60,
        "diagnosis": [1] * 60,
        "prognosis": [3, 1],
    },
)


def plan(**changes: Any) -> Plan:
    sound: dict[str, Any] = {"mode": Mode.EXAM, "paper": PaperKind.FIXED, "items": (1, 2, 3)}
    return Plan(**(sound | changes)).settled()


def drawn(**draw: int) -> Plan:
    return plan(paper=PaperKind.DRAW, draw=draw)


@pytest.mark.parametrize(
    "sound",
    [
        plan(),
        plan(items=tuple(range(100))),
        plan(opens_at=NOON, closes_at=NOON + HOUR, reveal=Reveal.CLOSED),
        plan(closes_at=NOON, late=Late.ACCEPT, reveal=Reveal.CLOSED),
        plan(mode=Mode.PRACTICE, reveal=Reveal.CLOSED),
        plan(mode=Mode.MEASURE),
        plan(mode=Mode.MEASURE, topics=("causes", "treatment")),
        drawn(causes=9, treatment=60),
        drawn(prognosis=4),
        drawn(prognosis=1),
    ],
)
def test_nothing_is_wrong_with_a_sound_plan(sound):
    assert flaws(sound, STOCK) == []


@pytest.mark.parametrize(
    ("flawed", "found"),
    [
        (plan(items=()), Found(Flaw.NO_ITEM)),
        (drawn(), Found(Flaw.NO_ITEM)),
        (plan(items=tuple(range(101))), Found(Flaw.TOO_MANY, number=101)),
        (drawn(treatment=60, diagnosis=41), Found(Flaw.TOO_MANY, number=101)),
        (drawn(causes=10), Found(Flaw.DRAWS_TOO_MANY, "causes", 9)),
        (drawn(definition=1), Found(Flaw.DRAWS_TOO_MANY, "definition", 0)),
        (drawn(prognosis=2), Found(Flaw.CASES_DO_NOT_FIT, "prognosis", 1)),
        (
            plan(mode=Mode.MEASURE, topics=("causes",)),
            Found(Flaw.TOO_FEW_TO_MEASURE, number=7),
        ),
        (plan(opens_at=NOON, closes_at=NOON), Found(Flaw.CLOSES_BEFORE_IT_OPENS)),
        (plan(reveal=Reveal.CLOSED), Found(Flaw.NEVER_CLOSES)),
        (plan(late=Late.ACCEPT), Found(Flaw.LATE_WITHOUT_CLOSING)),
    ],
)
def test_each_flaw_is_found(flawed, found):
    assert flaws(flawed, STOCK) == [found]


def test_all_flaws_are_found_at_once():
    flawed = plan(items=(), opens_at=NOON, closes_at=NOON - HOUR)
    assert [one.flaw for one in flaws(flawed, STOCK)] == [
        Flaw.NO_ITEM,
        Flaw.CLOSES_BEFORE_IT_OPENS,
    ]


def test_what_closed_can_only_be_sat_where_late_work_is_taken():
    assert closed_already(plan(closes_at=NOON), NOON)
    assert not closed_already(plan(closes_at=NOON + HOUR), NOON)
    assert not closed_already(plan(closes_at=NOON - HOUR, late=Late.ACCEPT), NOON)
    assert not closed_already(plan(), NOON)
