"""Assignments: what becomes of drafts, edits and publishing, alone and at the same time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.policies import Person
from quizapp.domain.teaching.assignment import Counting, PaperKind, Plan, Reveal
from quizapp.domain.teaching.plan_flaws import Flaw
from quizapp.extensions import db
from quizapp.models import Assignment, Attempt, AttemptItem, AuditEvent, Bank, Item
from quizapp.services.teaching import assignments, publishing
from quizapp.services.teaching.assignments import (
    ArchivedError,
    Draft,
    FlawedPlanError,
    OutdatedError,
)
from quizapp.services.teaching.papers import fixed_items
from quizapp.services.teaching.publishing import BegunError
from tests.factories import NOON, make_learner
from tests.services import classes
from tests.services.exams import one_of_each
from tests.services.made_banks import SLUG, load, made_items
from tests.services.studying import at_once

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KEY = "the-key-of-one-form"


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def person(ines):
    return Person(ines.id, frozenset({"instructor"}))


@pytest.fixture
def cohort(ines, alice):
    load(*made_items(6))
    return classes.make_cohort(ines, alice)


def bank_items():
    bank_id = db.session.scalars(select(Bank.id).where(Bank.slug == SLUG)).one()
    statement = select(Item.id).where(Item.bank_id == bank_id).order_by(Item.position)
    return bank_id, db.session.scalars(statement).all()


def draft(*, first=3, **changes):
    bank_id, items = bank_items()
    plan = {"mode": Mode.EXAM, "paper": PaperKind.FIXED, "items": tuple(items[:first])}
    return Draft("Contrôle", "", bank_id, Plan(**(plan | changes)))


def create(person, cohort_id, one=None, *, key=KEY):
    one = one or draft()
    with transaction() as session:
        row = assignments.create_assignment(
            session, person=person, cohort_id=cohort_id, draft=one, client_key=key, now=NOON
        )
        return row.id


def edit(person, assignment_id, one, *, version=1):
    with transaction() as session:
        return assignments.edit_assignment(
            session,
            person=person,
            assignment_id=assignment_id,
            version=version,
            draft=one,
            now=NOON,
        )


def publish(person, assignment_id):
    with transaction() as session:
        return publishing.publish(session, person=person, assignment_id=assignment_id, now=NOON)


def row_of(assignment_id):
    db.session.rollback()
    return db.session.get(Assignment, assignment_id, populate_existing=True)


def test_one_form_sent_by_two_presses_at_once_makes_one_draft(app, person, cohort):
    one = draft()
    made = at_once(app, [partial(create, person, cohort, one)] * 6)
    assert len(set(made)) == 1
    db.session.rollback()
    assert len(db.session.scalars(select(Assignment)).all()) == 1


def test_what_is_not_theirs_does_not_exist(bob, person, cohort):
    otto = make_learner("otto", role="instructor")
    stranger = Person(otto.id, frozenset({"instructor"}))
    assignment_id = create(person, cohort)
    for attempt in (
        lambda: create(stranger, cohort, key="another-form-of-otto"),
        lambda: edit(stranger, assignment_id, draft()),
        lambda: publish(stranger, assignment_id),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def test_nothing_is_drafted_for_an_archived_cohort_or_published_to_it(session, person, cohort):
    assignment_id = create(person, cohort)
    with transaction() as writing:
        writing.get(Assignment, assignment_id).cohort.archived_at = NOON
    with pytest.raises(ArchivedError):
        create(person, cohort, key="another-form-of-ines")
    with pytest.raises(ArchivedError):
        publish(person, assignment_id)


def test_a_case_is_in_a_paper_with_all_of_its_questions(ines, alice, person):
    load(*one_of_each())
    cohort = classes.make_cohort(ines, alice)
    bank_id, items = bank_items()
    cases = select(Item.id).where(Item.bank_id == bank_id, Item.case_key.is_not(None))
    steps = db.session.scalars(cases.order_by(Item.case_position)).all()
    assignment_id = create(person, cohort, draft(items=(steps[1], items[0])))
    assert set(fixed_items(db.session(), assignment_id)) == {items[0], *steps}
    assert row_of(assignment_id).length == 1 + len(steps)


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"items": ()}, Flaw.NO_ITEM),
        ({"items": (999_999,)}, Flaw.NO_ITEM),
        ({"paper": PaperKind.DRAW}, Flaw.NO_ITEM),
        ({"paper": PaperKind.DRAW, "draw": {"definition": 7}}, Flaw.DRAWS_TOO_MANY),
        ({"mode": Mode.MEASURE}, Flaw.TOO_FEW_TO_MEASURE),
        ({"opens_at": NOON, "closes_at": NOON}, Flaw.CLOSES_BEFORE_IT_OPENS),
        ({"reveal": Reveal.CLOSED}, Flaw.NEVER_CLOSES),
    ],
)
def test_a_plan_that_cannot_be_is_not_kept(person, cohort, changes, flaw):
    with pytest.raises(FlawedPlanError) as caught:
        create(person, cohort, draft(**changes))
    assert [found.flaw for found in caught.value.found] == [flaw]
    assert db.session.scalars(select(Assignment)).all() == []


def test_a_bank_that_has_lost_a_chosen_question_keeps_it_in_the_paper(person, cohort):
    assignment_id = create(person, cohort)
    items = fixed_items(db.session(), assignment_id)
    load(*made_items(6)[1:])
    edit(person, assignment_id, replace(draft(items=tuple(items)), title="Autre"))
    assert fixed_items(db.session(), assignment_id) == items
    assert publish(person, assignment_id)


def test_once_begun_only_what_was_not_answered_changes(alice, person, cohort):
    assignment_id = create(person, cohort, draft(minutes=30))
    publish(person, assignment_id)
    attempt = classes.begin(alice, assignment_id)
    wanted = draft(
        first=6,
        mode=Mode.PRACTICE,
        convention=Convention.CLASSIC,
        asks_confidence=True,
        minutes=60,
        attempts_allowed=3,
        counting=Counting.MEAN,
    )
    edited = edit(person, assignment_id, replace(wanted, title="Plus tard"))
    row = row_of(assignment_id)
    assert (row.mode, row.paper, row.length, row.convention) == ("exam", "fixed", 3, "edn")
    assert not row.asks_confidence
    assert len(fixed_items(db.session(), assignment_id)) == 3
    assert (row.title, row.minutes, row.attempts_allowed) == ("Plus tard", 60, 3)
    assert (row.counting, row.version) == ("mean", 2)
    assert edited.moved == 1
    assert db.session.get(Attempt, attempt.id).deadline_at == NOON + 60 * MINUTE
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event.action == "assignment.changed"
    assert set(event.data["changed"]) == {"title", "minutes", "attempts_allowed", "counting"}


def test_a_stale_edit_is_refused_and_the_same_one_again_is_not(person, cohort):
    assignment_id = create(person, cohort)
    mine = replace(draft(), title="Mine")
    edit(person, assignment_id, mine)
    edit(person, assignment_id, mine)
    assert row_of(assignment_id).version == 2
    with pytest.raises(OutdatedError):
        edit(person, assignment_id, replace(draft(), title="Theirs"))
    assert row_of(assignment_id).title == "Mine"


def test_of_two_edits_at_once_one_is_refused(app, person, cohort):
    assignment_id = create(person, cohort)
    edits = [replace(draft(), title=f"Edit {number}") for number in range(4)]

    def one(number):
        try:
            edit(person, assignment_id, edits[number])
        except OutdatedError:
            return False
        return True

    assert sorted(at_once(app, [partial(one, number) for number in range(4)])) == [
        False,
        False,
        False,
        True,
    ]
    assert row_of(assignment_id).version == 2


def test_whoever_begins_while_the_paper_is_changed_has_one_of_the_two(app, alice, person, cohort):
    assignment_id = create(person, cohort)
    publish(person, assignment_id)
    longer = draft(first=6)

    begins = partial(classes.begin, alice, assignment_id)
    at_once(app, [begins, partial(edit, person, assignment_id, longer)])
    row = row_of(assignment_id)
    asked = db.session.scalars(
        select(AttemptItem.item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .order_by(AttemptItem.position)
    ).all()
    assert asked == fixed_items(db.session(), assignment_id)
    assert row.length == len(asked)


def test_what_somebody_has_begun_is_neither_taken_back_nor_deleted(alice, person, cohort):
    assignment_id = create(person, cohort)
    publish(person, assignment_id)
    classes.begin(alice, assignment_id)
    for act, error in (
        (publishing.unpublish, BegunError),
        (publishing.delete_draft, ConflictError),
    ):
        with pytest.raises(error), transaction() as session:
            act(session, person=person, assignment_id=assignment_id, now=NOON)
    assert row_of(assignment_id).published_at == NOON


def test_publishing_twice_is_publishing_once(person, cohort):
    assignment_id = create(person, cohort)
    assert [publish(person, assignment_id) for _ in range(2)] == [True, False]
    events = db.session.scalars(select(AuditEvent.action)).all()
    assert events.count("assignment.published") == 1
