"""The progress page: what is to come, what was done, and how well each topic is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from quizapp.database import transaction
from quizapp.domain.learning import ability
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Item
from quizapp.services.deck.card_actions import act
from quizapp.services.progress import bank_progress
from quizapp.services.quizzes.attempts import TOPICS, ability_of
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    answer,
    bank_id,
    finish,
    grade,
    item_id,
    learn,
    start,
    state,
    undo,
)

TODAY = date(2026, 11, 2)
MONTHS_AGO = NOON - timedelta(days=90)


def suspend(learner, number):
    with transaction() as session:
        act(
            session,
            learner=learner,
            bank_id=bank_id(),
            kind=ActionKind.SUSPEND,
            item_ids=[number],
            client_key="suspend-it-please",
            now=NOON,
        )


def progress(learner, *, now=NOON):
    return bank_progress(db.session(), learner=learner, bank_id=bank_id(), now=now)


def days_with_something(days):
    return {day: number for day, number in days if number}


def answers_by_day(found):
    return {day: done.answers for day, done in found.year.days.items()}


def test_a_newcomers_progress_is_empty(alice):
    load(*made_items(3))

    found = progress(alice)

    assert (found.seen, found.items, found.answers) == (0, 3, 0)
    assert [day for day, _ in found.forecast.days] == [TODAY + timedelta(days=n) for n in range(30)]
    assert found.forecast.total == 0
    assert found.year.days == {}
    assert found.year.retention.together.retention is None
    assert [(topic.topic, topic.answers, topic.mastery) for topic in found.topics] == [
        (topic, 0, None) for topic in TOPICS
    ]


def test_the_forecast_tells_what_is_overdue_apart_from_what_comes_due_today(alice):
    items = made_items(4)
    load(*items)
    overdue, in_steps, coming, far_away = (item_id(item.id) for item in items)
    learn(alice, overdue, now=MONTHS_AGO)
    grade(alice, in_steps, Grade.AGAIN)
    grade(alice, coming, Grade.GOOD, now=NOON - timedelta(minutes=10))
    grade(alice, coming, Grade.GOOD)
    for number in range(4):
        learn(alice, far_away, now=MONTHS_AGO + timedelta(days=20 * number))

    found = progress(alice).forecast

    coming_day = alice.today(state(alice, coming).due_at)
    assert TODAY < coming_day < TODAY + timedelta(days=30)
    assert state(alice, far_away).due_at > NOON + timedelta(days=30)
    assert found.overdue == 1
    assert days_with_something(found.days) == {TODAY: 1, coming_day: 1}
    assert found.total == 3


def test_what_is_due_later_today_is_not_overdue_and_what_waited_since_yesterday_is(alice):
    load(made_item())
    number = item_id("go-sba-definition-01")
    learn(alice, number)
    due = state(alice, number).due_at

    on_its_day = progress(alice, now=due + timedelta(hours=20)).forecast
    the_next_day = progress(alice, now=due + timedelta(hours=24)).forecast

    assert (on_its_day.overdue, on_its_day.days[0]) == (0, (alice.today(due), 1))
    assert (the_next_day.overdue, the_next_day.days[0][1]) == (1, 0)


def test_the_forecast_reaches_to_the_last_minute_of_its_last_day(alice):
    load(made_item())
    number = item_id("go-sba-definition-01")
    learn(alice, number)
    due = alice.today(state(alice, number).due_at)
    first_day_on = NOON + timedelta(days=(due - TODAY).days - 29)

    assert progress(alice, now=first_day_on).forecast.days[-1] == (due, 1)
    assert progress(alice, now=first_day_on - timedelta(days=1)).forecast.total == 0


def test_suspended_cards_do_not_come(alice):
    items = made_items(2)
    load(*items)
    first, second = (item_id(item.id) for item in items)
    for number in (first, second):
        learn(alice, number, now=MONTHS_AGO)
    suspend(alice, first)

    assert progress(alice).forecast.overdue == 1


def test_answers_are_counted_by_the_learners_own_days(session, alice):
    load(*made_items(4))
    in_tokyo = replace(alice, zone=ZoneInfo("Asia/Tokyo"))
    before_four = datetime(2026, 10, 30, 18, 59, tzinfo=UTC)  # 3:59 on the 31st in Tokyo
    learn(in_tokyo, item_id("go-sba-definition-01"), now=before_four)
    learn(in_tokyo, item_id("go-sba-definition-02"), now=before_four + timedelta(minutes=1))
    answer(in_tokyo, start(in_tokyo), now=NOON)

    found = progress(in_tokyo)

    assert answers_by_day(found) == {
        date(2026, 10, 30): 1,
        date(2026, 10, 31): 1,
        TODAY: 1,
    }
    assert found.answers == 3


def test_what_is_older_than_a_year_counts_in_the_sum_alone(alice):
    load(*made_items(2))
    learn(alice, item_id("go-sba-definition-01"), now=NOON - timedelta(days=366))
    learn(alice, item_id("go-sba-definition-02"), now=NOON - timedelta(days=365))

    found = progress(alice)

    assert answers_by_day(found) == {TODAY - timedelta(days=365): 1}
    assert found.answers == 2


def test_a_grade_taken_back_counts_nowhere(alice):
    load(*made_items(2))
    learn(alice, item_id("go-sba-definition-01"))

    undo(alice)

    found = progress(alice)
    assert (found.seen, found.answers, found.forecast.total) == (0, 0, 0)
    assert found.year.days == {}


def test_mastery_is_not_told_before_ten_first_answers(alice):
    load(*made_items(5), *made_items(5, topic="causes"))
    attempt = start(alice, length=10, topics=["definition", "causes"])
    for position in range(1, 10):
        answer(alice, attempt, position)

    assert all(topic.mastery is None for topic in progress(alice).topics)

    answer(alice, attempt, 10)
    found = {topic.topic: topic for topic in progress(alice).topics}
    able = ability_of(db.session(), alice.id, bank_id())
    assert found["causes"].answers == found["definition"].answers == 5
    for topic in TOPICS:
        assert found[topic].mastery == ability.mastery(able, topic)
    assert found["causes"].mastery.mean > found["prognosis"].mastery.mean > 0.5


def test_only_first_answers_count_for_mastery(alice):
    load(*made_items(2))
    for day in range(3):
        finish(alice, start(alice, length=2), now=NOON + timedelta(days=day))

    found = progress(alice)

    assert found.answers == 6
    assert [topic.answers for topic in found.topics if topic.answers] == [2]


def test_retired_items_are_not_counted(alice):
    items = made_items(3)
    load(*items)
    for item in items[:2]:
        learn(alice, item_id(item.id), now=MONTHS_AGO)

    load(items[0], items[2])

    found = progress(alice)
    assert (found.seen, found.items) == (1, 2)
    assert found.forecast.overdue == 1


def test_only_ones_own_data_is_shown(alice, bob):
    load(*made_items(2))
    learn(bob, item_id("go-sba-definition-01"), now=MONTHS_AGO)
    finish(bob, start(bob, length=2))

    found = progress(alice)

    assert (found.seen, found.answers, found.forecast.total) == (0, 0, 0)
    assert found.year.days == {}
    assert all(topic.answers == 0 for topic in found.topics)


def test_the_bank_as_a_whole_is_told_with_the_topics(alice):
    load(*made_items(8), *made_items(2, topic="causes"))
    attempt = start(alice, length=10, topics=["definition", "causes"])
    for position in range(1, 10):
        answer(alice, attempt, position)
    assert progress(alice).overall is None

    answer(alice, attempt, 10)

    able = ability_of(db.session(), alice.id, bank_id())
    weighed = ability.overall_mastery(able, {"definition": 8, "causes": 2})
    assert progress(alice).overall == weighed


def test_a_bank_without_an_item_left_has_no_mastery_as_a_whole(alice):
    load(*made_items(10))
    finish(alice, start(alice, length=10))
    assert progress(alice).overall is not None

    db.session.execute(update(Item).values(retired_at=NOON))
    db.session.commit()

    assert (progress(alice).overall, progress(alice).items) == (None, 0)


def test_measures_stand_on_the_learners_own_day(alice):
    load(*made_items(10))
    in_tokyo = replace(alice, zone=ZoneInfo("Asia/Tokyo"))
    evening = datetime(2026, 11, 2, 19, 30, tzinfo=UTC)  # 4:30 on the 3rd in Tokyo
    finish(in_tokyo, start(in_tokyo, mode=Mode.MEASURE, length=8, now=evening), now=evening)

    [(day, found)] = progress(in_tokyo).measures

    assert (day, found.measure.n) == (date(2026, 11, 3), 8)


def test_confidence_is_reported_for_this_bank(alice):
    load(*made_items(2))
    attempt = start(alice, length=2, asks_confidence=True)
    answer(alice, attempt, 1, confidence=3)
    answer(alice, attempt, 2, confidence=1)

    levels = progress(alice).confidence.levels

    assert [(level.answers, level.right) for level in levels] == [(1, 1), (0, 0), (1, 1)]
