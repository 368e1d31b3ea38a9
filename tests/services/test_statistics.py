"""A year of study: what was done by day, and how much was remembered, by topic and age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from quizapp.database import transaction
from quizapp.domain.grading.confidence_calibration import right_share
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import StudyDay
from quizapp.services.statistics import Day, count_answers, year_of_study
from tests.factories import NOON
from tests.services.made_banks import load, made_items
from tests.services.studying import answer, bank_id, grade, item_id, learn, start, state, undo

TODAY = date(2026, 11, 2)


def year(learner, *, until=TODAY):
    return year_of_study(db.session(), learner_id=learner.id, bank_id=bank_id(), until=until)


def topics_of(found):
    return {topic.topic: topic for topic in found.topics}


def a_day(learner, day=TODAY, topic="causes", **counts):
    """A day of study as the log would have added it up."""
    nothing = dict.fromkeys(
        "cards quizzes again hard good easy milliseconds young young_recalled mature "
        "mature_recalled predicted".split(),
        0,
    )
    with transaction() as session:
        key = {"user_id": learner.id, "bank_id": bank_id(), "local_day": day, "topic": topic}
        session.add(StudyDay(**key, **{**nothing, **counts}))


def test_a_learner_without_answers_has_a_year_without_days(alice):
    load(*made_items(1))
    found = year(alice)
    assert (found.days, found.topics) == ({}, [])
    assert (found.first, found.last) == (date(2025, 11, 2), TODAY)
    together = found.retention.together
    assert (together.tests, together.retention, together.expected) == (0, None, None)


def test_cards_quizzes_and_time_are_told_day_by_day(alice):
    load(*made_items(4))
    learn(alice, item_id("go-sba-definition-01"), now=NOON - timedelta(days=3))
    grade(alice, item_id("go-sba-definition-02"), Grade.AGAIN, duration_ms=5000)
    answer(alice, start(alice), duration_ms=21_000)

    assert year(alice).days == {
        TODAY - timedelta(days=3): Day(1, 0, 8000),
        TODAY: Day(1, 1, 26_000),
    }
    assert count_answers(db.session(), learner_id=alice.id, bank_id=bank_id()) == 3


def test_a_page_left_open_counts_for_five_minutes(alice):
    load(*made_items(1))
    grade(alice, item_id("go-sba-definition-01"), duration_ms=8 * 3_600_000)
    assert year(alice).days[TODAY].milliseconds == 300_000


def test_days_of_all_topics_are_added_up_and_days_of_a_year_ago_left_out(alice):
    load(*made_items(1))
    a_day(alice, cards=3, milliseconds=10)
    a_day(alice, topic="treatment", cards=2, quizzes=4, milliseconds=5)
    a_day(alice, TODAY - timedelta(days=365), cards=1)
    a_day(alice, TODAY - timedelta(days=366), cards=50)
    a_day(alice, TODAY + timedelta(days=1), cards=50)

    assert year(alice).days == {TODAY - timedelta(days=365): Day(1), TODAY: Day(5, 4, 15)}


def test_retention_is_told_by_topic_and_age_with_what_was_predicted(alice):
    load(*made_items(1))
    a_day(alice, young=10, young_recalled=8, mature=20, mature_recalled=19, predicted=27.0)
    a_day(alice, TODAY - timedelta(days=1), young=10, young_recalled=7, predicted=9.0)
    a_day(alice, topic="definition", young=5, young_recalled=5, predicted=4.5)

    found = year(alice)

    assert [topic.topic for topic in found.topics] == ["definition", "causes"]
    causes = topics_of(found)["causes"]
    assert (causes.young.tests, causes.young.recalled) == (20, 15)
    assert (causes.mature.tests, causes.mature.recalled) == (20, 19)
    assert causes.together.retention == right_share(34, 40)
    assert causes.together.expected == pytest.approx(36 / 40)
    assert causes.young.expected is None, "predicted recall is not kept by age"
    whole = found.retention
    assert (whole.young.tests, whole.mature.tests) == (25, 20)
    assert whole.together.retention == right_share(39, 45)
    assert whole.together.expected == pytest.approx(40.5 / 45)


def test_only_the_first_retrieval_of_a_day_in_review_tests_a_memory(alice):
    load(*made_items(2))
    number = item_id("go-sba-definition-01")
    learn(alice, number)
    due = state(alice, number).due_at
    grade(alice, number, Grade.GOOD, now=due)
    grade(alice, number, Grade.AGAIN, now=due + timedelta(minutes=20))
    grade(alice, number, Grade.GOOD, now=due + timedelta(minutes=40))

    definition = topics_of(year(alice, until=alice.today(due)))["definition"]

    assert (definition.together.tests, definition.together.recalled) == (1, 1)
    assert definition.together.expected == pytest.approx(0.9, abs=0.04)


def test_a_test_taken_back_is_none(alice):
    load(*made_items(1))
    number = item_id("go-sba-definition-01")
    learn(alice, number)
    due = state(alice, number).due_at
    grade(alice, number, Grade.AGAIN, now=due)
    undo(alice, now=due)

    found = year(alice, until=alice.today(due))

    assert found.retention.together.tests == 0
    assert found.retention.together.predicted == pytest.approx(0.0)


def test_a_year_is_a_learners_own_and_a_banks_own(alice, bob):
    load(*made_items(1))
    learn(bob, item_id("go-sba-definition-01"))
    assert year(alice).days == {}
    assert count_answers(db.session(), learner_id=alice.id, bank_id=bank_id()) == 0
    elsewhere = year_of_study(db.session(), learner_id=bob.id, bank_id=bank_id() + 1, until=TODAY)
    assert elsewhere.days == {}
