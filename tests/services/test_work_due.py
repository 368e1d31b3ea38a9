"""What was assigned, on the home page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Accommodation, Cohort, Membership
from quizapp.services.teaching.due import work_due
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort, membership_id
from tests.services.made_banks import load, made_items

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice):
    load(*made_items(3))
    return make_cohort(ines, alice)


def due(learner, now=NOON):
    exams.look_anew()
    return [
        (one.assignment.title, one.window.value, one.begun)
        for one in work_due(db.session(), learner_id=learner.id, now=now)
    ]


def change(model, row_id, **values):
    with transaction() as session:
        row = session.get_one(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def test_what_waits_comes_soonest_first_and_what_has_no_date_last(cohort, alice, bob):
    assign(cohort, title="Sans date")
    assign(cohort, title="Demain", closes_at=NOON + DAY)
    assign(cohort, title="Tout à l'heure", opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    assign(cohort, title="Brouillon", published_at=None)
    assign(cohort, title="Trop tard", closes_at=NOON)
    assign(cohort, title="En retard", closes_at=NOON - DAY, late="accept")
    assert due(alice) == [
        ("En retard", "late", False),
        ("Tout à l'heure", "before", False),
        ("Demain", "open", False),
        ("Sans date", "open", False),
    ]
    assert due(bob) == []


def test_what_was_begun_stays_and_what_was_handed_in_goes(cohort, alice):
    assignment = assign(cohort, attempts_allowed=2)
    attempt = begin(alice, assignment).id
    assert due(alice) == [("Contrôle", "open", True)]
    exams.hand_in(alice, attempt)
    assert due(alice) == []


def test_the_dates_are_the_learners_own(cohort, alice, bob, ines):
    both = make_cohort(ines, alice, bob, name="Two")
    assignment = assign(both, closes_at=NOON)
    with transaction() as session:
        session.add(
            Accommodation(
                membership_id=membership_id(bob, both),
                assignment_id=assignment,
                closes_at=NOON + DAY,
                note="",
                changed_at=NOON,
            )
        )
    assert due(alice) == []
    assert due(bob) == [("Contrôle", "open", False)]


@pytest.mark.parametrize("how", ["left", "archived", "removed"])
def test_nothing_comes_from_a_cohort_that_one_is_not_in_any_more(cohort, alice, how):
    assign(cohort)
    if how == "archived":
        change(Cohort, cohort, archived_at=NOON)
    else:
        place = membership_id(alice, cohort)
        change(Membership, place, **({"left_at": NOON} if how == "left" else {"joined_at": None}))
    assert due(alice) == []
