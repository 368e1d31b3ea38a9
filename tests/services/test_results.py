"""The gradebook: who has come how far, which attempt counts, and what a group adds up to."""

from __future__ import annotations

import pytest

from quizapp.domain.errors import NotFoundError
from quizapp.extensions import db
from quizapp.models import Assignment
from quizapp.services.quizzes.measuring import measure_result
from quizapp.services.teaching import results
from quizapp.services.teaching.results import Order, Stage, Summary
from tests.factories import NOON, make_learner
from tests.services.classes import add_staff, assign, begin, make_cohort
from tests.services.made_banks import load, made_items
from tests.services.sittings import (
    DAY,
    HOUR,
    MINUTE,
    book,
    change_mark,
    grant,
    instructor,
    invite,
    leave,
    line,
    sit,
    statements,
)
from tests.services.studying import again, answer, ask, right_answer, wrong_answer


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice, bob):
    load(*made_items(4))
    return make_cohort(ines, alice, bob)


def names(lines):
    return [one.called for one in lines]


def test_everybody_is_in_the_gradebook_whether_they_have_begun_or_not(cohort, ines, alice, bob):
    assignment = assign(cohort)
    sit(alice, assignment, right=3)
    begin(bob, assignment)
    invite(cohort, "zoe@example.org")
    found = book(ines, assignment)
    assert [(one.called, one.stage) for one in found.lines] == [
        ("Alice", Stage.DONE),
        ("Bob", Stage.IN_PROGRESS),
        ("zoe@example.org", Stage.NOT_STARTED),
    ]
    assert list(found.stages.values()) == [1, 1, 1]
    alice_line, bob_line, zoe = found.lines
    assert (alice_line.grade.points, alice_line.grade.maximum) == (3.0, 4.0)
    assert alice_line.handed_in_at == NOON + HOUR
    assert (bob_line.grade, bob_line.going_on.length) == (None, 4)
    assert (alice_line.has_joined, zoe.has_joined) == (True, False)


@pytest.mark.parametrize(
    ("counting", "expected"),
    [("best", (0.75, 2)), ("last", (0.5, 3)), ("first", (0.25, 1)), ("mean", (0.5, None))],
)
def test_the_assignment_says_which_attempt_counts(cohort, ines, alice, counting, expected):
    assignment = assign(cohort, attempts_allowed=3, counting=counting)
    made = [sit(alice, assignment, right=right) for right in (1, 3, 2)]
    found = line(ines, assignment)
    assert (found.share, found.grade.number) == expected
    assert [one.id for one in found.attempts] == made
    number = expected[1]
    assert found.counted == (found.attempts[number - 1] if number else None)


def test_late_work_loses_its_share_and_says_so(cohort, ines, alice):
    assignment = assign(cohort, closes_at=NOON, late="accept", late_deduction=10)
    sit(alice, assignment, right=4, now=NOON + DAY, until=NOON + DAY + HOUR)
    found = line(ines, assignment)
    assert (found.grade.days_late, found.grade.deducted, found.share) == (2, 0.8, 0.8)


def test_work_within_ones_own_dates_is_not_late(cohort, ines, alice, bob):
    assignment = assign(cohort, closes_at=NOON, late="accept", late_deduction=10)
    grant(alice, cohort, assignment, closes_at=NOON + DAY)
    for learner in (alice, bob):
        sit(learner, assignment, right=4, now=NOON + MINUTE, until=NOON + HOUR)
    own, other = line(ines, assignment), line(ines, assignment, "Bob")
    assert (own.grade.days_late, own.share, own.is_accommodated) == (0, 1.0, True)
    assert (other.grade.days_late, other.share, other.is_accommodated) == (1, 0.9, False)


def test_what_was_granted_for_another_assignment_does_not_count(cohort, ines, alice):
    given, other = assign(cohort), assign(cohort)
    grant(alice, cohort, other, time_factor=1.5)
    assert not line(ines, given).is_accommodated
    grant(alice, cohort, time_factor=1.5)
    assert line(ines, given).is_accommodated


def test_whoever_has_left_is_listed_with_their_work_and_counted_nowhere(cohort, ines, alice, bob):
    assignment = assign(cohort)
    sit(alice, assignment, right=1)
    sit(bob, assignment, right=4)
    leave(alice, cohort)
    found = book(ines, assignment)
    assert [(one.called, one.has_left) for one in found.lines] == [("Alice", True), ("Bob", False)]
    assert (found.shares, sum(found.stages.values())) == ((1.0,), 1)


def test_whoever_has_left_without_beginning_is_not_listed(cohort, ines, alice):
    assignment = assign(cohort)
    leave(alice, cohort)
    assert names(book(ines, assignment).lines) == ["Bob"]


