"""How far a cohort is, asked for every few seconds."""

from __future__ import annotations

import pytest

from quizapp.extensions import db
from quizapp.models import Assignment
from quizapp.services.teaching.progress import Progress, progress_of
from tests.factories import make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_items
from tests.services.sittings import change_mark, invite, leave, sit, statements


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice, bob):
    load(*made_items(4))
    return make_cohort(ines, alice, bob)


def ask(assignment):
    exams.look_anew()
    return progress_of(db.session(), db.session().get_one(Assignment, assignment))


def counts(assignment):
    found = ask(assignment)
    return found.not_started, found.in_progress, found.done


def test_learners_are_counted_by_how_far_they_are(cohort, alice, bob):
    assignment = assign(cohort)
    assert counts(assignment) == (2, 0, 0)
    begin(bob, assignment)
    sit(alice, assignment, right=3)
    invite(cohort, "zoe@example.org")
    assert counts(assignment) == (1, 1, 1)
    assert ask(assignment).learners == 3


def test_several_attempts_of_one_learner_count_once(cohort, alice):
    assignment = assign(cohort, attempts_allowed=None)
    sit(alice, assignment, right=1)
    sit(alice, assignment, right=2)
    begin(alice, assignment)
    assert counts(assignment) == (1, 0, 1)


def test_whoever_has_left_and_other_assignments_do_not_count(cohort, alice, bob):
    assignment, other = assign(cohort), assign(cohort)
    sit(alice, other, right=1)
    sit(bob, assignment, right=1)
    leave(bob, cohort)
    assert counts(assignment) == (1, 0, 0)


def test_an_empty_cohort_has_no_progress(ines):
    load(*made_items(4))
    empty = ask(assign(make_cohort(ines)))
    assert empty == Progress(0, 0, 0, 0, 0.0, 0.0)


def test_the_version_changes_with_every_answer_end_member_and_correction(cohort, ines, alice):
    assignment = assign(cohort)
    versions = [ask(assignment).version]
    attempt = begin(alice, assignment)
    versions.append(ask(assignment).version)
    exams.save(alice, attempt, 1)
    versions.append(ask(assignment).version)
    exams.hand_in(alice, attempt)
    versions.append(ask(assignment).version)
    change_mark(ines, attempt.id, 2)
    versions.append(ask(assignment).version)
    invite(cohort, "zoe@example.org")
    versions.append(ask(assignment).version)
    assert len(set(versions)) == len(versions)
    assert ask(assignment).version == versions[-1], "and with nothing else"


def test_counting_is_one_statement(cohort):
    row = db.session().get_one(Assignment, assign(cohort))
    assert row.cohort_id == cohort
    with statements() as asked:
        progress_of(db.session(), row)
    assert len(asked) == 1
