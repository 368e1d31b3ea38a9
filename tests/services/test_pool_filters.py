"""What the filters let pass, and that what is counted is what can be drawn."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from quizapp.database import transaction
from quizapp.domain.learning.build import ASKED_TYPES, Difficulty, Filters, Mode, Status
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Attempt, Item, ItemParameters, MemoryState
from quizapp.services.quizzes import pool
from quizapp.services.quizzes.attempts import TOPICS
from quizapp.services.quizzes.flags import set_flag
from quizapp.services.quizzes.pool_conditions import ANSWERS_THAT_TELL
from quizapp.services.quizzes.withheld import items_withheld
from tests.domain.content import samples
from tests.factories import NOON
from tests.services.exams import KINDS, begin, one_of_each
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    answer,
    ask,
    bank_id,
    grade,
    item_id,
    learn,
    start,
    wrong_answer,
)

DAY = timedelta(days=1)
FIRST, SECOND, THIRD = CASE_STEPS = tuple(item.id for item in samples.case().items)
EVERYTHING = 10_000


def filters(*, topics=TOPICS, types=(), difficulties=(), statuses=()):
    return Filters.of(topics, types, difficulties, statuses)


def drawn(learner, asked=None, *, excluded=(), now=NOON):
    """The keys of what can be asked, cases by their first question."""
    found = pool.draw_pool(
        db.session(),
        learner=learner,
        bank_id=bank_id(),
        filters=asked or filters(),
        excluded=excluded,
        now=now,
        rng=Random(1),
        most=EVERYTHING,
    )
    keys = select(Item.key).where(Item.id.in_([one.item_id for one in found.candidates]))
    return set(db.session.scalars(keys))


def can_be_asked(learner, asked, *, excluded=(), now=NOON):
    """How many questions an exhaustive draw leads to, each case followed to its end."""
    found = pool.draw_pool(
        db.session(),
        learner=learner,
        bank_id=bank_id(),
        filters=asked,
        excluded=excluded,
        now=now,
        rng=Random(1),
        most=EVERYTHING,
    )
    steps = 0
    for case in found.cases.values():
        following = pool.case_steps(db.session(), bank_id(), case, after=1).candidates
        steps += len([step for step in following if step.item_id not in excluded])
    assert sum(candidate.size for candidate in found.candidates) == len(found.candidates) + steps
    return len(found.candidates) + steps


def count(learner, asked=None, *, excluded=(), now=NOON):
    return pool.count_questions(
        db.session(),
        learner=learner,
        bank_id=bank_id(),
        filters=asked or filters(),
        now=now,
        excluded=excluded,
    )


def flag(learner, key, *, flagged=True):
    with transaction() as session:
        set_flag(session, learner_id=learner.id, item_id=item_id(key), flagged=flagged, now=NOON)


def change(statement):
    with transaction() as session:
        session.execute(statement)


def miss(learner, *, mode=Mode.PRACTICE, **wanted):
    """Give a wrong answer to the first question of a quiz; the key of its item."""
    attempt = start(learner, mode=mode, **wanted)
    question = ask(learner, attempt)
    answer(learner, attempt, given=wrong_answer(question))
    return question.content.id


def test_a_type_lets_pass_what_stands_alone_and_a_case_is_a_type_of_its_own(alice):
    load(*one_of_each(), made_item("cloze"), made_item("basic"))

    for kind in KINDS:
        name = f"go-{kind.replace('_', '-')}-definition-01"
        assert drawn(alice, filters(types=[kind])) == {name}, "no question of the case"
    assert drawn(alice, filters(types=["case"])) == {FIRST}
    assert len(drawn(alice)) == len(KINDS) + 1
    assert drawn(alice, filters().for_measure()) == {
        f"go-{kind.replace('_', '-')}-definition-01" for kind in KINDS if kind != "concordance"
    }


def test_a_measure_of_what_does_not_measure_finds_nothing(alice):
    load(*one_of_each())
    asked = filters(types=["case", "concordance"])

    assert count(alice, asked) == 4
    assert count(alice, asked.for_measure()) == 0
    assert drawn(alice, asked.for_measure()) == set()


def test_topics_are_those_of_the_items_and_of_a_case_that_of_its_first_question(alice):
    load(*made_items(2), *made_items(3, topic="causes"), *samples.case().items)

    assert count(alice, filters(topics=["causes"])) == 3
    assert count(alice, filters(topics=["definition"])) == 2 + len(CASE_STEPS)
    assert count(alice, filters(topics=["treatment"])) == 0, "though two steps are about it"


def test_a_new_item_is_as_difficult_as_its_author_expects(alice):
    bounds = {1: 0.95, 2: 0.80, 3: 0.79, 4: 0.65, 5: 0.64, 6: 0.30}
    items = [made_item(number=number, expected_success=p) for number, p in bounds.items()]
    load(*items)

    for difficulty, numbers in ((Difficulty.EASY, {0, 1}), (Difficulty.MEDIUM, {2, 3})):
        expected = {items[number].id for number in numbers}
        assert drawn(alice, filters(difficulties=[difficulty])) == expected
    assert drawn(alice, filters(difficulties=["hard"])) == {items[4].id, items[5].id}
    assert count(alice, filters(difficulties=["easy", "hard"])) == 4


def test_enough_answers_say_more_than_the_author(alice):
    items = made_items(4)  # which their author calls of medium difficulty
    load(*items)
    easy, medium, hard, few = (item_id(item.id) for item in items)
    for number, difficulty, answers in (
        (easy, -1.4, ANSWERS_THAT_TELL),
        (medium, -1.3, ANSWERS_THAT_TELL),
        (hard, -0.6, ANSWERS_THAT_TELL),
        (few, 3.0, ANSWERS_THAT_TELL - 1),
    ):
        row = update(ItemParameters).where(ItemParameters.item_id == number)
        change(row.values(difficulty=difficulty, answers=answers))

    assert drawn(alice, filters(difficulties=["easy"])) == {items[0].id}
    assert drawn(alice, filters(difficulties=["medium"])) == {items[1].id, items[3].id}
    assert drawn(alice, filters(difficulties=["hard"])) == {items[2].id}


def test_each_status_is_what_an_item_is_to_this_learner(alice, bob):
    items = made_items(4)
    load(*items)
    unseen, known, wrong, due = (item.id for item in items)
    learn(alice, item_id(known))
    grade(alice, item_id(wrong), Grade.AGAIN)
    learn(alice, item_id(due), now=NOON - 90 * DAY)
    for key in (unseen, known):
        flag(alice, key)
    flag(alice, known, flagged=False)
    for item in items:
        grade(bob, item_id(item.id), Grade.AGAIN)
        flag(bob, item.id)

    # A card that was missed comes back in minutes: it is due as well.
    for status, keys in {
        Status.UNSEEN: {unseen},
        Status.WRONG: {wrong},
        Status.FLAGGED: {unseen},
        Status.DUE: {wrong, due},
    }.items():
        assert drawn(alice, filters(statuses=[status])) == keys, status
    assert drawn(alice, filters(statuses=["unseen", "due"])) == {unseen, wrong, due}
    assert known not in drawn(alice, filters(statuses=list(Status)))


def test_a_mistake_that_was_made_good_is_none_any_more(alice):
    load(*made_items(2))
    key = miss(alice, length=2)
    assert drawn(alice, filters(statuses=["wrong"])) == {key}, "practice tells at once"

    answer(alice, start(alice, length=1, statuses=["wrong"]))

    assert drawn(alice, filters(statuses=["wrong"])) == set()


def test_what_falls_due_in_the_course_of_a_learning_day_is_due_from_its_beginning(alice):
    load(made_item())
    learn(alice, item_id("go-sba-definition-01"))
    change(update(MemoryState).values(due_at=NOON + DAY))
    due, morning = filters(statuses=["due"]), (NOON + DAY).replace(hour=3)  # 4 o’clock in Paris

    assert drawn(alice, due, now=morning)
    assert not drawn(alice, due, now=morning - timedelta(seconds=1))


def test_a_case_is_found_by_any_of_its_questions(alice, bob):
    load(*samples.case().items, made_item())
    statuses = {status: filters(statuses=[status]) for status in Status}
    assert count(alice, statuses["unseen"]) == 1 + len(CASE_STEPS)

    flag(alice, THIRD)
    learn(alice, item_id(SECOND), now=NOON - 90 * DAY)
    assert drawn(alice, statuses["flagged"]) == {FIRST}
    assert drawn(alice, statuses["due"]) == {FIRST}
    assert drawn(alice, statuses["unseen"]) == {"go-sba-definition-01"}, "its second was met"
    assert drawn(alice, statuses["wrong"]) == set()

    grade(alice, item_id(SECOND), Grade.AGAIN)
    assert drawn(alice, statuses["wrong"]) == {FIRST}
    assert drawn(bob, statuses["flagged"]) == drawn(bob, statuses["wrong"]) == set()


def test_a_question_of_a_case_that_was_retired_is_neither_counted_nor_a_way_to_the_case(alice):
    load(*samples.case().items)
    flag(alice, THIRD)
    change(update(Item).where(Item.key == THIRD).values(retired_at=NOON))

    assert count(alice) == can_be_asked(alice, filters()) == 2
    assert drawn(alice, filters(statuses=["flagged"])) == set()
    change(update(Item).where(Item.key == FIRST).values(retired_at=NOON))
    assert count(alice) == 0


def test_a_question_of_a_case_that_must_not_be_drawn_is_not_counted(alice):
    load(*samples.case().items, made_item())

    for kept_back, questions in ((THIRD, 3), (FIRST, 1)):
        excluded = {item_id(kept_back)}
        counted = count(alice, excluded=excluded)
        assert counted == can_be_asked(alice, filters(), excluded=excluded) == questions


def test_a_case_of_another_bank_does_not_help(alice):
    """Banks may give their cases the same name."""
    load(*samples.case().items)
    load(*samples.case().items, made_item(), slug="goutte-2")
    with transaction() as session:
        other = session.scalars(
            select(Item.id).where(Item.key == THIRD, Item.bank_id == bank_id("goutte-2"))
        ).one()
        set_flag(session, learner_id=alice.id, item_id=other, flagged=True, now=NOON)

    assert count(alice, filters(statuses=["flagged"])) == 0
    assert count(alice) == len(CASE_STEPS)


@pytest.mark.parametrize("status", ["wrong", "due"])
def test_the_marks_of_a_measure_that_goes_on_are_not_read_off_its_items(alice, bob, status):
    """Or a measure would tell after each answer whether it was right."""
    load(*made_items(12))
    asked = filters(statuses=[status])
    key = miss(alice, mode=Mode.MEASURE, length=20)
    grade(bob, item_id(key), Grade.AGAIN)

    assert count(alice, asked, now=NOON + DAY) == 0
    assert drawn(bob, asked, now=NOON + DAY) == {key}, "what others measure is nothing to him"
    assert key not in drawn(alice, filters(statuses=["unseen"])), "that it was asked is known"

    of_alice = update(Attempt).where(Attempt.user_id == alice.id)
    change(of_alice.values(finished_at=NOON, ending="length"))
    assert key in drawn(alice, asked, now=NOON + DAY)


def random_filters(rng):
    def some(words):
        return rng.sample([str(word) for word in words], rng.randint(0, len(words)))

    chosen = Filters.of(
        some(TOPICS) or TOPICS,
        some(ASKED_TYPES),
        some(list(Difficulty)),
        some(list(Status)) if rng.random() < 0.7 else (),
    )
    return chosen.for_measure() if rng.random() < 0.2 else chosen


@pytest.fixture
def lived_in_bank(alice, bob):
    """Items of all kinds, half of them met, some retired, a measure and an exam in progress."""
    rng = Random(7)
    items = [
        made_item(kind, number, topic, expected_success=rng.choice([0.3, 0.7, 0.9]))
        for kind in (*KINDS, "cloze")
        for topic in TOPICS
        for number in (1, 2)
    ]
    load(*items, *samples.case().items)
    for item in rng.sample(items, 50):
        number, when = item_id(item.id), NOON - rng.randint(0, 40) * DAY
        grade(rng.choice([alice, bob]), number, rng.choice(list(Grade)), now=when)
    for key in (THIRD, *(item.id for item in rng.sample(items, 20))):
        flag(rng.choice([alice, bob]), key)
    grade(alice, item_id(SECOND), Grade.AGAIN)
    some = [item_id(item.id) for item in rng.sample(items, 40)]
    change(
        update(ItemParameters)
        .where(ItemParameters.item_id.in_(some))
        .values(answers=ANSWERS_THAT_TELL, difficulty=-1.0)
    )
    retired = [item.id for item in rng.sample(items, 10)]
    change(update(Item).where(Item.key.in_(retired)).values(retired_at=NOON))
    miss(alice, mode=Mode.MEASURE, length=20)
    begin(alice, length=15)


def test_what_is_counted_is_what_can_be_drawn_whatever_the_filters(alice, lived_in_bank):
    rng, found = Random(11), []
    in_exam = items_withheld(db.session(), alice.id, NOON)
    assert len(in_exam) == 15
    for _ in range(150):
        asked, excluded = random_filters(rng), rng.choice([(), in_exam])
        counted = count(alice, asked, excluded=excluded)
        assert counted == can_be_asked(alice, asked, excluded=excluded), asked
        found.append(counted)
    assert len([number for number in found if number]) > 60, "the filters were not too narrow"
    assert len(set(found)) > 25
