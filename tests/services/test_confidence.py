"""How often a learner was right at each level of confidence, over their last answers."""

from __future__ import annotations

from datetime import timedelta

from quizapp.domain.learning.build import Mode
from quizapp.extensions import db
from quizapp.services.quizzes import confidence
from quizapp.services.quizzes.confidence import confidence_report
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import answer, ask, bank_id, right_answer, start, wrong_answer

MINUTE = timedelta(minutes=1)


def said(learner, *, slug=None):
    """Answers and right ones by level."""
    bank = bank_id(slug) if slug else bank_id()
    found = confidence_report(db.session(), learner_id=learner.id, bank_id=bank)
    return {level.level: (level.answers, level.right) for level in found.levels if level.answers}


def take(learner, *answers, now=NOON, **wanted):
    attempt = start(
        learner, **{"length": len(answers), "asks_confidence": True, "now": now, **wanted}
    )
    for position, (way, level) in enumerate(answers, start=1):
        given = way(ask(learner, attempt, position))
        answer(learner, attempt, position, given, confidence=level, now=now)


def test_answers_of_several_quizzes_are_counted_by_level(alice):
    load(*made_items(3))
    take(alice, (right_answer, 3), (wrong_answer, 3), (right_answer, 1))
    take(alice, (right_answer, 3), now=NOON + MINUTE)

    assert said(alice) == {1: (1, 1), 3: (3, 2)}


def test_an_answer_that_says_nothing_of_confidence_is_left_out(alice):
    load(*made_items(2))
    take(alice, (right_answer, None), (wrong_answer, 2))

    assert said(alice) == {2: (1, 0)}


def test_an_answer_that_is_half_right_counts_as_right_and_one_less_as_wrong(alice):
    load(made_item("multiple"))

    def without(number):
        def way(question):
            keys, others = question.content.keys, question.content.distractors
            plain = [option.id for option in (*keys, *others) if option.flag is None]
            chosen = {option.id for option in keys} ^ set(plain[:number])
            return type(right_answer(question))(frozenset(chosen))

        return way

    take(alice, (without(1), 3))
    take(alice, (without(2), 2), now=NOON + MINUTE)

    assert said(alice) == {2: (1, 0), 3: (1, 1)}


def test_a_measure_tells_nothing_before_its_end(alice):
    load(*made_items(10))
    take(alice, (right_answer, 3), mode=Mode.MEASURE, length=8)
    assert said(alice) == {}

    take(alice, *[(right_answer, 2)] * 8, mode=Mode.MEASURE, length=8, now=NOON + MINUTE)
    assert said(alice) == {2: (8, 8)}


def test_only_the_last_answers_count(alice, monkeypatch):
    load(*made_items(3))
    take(alice, (wrong_answer, 3), (wrong_answer, 3))
    take(alice, (right_answer, 3), now=NOON + MINUTE)
    monkeypatch.setattr(confidence, "LAST_ANSWERS", 1)

    assert said(alice) == {3: (1, 1)}


def test_only_ones_own_answers_on_this_bank_count(alice, bob):
    load(*made_items(2))
    load(made_item("short_answer"), slug="autre")
    take(bob, (wrong_answer, 3))
    take(alice, (right_answer, 3), slug="autre")

    assert said(alice) == {}
    assert said(alice, slug="autre") == {3: (1, 1)}
