"""How the questions of a bank did: from assigned work alone, of the cohorts that one runs."""

from __future__ import annotations

import pytest

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.policies import Person
from quizapp.extensions import db
from quizapp.models import Cohort
from quizapp.services.teaching import item_marks
from quizapp.services.teaching.item_report import bank_items
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.answer_sheets import change, item_ids, sit
from tests.services.classes import add_staff, assign, make_cohort
from tests.services.made_banks import SLUG, load, made_items


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def ivan(session):
    return make_learner("ivan", role="instructor")


@pytest.fixture
def cohort(ines, alice):
    load(*made_items(3))
    return make_cohort(ines, alice)


def report(learner, *roles, **more):
    exams.look_anew()
    who = Person(learner.id, frozenset(roles or ["instructor"]))
    return bank_items(db.session(), person=who, slug=SLUG, **more).report


def facilities(learner, *roles):
    """By the place of the question, with the number of answers."""
    found = {line.item_id: line.figures for line in report(learner, *roles).lines}
    return [(found[item].n, found[item].facility) if item in found else None for item in item_ids()]


def test_all_assignments_of_the_cohorts_that_one_runs_count(cohort, ines, alice):
    sit(assign(cohort), ["bba"])
    sit(assign(make_cohort(ines, alice, name="Two")), ["baa"])
    assert facilities(ines) == [(2, 1.0), (2, 0.5), (2, 0.0)]
    assert report(ines).attempts == 2


def test_nothing_of_other_cohorts_counts(cohort, ines, ivan, alice):
    sit(assign(cohort), ["bbb"])
    sit(assign(make_cohort(ivan, alice, name="Two")), ["aaa"])
    assert facilities(ines) == [(1, 1.0)] * 3
    assert facilities(ivan) == [(1, 0.0)] * 3


def test_a_co_instructor_sees_what_the_owner_sees_and_an_admin_all(cohort, ines, ivan, alice):
    sit(assign(cohort), ["bbb"])
    sit(assign(make_cohort(ivan, alice, name="Two")), ["aaa"])
    add_staff(cohort, ivan)
    assert facilities(ivan) == [(2, 0.5)] * 3
    assert facilities(make_learner("ada", role="admin"), "admin") == [(2, 0.5)] * 3


def test_who_is_no_instructor_any_more_sees_nothing(cohort, ines):
    sit(assign(cohort), ["bbb"])
    assert report(ines, "student").lines == ()


def test_private_study_never_counts(cohort, ines, alice):
    attempt = exams.begin(alice)
    exams.save(alice, attempt)
    exams.hand_in(alice, attempt)
    assert report(ines).lines == ()


def test_only_what_is_finished_counts(cohort, ines):
    sit(assign(cohort), ["bbb"], finished_at=None)
    assert report(ines).lines == ()


def test_a_learner_counts_once_for_each_question_with_the_first_answer(cohort, ines, alice):
    first, second = assign(cohort, paper="draw", draw={"definition": 2}), assign(cohort)
    sit(first, ["ab "], learners=[alice.id])
    sit(second, ["bab"], learners=[alice.id])
    assert facilities(ines) == [(1, 0.0), (1, 1.0), (1, 1.0)]


def test_how_much_was_right_counts_whatever_the_scoring_rule_gave(cohort, ines):
    sit(assign(cohort, convention="formula"), ["aba"])
    sit(assign(cohort, convention="confidence", asks_confidence=True), ["aba"])
    assert facilities(ines) == [(2, 0.0), (2, 1.0), (2, 0.0)]
    assert {line.figures.maximum for line in report(ines).lines} == {1.0}


def test_what_a_corrected_key_gave_counts(cohort, ines):
    assignment = assign(cohort)
    sit(assignment, ["aaa"])
    change("key", assignment, item_ids()[0], points=1.0)
    assert facilities(ines) == [(1, 1.0), (1, 0.0), (1, 0.0)]


def test_a_question_that_was_dropped_from_one_assignment_still_tells_of_itself(cohort, ines):
    assignment = assign(cohort)
    sit(assignment, ["aaa", "bbb"])
    change("drop", assignment, item_ids()[0])
    assert facilities(ines) == [(2, 0.5)] * 3


def test_an_archived_cohort_still_counts(cohort, ines):
    sit(assign(cohort), ["bbb"])
    with transaction() as session:
        session.get_one(Cohort, cohort).archived_at = NOON
    assert facilities(ines) == [(1, 1.0)] * 3


def test_a_retired_question_is_not_listed(cohort, ines):
    sit(assign(cohort), ["bbb"])
    load(*made_items(2))
    assert len(report(ines).lines) == 2


def test_only_the_latest_attempts_are_looked_at(cohort, ines, monkeypatch):
    sit(assign(cohort), ["aaa", "aaa", "bbb"])
    monkeypatch.setattr(item_marks, "LATEST_ATTEMPTS", 1)
    assert facilities(ines) == [(1, 1.0)] * 3


def test_a_question_that_nobody_answered_has_no_page(cohort, ines):
    sit(assign(cohort, paper="draw", draw={"definition": 1}), ["b  "])
    assert len(report(ines, only=item_ids()[0]).lines) == 1
    with pytest.raises(NotFoundError):
        report(ines, only=item_ids()[1])


def test_a_bank_that_is_not_there_does_not_exist(ines, session):
    with pytest.raises(NotFoundError):
        bank_items(db.session(), person=Person(ines.id, frozenset({"instructor"})), slug="nothing")
