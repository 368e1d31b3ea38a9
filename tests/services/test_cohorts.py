"""Making a cohort, and saying who may join and who teaches it."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.policies import Person
from quizapp.models import AuditEvent, Cohort, CohortStaff
from quizapp.services.teaching import audit, cohorts, memberships, staff
from quizapp.services.teaching.staff import NoSuchTeacherError, OwnerStaysError
from tests.factories import NOON, make_learner
from tests.services import classes

RNG = random.Random(5)


def instructor(name):
    return Person(make_learner(name, role="instructor").id, frozenset({"instructor"}))


@pytest.fixture
def ines(session):
    return instructor("ines")


@pytest.fixture
def ivan(session):
    return instructor("ivan")


def made(person, name="L3", key="k" * 20):
    with transaction() as session:
        return cohorts.create_cohort(
            session, person=person, name=name, client_key=key, rng=RNG, now=NOON
        ).id


def do(service, person, cohort_id, **arguments):
    with transaction() as session:
        return service(session, person=person, cohort_id=cohort_id, now=NOON, **arguments)


def test_whoever_makes_a_cohort_owns_it(session, ines):
    cohort_id = made(ines)
    page = cohorts.cohort_page(session, person=ines, cohort_id=cohort_id)
    assert [(one.email, one.is_owner, one.active) for one in page.staff] == [
        ("ines@example.org", True, True)
    ]
    assert page.may_change_staff
    assert len(page.cohort.join_code) == 8


def test_the_same_form_sent_twice_makes_one_cohort(session, ines):
    assert made(ines) == made(ines)
    assert session.scalar(select(func.count()).select_from(Cohort)) == 1
    with pytest.raises(ConflictError):
        made(ines, name="M1")


def test_two_instructors_may_use_the_same_key(ines, ivan):
    assert made(ines) != made(ivan)


def test_instructors_see_their_own_cohorts_and_admins_all(session, ines, ivan):
    first, second = made(ines, "L3"), made(ivan, "M1")
    admin = Person(make_learner("ada", role="admin").id, frozenset({"admin"}))

    def seen(person):
        return {line.id: line.role for line in cohorts.list_cohorts(session, person=person)}

    assert list(seen(ines)) == [first]
    assert list(seen(ivan)) == [second]
    assert seen(admin) == {second: None, first: None}


@pytest.mark.parametrize(
    ("service", "arguments"),
    [
        (cohorts.rename_cohort, {"name": "X"}),
        (cohorts.set_archived, {"archived": True}),
        (cohorts.renew_code, {"rng": RNG}),
        (cohorts.close_joining, {}),
        (staff.add_teacher, {"email": "ivan@example.org"}),
    ],
)
def test_another_instructors_cohort_does_not_exist(session, ines, ivan, service, arguments):
    cohort_id = made(ines)
    with pytest.raises(NotFoundError):
        do(service, ivan, cohort_id, **arguments)
    with pytest.raises(NotFoundError):
        do(service, ivan, 999_999, **arguments)
    events = session.scalars(select(AuditEvent.action).where(AuditEvent.cohort_id == cohort_id))
    assert list(events) == ["cohort.created"]


def test_a_renewed_code_opens_and_the_old_one_does_not(session, ines, alice):
    cohort_id = made(ines)
    old = session.get_one(Cohort, cohort_id).join_code
    do(cohorts.renew_code, ines, cohort_id, rng=RNG)
    session.expire_all()
    new = session.get_one(Cohort, cohort_id).join_code
    found = memberships.look_at_code(session, learner_id=alice.id, code=new)
    assert found.cohort.id == cohort_id
    with pytest.raises(NotFoundError):
        memberships.look_at_code(session, learner_id=alice.id, code=old)
    do(cohorts.close_joining, ines, cohort_id)
    with pytest.raises(NotFoundError):
        memberships.look_at_code(session, learner_id=alice.id, code=new)


def test_nobody_joins_an_archived_cohort_until_it_is_taken_out_again(session, ines, alice):
    cohort_id = made(ines)
    code = session.get_one(Cohort, cohort_id).join_code
    do(cohorts.set_archived, ines, cohort_id, archived=True)
    with pytest.raises(NotFoundError), transaction() as writing:
        memberships.join(writing, learner_id=alice.id, code=code, name="Alice", now=NOON)
    do(cohorts.set_archived, ines, cohort_id, archived=False)
    with transaction() as writing:
        memberships.join(writing, learner_id=alice.id, code=code, name="Alice", now=NOON)


def test_a_co_instructor_is_added_by_address_and_runs_the_cohort(session, ines, ivan):
    cohort_id = made(ines)
    assert do(staff.add_teacher, ines, cohort_id, email=" Ivan@Example.org ")
    assert not do(staff.add_teacher, ines, cohort_id, email="ivan@example.org")
    page = cohorts.cohort_page(session, person=ivan, cohort_id=cohort_id)
    assert [one.email for one in page.staff] == ["ines@example.org", "ivan@example.org"]
    assert not page.may_change_staff


@pytest.mark.parametrize("email", ["nobody@example.org", "alice@example.org", "", "%@example.org"])
def test_only_an_instructors_account_can_be_added(session, ines, alice, email):
    cohort_id = made(ines)
    with pytest.raises(NoSuchTeacherError):
        do(staff.add_teacher, ines, cohort_id, email=email)
    assert session.scalar(select(func.count()).select_from(CohortStaff)) == 1


def test_a_co_instructor_changes_no_staff_but_may_go(session, ines, ivan):
    cohort_id = made(ines)
    do(staff.add_teacher, ines, cohort_id, email="ivan@example.org")
    third = instructor("iris")
    with pytest.raises(NotFoundError):
        do(staff.add_teacher, ivan, cohort_id, email="iris@example.org")
    do(staff.add_teacher, ines, cohort_id, email="iris@example.org")
    with pytest.raises(NotFoundError):
        do(staff.remove_teacher, ivan, cohort_id, user_id=third.id)
    with pytest.raises(NotFoundError):
        do(staff.hand_over, ivan, cohort_id, user_id=ivan.id)
    do(staff.remove_teacher, ivan, cohort_id, user_id=ivan.id)
    with pytest.raises(NotFoundError):
        cohorts.cohort_page(session, person=ivan, cohort_id=cohort_id)


def test_the_owner_stays_until_the_cohort_is_handed_over(session, ines, ivan):
    cohort_id = made(ines)
    with pytest.raises(OwnerStaysError):
        do(staff.remove_teacher, ines, cohort_id, user_id=ines.id)
    with pytest.raises(NotFoundError):
        do(staff.hand_over, ines, cohort_id, user_id=ivan.id)
    do(staff.add_teacher, ines, cohort_id, email="ivan@example.org")
    do(staff.hand_over, ines, cohort_id, user_id=ivan.id)
    page = cohorts.cohort_page(session, person=ivan, cohort_id=cohort_id)
    assert [(one.email, one.is_owner) for one in page.staff] == [
        ("ivan@example.org", True),
        ("ines@example.org", False),
    ]
    assert page.may_change_staff
    do(staff.remove_teacher, ivan, cohort_id, user_id=ines.id)


def test_the_history_tells_what_was_done_latest_first_and_to_nobody_else(session, ines, ivan):
    cohort_id = made(ines)
    do(cohorts.rename_cohort, ines, cohort_id, name="M1")
    do(cohorts.rename_cohort, ines, cohort_id, name="M1")
    do(staff.add_teacher, ines, cohort_id, email="ivan@example.org")
    page = audit.history(session, person=ivan, cohort_id=cohort_id)
    assert [event.action for event in page.events] == [
        "staff.added",
        "cohort.renamed",
        "cohort.created",
    ]
    assert page.events[0].subject == "ivan@example.org"
    assert page.events[1].data == {"old": "L3", "new": "M1"}
    assert {event.actor for event in page.events} == {"ines@example.org"}
    with pytest.raises(NotFoundError):
        audit.history(session, person=instructor("iris"), cohort_id=cohort_id)


def test_a_long_history_comes_in_pages(session, ines):
    cohort_id = made(ines)
    for number in range(audit.PAGE):
        do(cohorts.rename_cohort, ines, cohort_id, name=f"L{number}")
    first = audit.history(session, person=ines, cohort_id=cohort_id)
    assert len(first.events) == audit.PAGE
    rest = audit.history(session, person=ines, cohort_id=cohort_id, before=first.older)
    assert [event.action for event in rest.events] == ["cohort.created"]
    assert rest.older is None


def test_counts_on_the_page_follow_the_places(session, ines, alice):
    cohort_id = classes.make_cohort(alice)
    page = cohorts.cohort_page(
        session, person=Person(ines.id, frozenset({"admin"})), cohort_id=cohort_id
    )
    assert (page.learners, page.invited, page.left) == (0, 0, 0)
