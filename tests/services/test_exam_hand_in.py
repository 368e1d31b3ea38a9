"""Handing an exam in: every answer marked once, in one go, whoever else is busy at that moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.convention import Convention
from quizapp.extensions import db
from quizapp.models import Ability, ItemParameters, MemoryState, Response, Review
from quizapp.services import catalogue
from quizapp.services.quizzes.exam import SaveOutcome
from quizapp.services.quizzes.withheld import items_withheld
from tests.factories import NOON
from tests.services.exams import (
    begin,
    hand_in,
    hand_in_expired,
    look_anew,
    one_of_each,
    place,
    positions,
    save,
    saves,
    sheet_of,
    ticked,
    validate_case,
)
from tests.services.made_banks import load, made_items
from tests.services.studying import again, answer, at_once, finish, start, state

MINUTE = timedelta(minutes=1)
SAVED, OVER = SaveOutcome.SAVED, SaveOutcome.OVER


@pytest.fixture
def attempt(alice):
    load(*made_items(4))
    return begin(alice, length=4)


def responses(attempt):
    look_anew()
    rows = db.session.query(Response).filter_by(attempt_id=attempt.id)
    return list(rows.order_by(Response.position))


def count(model):
    look_anew()
    return db.session.scalar(select(func.count()).select_from(model))


def test_every_answer_is_marked_as_it_was_saved_last(alice, attempt):
    save(alice, attempt, 1, ticked("a"), now=NOON + MINUTE, duration_ms=4000)
    save(alice, attempt, 1, ticked("b"), now=NOON + 2 * MINUTE, duration_ms=2500, confidence=3)
    save(alice, attempt, 2, ticked("c"), now=NOON + 3 * MINUTE)

    hand_in(alice, attempt, now=NOON + 9 * MINUTE)

    first, second, third, _ = responses(attempt)
    assert (first.answer, first.points, first.credit) == ({"chosen": ["b"]}, 1.0, 1.0)
    assert (first.confidence, first.duration_ms) == (3, 6500)
    assert first.answered_at == NOON + 2 * MINUTE
    assert (second.points, second.answered_at) == (0.0, NOON + 3 * MINUTE)
    assert (third.answer, third.points, third.duration_ms) == ({"chosen": []}, 0.0, None)
    ended = again(attempt)
    assert (ended.finished_at, ended.answered, ended.length) == (NOON + 9 * MINUTE, 2, 4)


def test_every_type_of_question_is_marked(alice):
    load(*one_of_each())
    attempt = begin(alice, length=9)
    for position in range(1, 7):
        save(alice, attempt, position)
    validate_case(alice, attempt)

    hand_in(alice, attempt)

    assert [one.points for one in responses(attempt)] == [1.0] * 9
    assert again(attempt).answered == 9


def test_a_paper_without_an_answer_can_be_handed_in(alice):
    load(*one_of_each())
    attempt = begin(alice, length=9)

    hand_in(alice, attempt)

    assert [one.points for one in responses(attempt)] == [0.0] * 9
    assert count(Review) == count(MemoryState) == count(Ability) == 0


@pytest.mark.parametrize("convention", Convention)
def test_every_convention_marks_a_paper_half_filled_in(alice, convention):
    load(*one_of_each())
    attempt = begin(alice, length=9, convention=convention, asks_confidence=True)
    for position in (1, 3, 5):
        save(alice, attempt, position, confidence=2)

    hand_in(alice, attempt)

    marked = responses(attempt)
    assert len(marked) == 9
    assert [one.position for one in marked if one.points] == [1, 3, 5]


def test_the_draft_of_a_case_that_was_not_validated_counts(alice):
    load(*one_of_each())
    attempt = begin(alice, length=9)
    first = positions(alice, attempt, "case")[0]
    save(alice, attempt, first)

    hand_in(alice, attempt)

    assert [one.points for one in responses(attempt)[first - 1 :]] == [1.0, 0.0, 0.0]


def test_memory_and_ability_learn_from_what_was_answered_and_not_from_what_was_left(alice, attempt):
    save(alice, attempt, 1, ticked("b"), confidence=3)
    save(alice, attempt, 2, ticked("a"))
    save(alice, attempt, 3, ticked())

    hand_in(alice, attempt)

    items = [one.item_id for one in sheet_of(alice, attempt).places]
    assert [state(alice, item) is not None for item in items] == [True, True, False, False]
    assert [one.first_exposure for one in responses(attempt)] == [True, True, False, False]
    assert (state(alice, items[0]).last_score, state(alice, items[0]).last_confidence) == (1.0, 3)
    assert db.session.scalars(select(Ability)).one().answers == 2
    parameters = {row.item_id: row.answers for row in db.session.scalars(select(ItemParameters))}
    assert [parameters[item] for item in items] == [1, 1, 0, 0]


def test_what_was_shown_after_an_exam_is_no_first_exposure_afterwards(alice, attempt):
    hand_in(alice, attempt)

    later = start(alice, length=4)
    finish(alice, later)

    assert [one.first_exposure for one in responses(later)] == [False] * 4


def test_the_clock_of_an_earlier_answer_does_not_disturb_a_memory_that_is_newer(alice):
    load(*made_items(1))
    practice = start(alice, length=1)
    attempt = begin(alice, length=1)
    save(alice, attempt, 1, now=NOON + MINUTE)
    answer(alice, practice, 1, now=NOON + 5 * MINUTE)

    hand_in(alice, attempt, now=NOON + 9 * MINUTE)

    memory = state(alice, place(alice, attempt).item_id)
    assert memory.reviews == 2
    assert memory.last_reviewed_at >= NOON + 5 * MINUTE


def test_handing_in_twice_is_handing_in_once(alice, attempt):
    save(alice, attempt, 1)
    hand_in(alice, attempt, now=NOON + MINUTE)
    hand_in(alice, attempt, now=NOON + 3 * MINUTE)

    assert again(attempt).finished_at == NOON + MINUTE
    assert (count(Response), count(Review)) == (4, 1)


def test_six_hand_ins_at_the_same_moment_mark_once(app, alice, attempt):
    save(alice, attempt, 1)
    number = attempt.id

    at_once(app, [lambda: hand_in(alice, number)] * 6)

    assert (count(Response), count(Review)) == (4, 1)


def test_a_save_and_a_hand_in_at_the_same_moment_agree(app, alice):
    """The answer is in the marked paper exactly when its sender was told that it was saved."""
    load(*made_items(1))
    for _ in range(6):
        attempt = begin(alice, length=1)
        number = attempt.id
        outcome, _ = at_once(
            app,
            [
                lambda number=number: save(alice, number, 1, ticked("b"), seen=0),
                lambda number=number: hand_in(alice, number),
            ],
        )

        [response] = responses(attempt)
        kept = {SAVED: ["b"], OVER: []}[outcome]
        assert response.answer["chosen"] == kept
        assert len(saves(attempt)) == len(kept)


def test_the_learner_and_the_minutely_task_may_hand_in_at_once(app, alice, attempt):
    number, end = attempt.id, NOON + 60 * MINUTE

    at_once(
        app,
        [lambda: hand_in(alice, number, now=end), lambda: hand_in_expired(now=end)] * 2,
    )

    assert count(Response) == 4
    assert again(attempt).ending == "time"


def test_two_learners_hand_in_the_same_questions_at_once(app, alice, bob):
    load(*made_items(30))
    papers = {learner: begin(learner, length=30).id for learner in (alice, bob)}
    for learner, number in papers.items():
        for position in range(1, 31):
            save(learner, number, position, ticked("b"), seen=0)

    at_once(
        app, [lambda one=one, number=number: hand_in(one, number) for one, number in papers.items()]
    )

    look_anew()
    assert {row.answers for row in db.session.scalars(select(ItemParameters)) if row.answers} == {2}
    assert count(Response) == 60


def test_an_exam_that_is_handed_in_takes_no_more_answers(alice, attempt):
    save(alice, attempt, 1, ticked("a"))
    hand_in(alice, attempt)

    assert save(alice, attempt, 1, ticked("b")) is OVER
    assert [one.answer for one in saves(attempt)] == [{"chosen": ["a"]}]


def test_another_learners_exam_and_a_practice_cannot_be_handed_in(alice, bob, attempt):
    practice = start(bob)

    for learner, number in ((bob, attempt.id), (bob, practice.id), (alice, 999_999)):
        with pytest.raises(NotFoundError):
            hand_in(learner, number)

    assert again(attempt).finished_at is again(practice).finished_at is None


def test_the_items_of_an_exam_are_kept_back_until_it_is_handed_in(alice, bob, attempt):
    items = {one.item_id for one in sheet_of(alice, attempt).places}
    assert items_withheld(db.session(), alice.id, NOON) == items
    assert items_withheld(db.session(), bob.id, NOON) == frozenset()

    hand_in(alice, attempt)

    look_anew()
    assert items_withheld(db.session(), alice.id, NOON) == frozenset()


def statements_of(work):
    """How many statements the database is sent."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sent


def test_a_long_paper_takes_no_more_statements_than_a_short_one(alice, monkeypatch):
    load(*made_items(60))
    others, rows = {}, {}
    for length in (5, 60):
        attempt = begin(alice, length=length)
        for position in range(1, length + 1):
            save(alice, attempt, position, ticked("b"), seen=0)
        monkeypatch.setattr(catalogue, "_items", {})  # as in a process that has just begun
        db.session.remove()
        sent = statements_of(lambda number=attempt.id: hand_in(alice, number))
        inserts = [statement for statement in sent if statement.startswith("INSERT")]
        others[length], rows[length] = len(sent) - len(inserts), len(inserts)

    # What the first exam left, a memory and an ability, the second updates: two more.
    assert others[60] <= others[5] + 2 <= 20
    # SQLite numbers the rows of a log one by one: a response and a review for each question.
    assert rows[60] <= 2 * 60 + 3
    if db.engine.dialect.name == "postgresql":
        assert rows[60] <= 6
