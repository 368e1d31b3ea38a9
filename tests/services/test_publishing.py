"""Giving an assignment to its cohort and taking it back, against learners who begin meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.teaching.plan_flaws import Flaw
from quizapp.extensions import db
from quizapp.models import Assignment, AuditEvent
from quizapp.services.teaching import publishing
from quizapp.services.teaching.assignments import FlawedPlanError
from quizapp.services.teaching.papers import fixed_items
from quizapp.services.teaching.publishing import BegunError, ClosedAlreadyError
from tests.factories import NOON, make_learner
from tests.services.classes import add_staff, assign, begin, make_cohort
from tests.services.exams import look_anew
from tests.services.made_banks import load, made_items
from tests.services.sittings import instructor
from tests.services.studying import at_once

ALL = (
    publishing.publish,
    publishing.unpublish,
    publishing.release_results,
    publishing.delete_draft,
)


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice):
    load(*made_items(6))
    return make_cohort(ines, alice)


def do(what, owner, assignment_id):
    """Publish, take back, delete, or show the results; committed."""
    with transaction() as session:
        return what(session, person=instructor(owner), assignment_id=assignment_id, now=NOON)


def look(assignment_id):
    look_anew()
    return db.session().get(Assignment, assignment_id)


def happens(work, *refusals):
    try:
        work()
    except refusals:
        return False
    return True


def test_of_beginning_and_taking_back_at_once_one_happens(app, cohort, ines, alice):
    for _ in range(4):
        made = assign(cohort)
        begun, withdrawn = at_once(
            app,
            [
                lambda a=made: happens(lambda: begin(alice, a), NotFoundError),
                lambda a=made: happens(lambda: do(publishing.unpublish, ines, a), BegunError),
            ],
        )
        assert begun is not withdrawn
        assert (look(made).published_at is not None) is begun


def test_what_is_taken_back_is_seen_by_no_learner_and_can_be_given_again(cohort, ines, alice):
    made = assign(cohort, released_at=NOON)
    assert [do(publishing.unpublish, ines, made) for _ in range(2)] == [True, False]
    with pytest.raises(NotFoundError):
        begin(alice, made)
    assert do(publishing.publish, ines, made)
    assert look(made).released_at is None, "its results are those of nobody yet"
    assert begin(alice, made).assignment_id == made


def test_what_nobody_could_sit_is_not_published(cohort, ines):
    closed = assign(cohort, published_at=None, closes_at=NOON)
    with pytest.raises(ClosedAlreadyError):
        do(publishing.publish, ines, closed)
    drawn = assign(cohort, published_at=None, paper="draw", draw={"definition": 6})
    load(*made_items(4))
    with pytest.raises(FlawedPlanError) as refused:
        do(publishing.publish, ines, drawn)
    [found] = refused.value.found
    assert (found.flaw, found.topic, found.number) == (Flaw.DRAWS_TOO_MANY, "definition", 4)
    late = assign(cohort, published_at=None, closes_at=NOON, late="accept", items=2)
    assert do(publishing.publish, ines, late), "late work is taken still"


def test_a_deleted_draft_is_gone_with_its_paper_and_its_title_is_written_down(cohort, ines):
    made = assign(cohort, published_at=None)
    assert do(publishing.delete_draft, ines, made) == cohort
    assert (look(made), fixed_items(db.session(), made)) == (None, [])
    [event] = db.session().scalars(select(AuditEvent))
    assert (event.action, event.data) == ("assignment.deleted", {"title": "Contrôle"})


def test_results_are_shown_once_and_it_is_written_down_who_did(cohort, ines):
    made = assign(cohort, reveal="closed")
    assert [do(publishing.release_results, ines, made) for _ in range(2)] == [True, False]
    [event] = db.session().scalars(select(AuditEvent))
    assert (event.action, event.actor_id) == ("assignment.released", ines.id)
    assert (event.cohort_id, event.assignment_id) == (cohort, made)


@pytest.mark.parametrize("what", ALL)
def test_who_does_not_teach_the_cohort_does_nothing_and_a_co_instructor_may(cohort, ines, what):
    otto, needs_draft = make_learner("otto", role="instructor"), what in (ALL[0], ALL[3])
    made = assign(cohort, published_at=None if needs_draft else NOON)
    with pytest.raises(NotFoundError):
        do(what, otto, made)
    add_staff(cohort, otto)
    assert do(what, otto, made)