def test_the_work_for_another_assignment_and_private_study_are_not_in_it(cohort, ines, alice):
    given, other = assign(cohort), assign(cohort)
    sit(alice, other, right=4)
    assert line(ines, given).attempts == ()


def test_changed_marks_change_the_grade(cohort, ines, alice):
    assignment = assign(cohort)
    attempt = sit(alice, assignment, right=2)
    change_mark(ines, attempt, 4, drop=True)
    assert line(ines, assignment).share == pytest.approx(2 / 3)
    change_mark(ines, attempt, 3)
    assert line(ines, assignment).share == 1.0


def test_lines_are_found_by_words_and_stage_and_sorted_by_score(ines, alice, bob, session):
    load(*made_items(4))
    carol = make_learner("carol")
    cohort = make_cohort(ines, alice, bob, carol)
    invite(cohort, "zoe@example.org", name="Zoé Élan", number="77-B")
    assignment = assign(cohort)
    sit(alice, assignment, right=1)
    sit(carol, assignment, right=3)
    begin(bob, assignment)
    found = book(ines, assignment)
    assert names(found.selected(order=Order.SCORE)) == ["Carol", "Alice", "Bob", "Zoé Élan"]
    assert names(found.selected(order=Order.STAGE)) == ["Zoé Élan", "Bob", "Alice", "Carol"]
    assert names(found.selected(stage=Stage.DONE)) == ["Alice", "Carol"]
    for words in ("elan", "ZOÉ", "77", "zoe example", "zoe 77"):
        assert names(found.selected(find=words)) == ["Zoé Élan"], words
    assert found.selected(find="lan") == [], "words are found by their beginning"
    assert names(found.selected(find=" - ")) == names(found.lines)


def test_the_figures_are_those_of_the_cohort(cohort, ines, alice, bob):
    assignment = assign(cohort)
    sit(alice, assignment, right=1)
    sit(bob, assignment, right=4)
    spread = book(ines, assignment).spread
    assert (spread.count, spread.median, spread.lowest, spread.highest) == (2, 0.625, 0.25, 1.0)


def test_nobody_elses_assignment_can_be_looked_at(cohort, ines):
    assignment = assign(cohort)
    other = make_learner("otto", role="instructor")
    for person in (instructor(other), instructor(ines)):
        with pytest.raises(NotFoundError):
            results.gradebook(db.session(), person=person, assignment_id=assignment + 1)
    with pytest.raises(NotFoundError):
        book(other, assignment)
    add_staff(cohort, other)
    assert len(book(other, assignment).lines) == 2


def test_assignments_are_summed_up_in_a_line_each(cohort, ines, alice, bob):
    first, second = assign(cohort), assign(cohort)
    sit(alice, first, right=3)
    begin(bob, first)
    session = db.session()
    rows = [session.get_one(Assignment, one) for one in (first, second)]
    assert results.summaries(session, rows) == {
        first: Summary(learners=2, in_progress=1, done=1, median=0.75),
        second: Summary(learners=2, in_progress=0, done=0, median=None),
    }
    assert results.summaries(session, []) == {}


def test_the_number_of_statements_does_not_grow_with_the_learners(cohort, ines, alice, bob):
    assignment = assign(cohort)
    with statements() as before:
        book(ines, assignment)
    for learner in (alice, bob):
        sit(learner, assignment, right=2)
    for number in range(5):
        invite(cohort, f"more{number}@example.org")
    with statements() as after:
        book(ines, assignment)
    assert len(book(ines, assignment).lines) == 7
    assert len(after) == len(before)


def test_the_score_of_a_measure_is_the_share_of_the_bank_not_what_was_right_of_it(ines, alice, bob):
    load(*made_items(30))
    cohort = make_cohort(ines, alice, bob)
    assignment = assign(cohort, mode="measure", paper="adaptive", length=20)
    for learner, choose in ((alice, right_answer), (bob, wrong_answer)):
        attempt = begin(learner, assignment)
        while (attempt := again(attempt)).finished_at is None:
            position = attempt.answered + 1
            answer(learner, attempt, position, choose(ask(learner, attempt, position)))
        found = line(ines, assignment, "Alice" if learner is alice else "Bob")
        expected = measure_result(db.session(), attempt).measure.share.expected
        assert (found.share, found.grade.maximum) == (pytest.approx(expected), 100.0)
    assert 0.0 < found.share < 0.5 < line(ines, assignment).share < 1.0
    change_mark(ines, attempt.id, 1)
    assert line(ines, assignment, "Bob").share > found.share, "by the marks in force"
