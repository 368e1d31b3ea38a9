"""Taking an assignment: when it may be begun, what is asked, and when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.policies import Person
from quizapp.domain.teaching.accommodation import Window
from quizapp.extensions import db
from quizapp.models import Accommodation, Assignment, Attempt, AttemptItem, Cohort, Membership
from quizapp.services.quizzes.quiz_result import attempt_result
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.teaching import closing, taking
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.held_back import find_held_back
from quizapp.services.teaching.reveal import results_are_out, reveal_results
from quizapp.services.teaching.taking import NotNowError
from quizapp.services.teaching.terms import refresh_deadlines
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort, membership_id
from tests.services.made_banks import load, made_items
from tests.services.studying import answer, at_once

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice):
    load(*made_items(6))
    return make_cohort(ines, alice)


def grant(learner, cohort_id, assignment_id=None, **granted):
    """Grant something, and move what is going on, as the page does."""
    with transaction() as session:
        session.add(
            Accommodation(
                membership_id=membership_id(learner, cohort_id),
                assignment_id=assignment_id,
                note="",
                changed_at=NOON,
                **granted,
            )
        )
        session.flush()
        for row in session.scalars(select(Assignment).where(Assignment.cohort_id == cohort_id)):
            refresh_deadlines(session, row)


def change(model, row_id, **values):
    with transaction() as session:
        row = session.get_one(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def asked(attempt):
    exams.look_anew()
    rows = select(AttemptItem.item_id).where(AttemptItem.attempt_id == attempt.id)
    return list(db.session().scalars(rows.order_by(AttemptItem.position)))


def attempts_of(assignment_id):
    exams.look_anew()
    count = select(func.count()).where(Attempt.assignment_id == assignment_id)
    return db.session().scalar(count)


def look(learner, assignment_id):
    exams.look_anew()
    return taking.look_at(db.session(), learner_id=learner.id, assignment_id=assignment_id)


def test_a_fixed_paper_is_the_same_for_all_and_in_its_order(cohort, alice, bob, ines):
    cohort = make_cohort(ines, alice, bob, name="Two")
    assignment = assign(cohort)
    first, second = begin(alice, assignment), begin(bob, assignment)
    assert asked(first) == asked(second)
    assert len(asked(first)) == first.length == 6
    assert (first.number, first.assignment_id, first.mode) == (1, assignment, "exam")


def test_a_shuffled_paper_has_the_same_questions_in_another_order(cohort, alice, bob, ines):
    cohort = make_cohort(ines, alice, bob, name="Two")
    assignment = assign(cohort, shuffles=True)
    papers = [asked(begin(learner, assignment)) for learner in (alice, bob)]
    assert papers[0] != papers[1]
    assert set(papers[0]) == set(papers[1])


def test_a_draw_takes_so_many_of_each_topic(cohort, alice):
    load(*made_items(5), *made_items(5, topic="causes"))
    attempt = begin(alice, assign(cohort, paper="draw", draw={"definition": 2, "causes": 3}))
    questions = exams.sheet_of(alice, attempt).places
    topics = [place.content.topic for place in questions]
    assert (topics.count("definition"), topics.count("causes")) == (2, 3)


def test_a_draft_and_somebody_elses_assignment_do_not_exist(cohort, alice, bob):
    draft = assign(cohort, published_at=None)
    given = assign(cohort)
    for learner, assignment in ((alice, draft), (bob, given), (alice, 999_999)):
        with pytest.raises(NotFoundError):
            begin(learner, assignment)
        with pytest.raises(NotFoundError):
            look(learner, assignment)
    assert look(alice, given).may_begin(NOON)


@pytest.mark.parametrize(
    ("at", "window"),
    [
        (NOON - MINUTE, Window.BEFORE),
        (NOON + HOUR, Window.CLOSED),
        (NOON + 2 * HOUR, Window.CLOSED),
    ],
)
def test_nothing_is_begun_outside_the_dates(cohort, alice, at, window):
    assignment = assign(cohort, opens_at=NOON, closes_at=NOON + HOUR)
    with pytest.raises(NotNowError) as refused:
        begin(alice, assignment, now=at)
    assert refused.value.window is window
    assert attempts_of(assignment) == 0
    assert begin(alice, assignment, now=NOON + HOUR - MINUTE)


def test_late_work_is_taken_where_the_assignment_says_so(cohort, alice):
    assignment = assign(cohort, closes_at=NOON, late="accept", minutes=30)
    attempt = begin(alice, assignment, now=NOON + DAY)
    assert attempt.deadline_at == NOON + DAY + 30 * MINUTE
    assert look(alice, assignment).terms.late_by(NOON + DAY) == DAY


def test_the_attempt_ends_with_the_limit_or_the_closing_whichever_is_first(cohort, alice):
    assignment = assign(cohort, closes_at=NOON + HOUR, minutes=30, attempts_allowed=2)
    early = begin(alice, assignment)
    assert early.deadline_at == NOON + 30 * MINUTE
    exams.hand_in(alice, early)
    assert begin(alice, assignment, now=NOON + 45 * MINUTE).deadline_at == NOON + HOUR


def test_no_further_attempt_than_allowed_and_one_at_a_time(cohort, alice):
    assignment = assign(cohort, attempts_allowed=2)
    first = begin(alice, assignment)
    assert begin(alice, assignment, key="another-device").id == first.id
    exams.hand_in(alice, first)
    second = begin(alice, assignment, key="again")
    assert (second.id, second.number) != (first.id, 1)
    exams.hand_in(alice, second)
    with pytest.raises(NotNowError) as refused:
        begin(alice, assignment, key="once-more")
    assert refused.value.window is Window.OPEN
    assert begin(alice, assignment, key="again").id == second.id


def test_a_key_that_began_something_else_is_refused(cohort, alice):
    begin(alice, assign(cohort), key="the-key")
    with pytest.raises(ConflictError):
        begin(alice, assign(cohort), key="the-key")


def test_one_attempt_is_one_under_eight_simultaneous_starts(app, cohort, alice):
    assignment = assign(cohort)
    done = at_once(
        app, [lambda n=n: begin(alice, assignment, key=f"device-{n}").id for n in range(8)]
    )
    assert len(set(done)) == 1
    assert attempts_of(assignment) == 1


def test_extra_time_moves_the_end_of_the_running_attempt_and_the_closing(cohort, alice):
    assignment = assign(cohort, closes_at=NOON + HOUR, minutes=60)
    attempt = begin(alice, assignment)
    assert attempt.deadline_at == NOON + HOUR

    grant(alice, cohort, time_factor=4 / 3)

    exams.look_anew()
    assert db.session().get(Attempt, attempt.id).deadline_at == NOON + 80 * MINUTE
    assert exams.save(alice, attempt, now=NOON + 79 * MINUTE) is exams.SaveOutcome.SAVED
    assert exams.save(alice, attempt, 2, now=NOON + 80 * MINUTE) is exams.SaveOutcome.OVER


def test_what_is_granted_for_one_assignment_goes_before_the_general(cohort, alice):
    assignment = assign(cohort, closes_at=NOON, minutes=30)
    other = assign(cohort, closes_at=NOON, minutes=30)
    grant(alice, cohort, time_factor=2.0, extra_attempts=1)
    grant(alice, cohort, assignment, closes_at=NOON + DAY, extra_attempts=1)
    own, general = look(alice, assignment).terms, look(alice, other).terms
    assert (own.closes_at, own.attempts, own.time_limit) == (NOON + DAY, 3, HOUR)
    assert (general.closes_at, general.attempts) == (NOON + 30 * MINUTE, 2)


def test_whoever_has_left_begins_nothing_and_sees_what_was_handed_in(cohort, alice):
    done, not_begun = assign(cohort), assign(cohort)
    exams.hand_in(alice, begin(alice, done))
    change(Membership, membership_id(alice, cohort), left_at=NOON)
    assert not look(alice, done).may_begin(NOON)
    with pytest.raises(NotFoundError):
        look(alice, not_begun)
    with pytest.raises(NotFoundError):
        begin(alice, not_begun)


def test_nothing_of_an_archived_cohort_is_begun(cohort, alice):
    assignment = assign(cohort)
    change(Cohort, cohort, archived_at=NOON)
    assert not look(alice, assignment).may_begin(NOON)
    with pytest.raises(NotFoundError):
        begin(alice, assignment)


def test_an_assigned_practice_asks_its_paper_one_by_one(cohort, alice):
    attempt = begin(alice, assign(cohort, mode="practice", items=3))
    paper = attempt.paper
    assert asked(attempt) == paper[:1]
    for position in (1, 2, 3):
        answer(alice, attempt, position)
    assert asked(attempt) == paper
    done = db.session().get(Attempt, attempt.id)
    assert (done.ending, done.maximum) == ("length", 3.0)
    assert done.points is not None


def test_a_practice_whose_time_is_up_takes_no_answer_and_counts_what_was_not_reached(cohort, alice):
    attempt = begin(alice, assign(cohort, mode="practice", items=3, minutes=30))
    answer(alice, attempt, 1)
    assert answer(alice, attempt, 2, now=NOON + 30 * MINUTE) is None
    exams.look_anew()
    done = db.session().get(Attempt, attempt.id)
    assert (done.ending, done.finished_at) == ("time", NOON + 30 * MINUTE)
    assert (done.maximum, done.length, done.answered) == (3.0, 3, 1)


def test_a_practice_that_was_left_open_ends_with_its_time(cohort, alice):
    attempt = begin(alice, assign(cohort, mode="practice", items=3, minutes=30))
    answer(alice, attempt, 1)
    exam = begin(alice, assign(cohort, minutes=30))
    assert closing.expired_attempts(db.session(), now=NOON + 29 * MINUTE) == []
    assert closing.expired_attempts(db.session(), now=NOON + HOUR) == [attempt.id]
    for at in (NOON + 29 * MINUTE, NOON + HOUR, NOON + 2 * HOUR):
        with transaction() as session:
            closing.end_expired(session, attempt_id=attempt.id, now=at)
    done = db.session().get(Attempt, attempt.id)
    assert (done.ending, done.finished_at) == ("time", NOON + 30 * MINUTE)
    assert (done.points, done.maximum) == (1.0, 3.0)
    assert db.session().get(Attempt, exam.id).finished_at is None


def test_a_practice_passes_over_what_an_exam_keeps_back_at_no_loss(cohort, alice):
    attempt = begin(alice, assign(cohort, mode="practice", items=3))
    begin(alice, assign(cohort, items=2))
    answer(alice, attempt, 1)
    answer(alice, attempt, 2)
    exams.look_anew()
    done = db.session().get(Attempt, attempt.id)
    assert (done.ending, done.points, done.maximum) == ("length", 2.0, 2.0)


def test_an_assigned_measure_measures(cohort, alice):
    load(*made_items(12))
    attempt = begin(alice, assign(cohort, mode="measure", paper="adaptive", reveal="score"))
    assert (attempt.mode, attempt.paper) == ("measure", None)
    assert len(asked(attempt)) == 1


def result(learner, attempt, now):
    exams.look_anew()
    return attempt_result(db.session(), learner_id=learner.id, attempt_id=attempt.id, now=now)


def held(learner, attempt, now):
    exams.look_anew()
    return find_held_back(db.session(), learner_id=learner.id, attempt_id=attempt.id, now=now)


@pytest.mark.parametrize("reveal", ["closed", "score", "everything"])
def test_what_is_shown_before_all_have_closed_and_after(cohort, alice, reveal):
    attempt = begin(alice, assign(cohort, closes_at=NOON + HOUR, reveal=reveal))
    assert result(alice, attempt, NOON) is None
    assert held(alice, attempt, NOON) is None
    exams.save(alice, attempt)
    exams.hand_in(alice, attempt)

    shown, kept = result(alice, attempt, NOON), held(alice, attempt, NOON)
    assert (shown is not None) is (reveal == "everything")
    assert (kept is not None) is (reveal != "everything")
    if kept:
        assert kept.points == (1.0 if reveal == "score" else None)
        assert kept.out_at == NOON + HOUR
        assert items_withheld(db.session(), alice.id, NOON) == set(asked(attempt))
    assert result(alice, attempt, NOON + HOUR) is not None
    assert items_withheld(db.session(), alice.id, NOON + HOUR) == frozenset()


def test_the_results_wait_for_the_last_learners_own_closing_date(cohort, alice, bob, ines):
    cohort = make_cohort(ines, alice, bob, name="Two")
    assignment = assign(cohort, closes_at=NOON + HOUR, reveal="score")
    attempt = begin(alice, assignment)
    exams.hand_in(alice, attempt)
    grant(bob, cohort, assignment, closes_at=NOON + DAY)

    assert result(alice, attempt, NOON + 2 * HOUR) is None
    assert held(alice, attempt, NOON + 2 * HOUR).out_at == NOON + DAY
    assert result(alice, attempt, NOON + DAY) is not None


def test_results_without_a_closing_date_wait_for_the_instructor(cohort, alice):
    assignment = assign(cohort, reveal="closed")
    attempt = begin(alice, assignment)
    exams.hand_in(alice, attempt)
    assert result(alice, attempt, NOON + 99 * DAY) is None
    change(Assignment, assignment, released_at=NOON + DAY)
    assert result(alice, attempt, NOON + DAY) is not None
    with transaction() as session:
        assert reveal_results(session, now=NOON + DAY) == 1
    assert not db.session().get(Attempt, attempt.id).withholds


def test_late_work_keeps_the_results_back(cohort, ines):
    assignment = assign(cohort, closes_at=NOON, late="accept", reveal="score")
    person = Person(ines.id, frozenset({"instructor"}))
    row = find_assignment(db.session(), person=person, assignment_id=assignment)
    assert not results_are_out(db.session(), row, NOON + 99 * DAY)


def test_an_answer_beside_the_paper_is_not_taken(cohort, alice):
    attempt = begin(alice, assign(cohort, mode="practice", items=2))
    with pytest.raises(NotFoundError):
        answer(alice, attempt, 2, ChosenOptions(frozenset("a")))
