"""Learners are told of a mark that changed: those concerned, once, and not before it is out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.regrade import Score
from quizapp.extensions import db
from quizapp.models import Assignment
from quizapp.services.teaching import notices
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import load, made_items
from tests.services.regrades import correct, drop, key, sit, teacher
from tests.services.studying import item_id

FIRST = "go-sba-definition-01"
DAY = timedelta(days=1)


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice, bob):
    load(*made_items(2))
    return make_cohort(ines, alice, bob)


def told(learner, *, now=NOON):
    exams.look_anew()
    return notices.unseen(db.session(), learner_id=learner.id, now=now)


def see(learner, notice_id):
    with transaction() as session:
        notices.see(session, learner_id=learner.id, notice_id=notice_id, now=NOON)


def test_whose_mark_changed_is_told_from_what_to_what_and_why(cohort, ines, alice, bob):
    exam = assign(cohort)
    attempt = sit(alice, exam, "c", "b")
    sit(bob, exam, "a", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"), reason="Voir P1.2.")
    [notice] = told(alice)
    assert (notice.old, notice.new) == (Score(1.0, 2.0), Score(2.0, 2.0))
    assert (notice.reason, notice.attempt_id) == ("Voir P1.2.", attempt)
    assert notice.assignment.title == "Contrôle"
    assert told(bob) == []


def test_a_dropped_question_is_told_to_all_who_had_it(cohort, ines, alice, bob):
    exam = assign(cohort)
    sit(alice, exam, "b", "b")
    sit(bob, exam, "c", "b")
    drop(teacher(ines), exam, item_id(FIRST))
    assert told(alice)[0].new == told(bob)[0].new == Score(1.0, 1.0)


def test_who_hands_in_after_the_correction_is_told_nothing(cohort, ines, alice):
    exam = assign(cohort)
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    sit(alice, exam, "c", "b")
    assert told(alice) == []


def test_nothing_is_told_before_results_are_out(cohort, ines, alice):
    exam = assign(cohort, reveal="closed", closes_at=NOON + DAY)
    sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    assert told(alice) == []
    [notice] = told(alice, now=NOON + DAY)
    assert notice.reason == "La clé était fausse."


def test_where_the_score_alone_is_out_the_reason_which_tells_the_key_is_not(cohort, ines, alice):
    exam = assign(cohort, reveal="score", closes_at=NOON + DAY)
    sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    [notice] = told(alice)
    assert (notice.new, notice.reason) == (Score(2.0, 2.0), "")


def test_results_that_an_instructor_has_shown_are_told(cohort, ines, alice):
    exam = assign(cohort, reveal="closed", closes_at=None)
    sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    assert told(alice) == []
    with transaction() as session:
        session.get_one(Assignment, exam).released_at = NOON
    assert len(told(alice)) == 1


def test_what_was_seen_is_told_no_more(cohort, ines, alice, bob):
    exam = assign(cohort)
    sit(alice, exam, "c", "b")
    correct(teacher(ines), exam, item_id(FIRST), key("c"))
    [notice] = told(alice)
    with pytest.raises(NotFoundError):
        see(bob, notice.id)
    assert len(told(alice)) == 1
    see(alice, notice.id)
    see(alice, notice.id)
    assert told(alice) == []
