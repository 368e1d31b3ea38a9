"""What a learner is shown of an assigned attempt: marks in force, the key in force, what counts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Attempt, Item, Regrade
from quizapp.services.quizzes.attempts import find_questions
from quizapp.services.quizzes.quiz_result import attempt_result
from quizapp.services.teaching.held_back import find_held_back
from quizapp.services.teaching.own_grade import own_grade
from quizapp.services.teaching.own_marks import own_marks
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import load, made_item, made_items
from tests.services.sittings import DAY, HOUR, change_mark, grant, sit, statements
from tests.services.studying import finish, start


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice):
    load(*made_items(4))
    return make_cohort(ines, alice)


def result_of(learner, attempt, now=NOON + DAY):
    exams.look_anew()
    return attempt_result(db.session(), learner_id=learner.id, attempt_id=attempt, now=now)


def grade_of(attempt, now=NOON + DAY):
    exams.look_anew()
    return own_grade(db.session(), db.session().get_one(Attempt, attempt), now)


def correct_key(assignment, key):
    """Make the first option of an item the right one, and hold that for an assignment."""
    options = made_item().model_dump(mode="json")["options"]
    for place, option in enumerate(options):
        option.update(correct=place == 0, flag=None)
    load(made_item(options=options), *made_items(4)[1:])
    with transaction() as session:
        item = session.scalars(select(Item).where(Item.key == key)).one()
        session.add(
            Regrade(
                assignment_id=assignment,
                item_id=item.id,
                kind="key",
                revision_id=item.revision_id,
                reason="",
                created_at=NOON,
                client_key="regrade-key-0001",
            )
        )


def test_the_result_adds_up_the_marks_in_force(cohort, ines, alice):
    attempt = sit(alice, assign(cohort), right=2)
    change_mark(ines, attempt, 3)
    change_mark(ines, attempt, 4, drop=True)
    found = result_of(alice, attempt)
    assert (found.score.points, found.score.maximum) == (3.0, 3.0)
    assert [line.counts for line in found.lines] == [True, True, True, False]
    assert [len(line.changes) for line in found.lines] == [0, 0, 1, 1]
    assert found.mistakes == []


def test_what_was_corrected_or_dropped_is_no_mistake_to_review(cohort, ines, alice):
    attempt = sit(alice, assign(cohort), right=1)
    left = result_of(alice, attempt).round.left
    assert len(left) == 3
    change_mark(ines, attempt, 2)
    change_mark(ines, attempt, 3, drop=True)
    assert result_of(alice, attempt).round.left == left[2:]


def test_a_question_is_explained_by_the_key_that_holds_for_its_assignment(cohort, alice):
    assignment, other = assign(cohort), assign(cohort)
    attempts = [sit(alice, one, right=4) for one in (assignment, other)]

    def right_ones():
        contents = [result_of(alice, attempt).lines[0].content for attempt in attempts]
        return [[option.correct for option in one.options].index(True) for one in contents]

    assert right_ones() == [1, 1]
    correct_key(assignment, "go-sba-definition-01")
    assert right_ones() == [0, 1]


def test_private_study_asks_for_no_corrections(cohort, alice):
    attempt = start(alice, length=2)
    finish(alice, attempt)
    questions = find_questions(db.session(), learner_id=alice.id, attempt_id=attempt.id)
    with statements() as sent:
        marks = own_marks(db.session(), attempt, questions)
    assert sent == []
    assert [one.mark.points for one in marks] == [1.0, 1.0]
    assert own_grade(db.session(), attempt, NOON) is None


def test_lateness_is_told_by_ones_own_dates(cohort, alice):
    terms = {"closes_at": NOON, "late": "accept", "late_deduction": 10}
    assignment, extended = assign(cohort, **terms), assign(cohort, **terms)
    grant(alice, cohort, extended, closes_at=NOON + DAY)
    late, in_time = (sit(alice, one, right=4, until=NOON + HOUR) for one in (assignment, extended))
    assert (grade_of(late).grade.days_late, grade_of(late).grade.points) == (1, 3.6)
    assert (grade_of(in_time).grade.days_late, grade_of(in_time).grade.points) == (0, 4.0)
    assert grade_of(late).counts is None, "there is no other"


def test_of_several_attempts_the_one_that_counts_is_known(cohort, alice):
    assignment = assign(cohort, attempts_allowed=3)
    attempts = [sit(alice, assignment, right=right) for right in (1, 3, 2)]
    for number, attempt in enumerate(attempts, start=1):
        found = grade_of(attempt)
        assert (found.number, found.counts.number, found.counts.points) == (number, 2, 3.0)


def test_nothing_is_told_of_other_attempts_that_are_held_back(cohort, alice):
    assignment = assign(cohort, attempts_allowed=2, reveal="closed", closes_at=NOON + 2 * DAY)
    first, second = (sit(alice, assignment, right=right) for right in (4, 1))
    with transaction() as session:
        session.get_one(Attempt, second).withholds = False
    assert grade_of(second).counts is None
    assert grade_of(second, now=NOON + 3 * DAY).counts.number == 1
    assert grade_of(first, now=NOON + 3 * DAY).counts.number == 1


@pytest.mark.parametrize(
    ("reveal", "points", "grade"), [("closed", None, False), ("score", 3.0, True)]
)
def test_held_back_results_say_as_much_as_the_preset_does(cohort, alice, reveal, points, grade):
    attempt = sit(alice, assign(cohort, reveal=reveal, closes_at=NOON + DAY), right=3)
    assert result_of(alice, attempt, now=NOON + HOUR) is None
    held = find_held_back(db.session(), learner_id=alice.id, attempt_id=attempt, now=NOON + HOUR)
    assert (held.points, held.grade is not None) == (points, grade)
    assert held.out_at == NOON + DAY
    assert result_of(alice, attempt, now=NOON + DAY).score.points == 3.0
