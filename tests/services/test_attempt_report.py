"""One attempt as its instructor sees it, and all answers of an assignment."""

from __future__ import annotations

import pytest

from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.marks import ReasonCode
from quizapp.extensions import db
from quizapp.models import Assignment
from quizapp.services.teaching.responses import attempt_report, given_answers, question_points
from tests.factories import make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_items
from tests.services.sittings import change_mark, instructor, sit
from tests.services.studying import start


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice, bob):
    load(*made_items(3))
    return make_cohort(ines, alice, bob)


def report(owner, assignment, attempt):
    exams.look_anew()
    return attempt_report(
        db.session(), person=instructor(owner), assignment_id=assignment, attempt_id=attempt
    )


def row_of(assignment):
    exams.look_anew()
    return db.session().get_one(Assignment, assignment)


def test_each_response_stands_with_its_mark(cohort, ines, alice):
    assignment = assign(cohort)
    attempt = sit(alice, assignment, right=2)
    found = report(ines, assignment, attempt)
    assert (found.learner.called, found.attempt.number, found.ending) == ("Alice", 1, "handed_in")
    assert [line.question.place.position for line in found.lines] == [1, 2, 3]
    assert [line.mark.points for line in found.lines] == [1.0, 1.0, 0.0]
    assert not any(line.changes for line in found.lines)


def test_a_changed_mark_stands_with_who_changed_it_and_why(cohort, ines, alice):
    assignment = assign(cohort)
    attempt = sit(alice, assignment, right=1)
    change_mark(ines, attempt, 2)
    change_mark(ines, attempt, 3, drop=True)
    found = report(ines, assignment, attempt)
    assert [(line.mark.points, line.mark.maximum) for line in found.lines] == [
        (1, 1),
        (1, 1),
        (0, 0),
    ]
    assert found.lines[2].mark.reason.code == ReasonCode.DROPPED
    [change] = found.lines[1].changes
    assert (change.old.points, change.new.points, change.reason) == (0.0, 1.0, "A good answer")
    assert found.people[change.changed_by] == "ines@example.org"


def test_an_exam_in_progress_shows_its_questions_and_no_answer(cohort, ines, alice):
    assignment = assign(cohort)
    attempt = begin(alice, assignment).id
    exams.save(alice, attempt, 1)
    found = report(ines, assignment, attempt)
    assert found.attempt.finished_at is None
    assert [line.mark for line in found.lines] == [None] * 3


def test_an_attempt_of_another_assignment_or_of_nobodys_does_not_exist(cohort, ines, alice):
    given, other = assign(cohort), assign(cohort)
    attempt, private = sit(alice, given, right=1), start(alice, length=2).id
    otto = make_learner("otto", role="instructor")
    for owner, assignment, number in (
        (ines, other, attempt),
        (ines, given, private),
        (ines, given, 999_999),
        (otto, given, attempt),
    ):
        with pytest.raises(NotFoundError):
            report(owner, assignment, number)


def test_the_points_of_each_question_are_those_in_force_in_the_order_of_the_paper(
    cohort, ines, alice, bob
):
    assignment = assign(cohort)
    first, second = sit(alice, assignment, right=1), sit(bob, assignment, right=3)
    change_mark(ines, first, 2)
    change_mark(ines, first, 3, drop=True)
    keys, points = question_points(db.session(), row_of(assignment))
    one, two, three = (f"go-sba-definition-0{number}" for number in (1, 2, 3))
    assert keys == [one, two, three]
    assert points == {first: {one: 1.0, two: 1.0}, second: {one: 1.0, two: 1.0, three: 1.0}}


def test_answers_are_listed_attempt_by_attempt_with_the_marks_in_force(cohort, ines, alice, bob):
    assignment = assign(cohort)
    attempt = sit(alice, assignment, right=1)
    change_mark(ines, attempt, 2)
    begin(bob, assignment)
    sit(alice, assign(cohort), right=1)
    found = list(given_answers(db.session(), row_of(assignment)))
    assert [(one.attempt_id, one.position) for one in found] == [(attempt, n) for n in (1, 2, 3)]
    assert [(one.mark.points, one.is_changed) for one in found] == [
        (1, False),
        (1, True),
        (0, False),
    ]
    assert found[0].answer.ids == {found[0].content.keys[0].id}
    assert (found[0].number, found[0].duration_ms) == (1, 5000)
