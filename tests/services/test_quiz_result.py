"""An attempt summed up: points, topics, types, mistakes, times, confidence, and who may know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.ability import ItemParameters as Parameters
from quizapp.domain.learning.build import Ending, Mode
from quizapp.domain.learning.measure import expected_share
from quizapp.extensions import db
from quizapp.models import Item, ItemParameters
from quizapp.services.quizzes import measuring
from quizapp.services.quizzes.measuring import last_measures
from quizapp.services.quizzes.quiz_result import Score, attempt_result
from tests.domain.content import samples
from tests.factories import NOON
from tests.services import exams
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    bank_id,
    finish,
    item_id,
    right_answer,
    start,
    wrong_answer,
)

MINUTE = timedelta(minutes=1)


def result(learner, attempt):
    return attempt_result(db.session(), learner_id=learner.id, attempt_id=attempt.id, now=NOON)


def give(learner, attempt, position, way, **said):
    return answer(learner, attempt, position, way(ask(learner, attempt, position)), **said)


def test_a_result_sums_up_points_topics_and_mistakes(alice):
    load(*made_items(2), *made_items(2, topic="causes"))
    attempt = start(alice, length=4)
    for position in (1, 2, 3):
        topic = ask(alice, attempt, position).content.topic
        give(alice, attempt, position, wrong_answer if topic == "causes" else right_answer)

    found = result(alice, attempt)

    causes = [line.content.topic for line in found.lines].count("causes")
    assert [line.position for line in found.lines] == [1, 2, 3]
    assert found.score == Score(3 - causes, 3)
    assert found.by_topic == {
        "definition": Score(3 - causes, 3 - causes),
        "causes": Score(0, causes),
    }
    assert list(found.by_topic) == ["definition", "causes"]
    assert [line.content.topic for line in found.mistakes] == ["causes"] * causes


def test_types_are_summed_up_and_a_case_counts_as_one_of_them(alice):
    load(made_item("short_answer"), made_item(), *samples.case().items)
    attempt = exams.begin(alice, length=5)
    for position in exams.positions(alice, attempt, "sba"):
        exams.save(alice, attempt, position)
    exams.validate_case(alice, attempt)
    exams.hand_in(alice, attempt)

    found = result(alice, attempt)

    assert found.by_type == {
        "sba": Score(1, 1),
        "short_answer": Score(0, 1),
        "case": Score(3, 3),
    }
    assert list(found.by_type) == ["sba", "short_answer", "case"]


def test_a_convention_that_takes_points_away_can_end_below_zero(alice):
    load(*made_items(2))
    attempt = start(alice, length=2, convention=Convention.CONFIDENCE, asks_confidence=True)
    give(alice, attempt, 1, wrong_answer, confidence=3)
    give(alice, attempt, 2, right_answer, confidence=2)

    assert result(alice, attempt).score == Score(-4, 6)


def test_mistakes_begin_with_those_one_was_sure_of(alice):
    load(*made_items(4))
    attempt = start(alice, length=4, asks_confidence=True)
    for position, confidence in enumerate((1, 3, 2, 3), start=1):
        give(alice, attempt, position, wrong_answer, confidence=confidence)

    assert [line.position for line in result(alice, attempt).mistakes] == [2, 4, 1, 3]


def test_right_answers_that_earn_less_are_no_mistakes(alice):
    load(made_item())
    attempt = start(alice, length=1, convention=Convention.CONFIDENCE, asks_confidence=True)
    give(alice, attempt, 1, right_answer, confidence=1)

    found = result(alice, attempt)

    assert (found.score, found.mistakes) == (Score(1, 3), [])


def test_times_add_up_where_they_are_known(alice):
    load(*made_items(4))
    attempt = start(alice, length=4)
    for position, duration in enumerate((4000, None, 9000, 5000), start=1):
        give(alice, attempt, position, right_answer, duration_ms=duration)

    times = result(alice, attempt).times

    assert (times.known, times.total, times.median) == (3, 18_000, 5000)


def test_without_javascript_no_time_is_known(alice):
    load(made_item())
    attempt = start(alice, length=1)
    give(alice, attempt, 1, right_answer, duration_ms=None)

    times = result(alice, attempt).times

    assert (times.known, times.total, times.median) == (0, 0, None)


def test_confidence_is_compared_with_what_was_right(alice):
    load(*made_items(4))
    attempt = start(alice, length=4, asks_confidence=True)
    give(alice, attempt, 1, right_answer, confidence=3)
    give(alice, attempt, 2, wrong_answer, confidence=3)
    give(alice, attempt, 3, right_answer, confidence=None)
    answer(alice, attempt, 4, exams.ticked(), confidence=2)

    found = result(alice, attempt).confidence

    assert [(level.answers, level.right) for level in found.levels] == [(0, 0), (0, 0), (2, 1)]
    assert (found.points, found.maximum) == (-3, 6), "a blank claims nothing"


def test_an_exam_counts_what_was_left_empty(alice):
    load(*made_items(3))
    attempt = exams.begin(alice, length=3)
    exams.save(alice, attempt, 2)
    exams.hand_in(alice, attempt, now=NOON + MINUTE)

    found = result(alice, attempt)

    assert (found.unanswered, found.score) == (2, Score(1, 3))
    assert len(found.round.left) == 2


@pytest.mark.parametrize("mode", [Mode.MEASURE, Mode.EXAM])
def test_nothing_is_told_of_a_measure_or_an_exam_that_goes_on(alice, mode):
    load(*made_items(9))
    attempt = start(alice, mode=mode, length=9)
    if mode is Mode.MEASURE:
        answer(alice, attempt)

    assert result(alice, attempt) is None


def test_another_learners_result_does_not_exist(alice, bob):
    load(made_item())
    attempt = start(alice, length=1)
    finish(alice, attempt)

    with pytest.raises(NotFoundError):
        result(bob, attempt)
    with pytest.raises(NotFoundError):
        attempt_result(db.session(), learner_id=alice.id, attempt_id=999_999, now=NOON)


def test_a_question_that_an_exam_asks_as_well_is_marked_as_kept_back(alice):
    load(*made_items(2))
    attempt = start(alice, length=2)
    finish(alice, attempt)
    exam = exams.begin(alice, length=1)
    asked = ask(alice, exam).place.item_id

    kept_back = {
        line.question.place.item_id for line in result(alice, attempt).lines if line.withheld
    }

    assert kept_back == {asked}


def measured(learner, *, right=True, **wanted):
    attempt = start(learner, mode=Mode.MEASURE, length=wanted.pop("length", 8), **wanted)
    while (attempt := again(attempt)).finished_at is None:
        way = right_answer if right else wrong_answer
        give(learner, attempt, attempt.answered + 1, way, now=wanted.get("now", NOON))
    return attempt


def test_a_measure_tells_the_share_of_the_bank_with_its_band(alice, bob):
    load(*made_items(12))
    good, bad = (
        result(alice, measured(alice)).measure,
        result(bob, measured(bob, right=False)).measure,
    )

    for found in (good, bad):
        share = found.measure.share
        assert 0 < share.low_90 < share.expected < share.high_90 < 1
        assert (found.measure.n, found.topics) == (8, ())
    assert bad.measure.share.high_90 < good.measure.share.expected


def test_other_modes_measure_nothing(alice):
    load(made_item())
    attempt = start(alice, length=1)
    finish(alice, attempt)

    assert result(alice, attempt).measure is None


def hardened(*keys):
    """Make items so difficult that hardly anybody is right."""
    db.session.rollback()
    ids = [item_id(key) for key in keys]
    rows = update(ItemParameters).where(ItemParameters.item_id.in_(ids))
    db.session.execute(rows.values(difficulty=6.0, variance=0.01))
    db.session.commit()


def share_of(learner, attempt):
    db.session.rollback()
    return result(learner, attempt).measure.measure.share.expected


def test_the_share_is_that_of_the_bank_as_it_is_now(alice):
    load(*made_items(12))
    attempt = measured(alice)
    before = share_of(alice, attempt)

    hardened(*(item.id for item in made_items(12)))

    # A sample's best answer is one of five: what is beyond the learner is guessed.
    guessing = db.session.get_one(Item, item_id("go-sba-definition-01")).guessing
    assert share_of(alice, attempt) == pytest.approx(guessing, abs=0.02)
    assert before > guessing + 0.2


def test_cases_concordance_items_cards_and_retired_items_have_no_part_in_it(alice):
    measurable = made_items(12)
    others = [
        made_item("concordance"),
        made_item("basic"),
        made_item(number=99),
        *samples.case().items,
    ]
    load(*measurable, *others)
    attempt = measured(alice, types=["sba"])
    load(*measurable, *(item for item in others if item.id != made_item(number=99).id))
    before = share_of(alice, attempt)

    hardened(*(item.id for item in others if item.type != "basic"))

    assert share_of(alice, attempt) == before


def test_a_measure_of_some_topics_says_nothing_of_the_others(alice):
    load(*made_items(12), *made_items(3, topic="causes"))
    attempt = measured(alice, topics=["definition"])
    before = share_of(alice, attempt)
    assert result(alice, attempt).measure.topics == ("definition",)

    hardened(*(item.id for item in made_items(3, topic="causes")))

    assert share_of(alice, attempt) == before


def test_a_very_large_bank_is_looked_at_in_part(alice, monkeypatch):
    load(*made_items(12))
    attempt = measured(alice)
    monkeypatch.setattr(measuring, "MOST_ITEMS", 1)
    own = db.session.query(Item).filter_by(bank_id=bank_id())
    first = own.order_by(Item.sample_key).first()
    row = db.session.get_one(ItemParameters, first.id)
    found = result(alice, attempt).measure.measure

    one = Parameters(row.difficulty, row.variance, row.discrimination, row.answers)
    share = expected_share(found.theta, [(one, first.guessing)], variance=found.standard_error**2)
    assert found.share.expected == pytest.approx(share)


def test_the_last_measures_come_newest_first_and_no_more_than_five(alice, bob):
    load(*made_items(12))
    attempts = [measured(alice, now=NOON + n * MINUTE) for n in range(6)]
    start(alice, mode=Mode.MEASURE, length=8, now=NOON + 10 * MINUTE)
    measured(bob, now=NOON + 11 * MINUTE)

    found = last_measures(db.session(), learner_id=alice.id, bank_id=bank_id())

    assert [one.attempt.id for one in found] == [one.id for one in attempts[:0:-1]]
    assert found[0].measure == result(alice, attempts[-1]).measure.measure


def test_why_an_attempt_ended_stands_in_it(alice):
    load(*made_items(3))
    practice = start(alice, length=5)
    finish(alice, practice)

    assert result(alice, practice).attempt.ending == Ending.EXHAUSTED
