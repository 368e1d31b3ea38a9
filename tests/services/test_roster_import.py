"""A roster worked out first, and then done as shown: all of it, once, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_security import hash_password
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.policies import Person
from quizapp.domain.teaching.roster import Entry
from quizapp.models import Accommodation, Attempt, AuditEvent, Membership
from quizapp.services import accounts
from quizapp.services.teaching import memberships, places, rosters
from quizapp.services.teaching.rosters import Outcome, OutOfDateError
from tests.factories import NOON, make_learner
from tests.services import classes
from tests.services.made_banks import load, made_items

ANNE = Entry("anne@example.org", "Anne Martin", "21001", 4 / 3)
ALICE = Entry("alice@example.org", "Alice Roy", "21002")


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def person(ines):
    return Person(ines.id, frozenset({"instructor"}))


def plan(session, person, cohort_id, *entries):
    return rosters.plan_import(session, person=person, cohort_id=cohort_id, entries=entries)


def apply(person, cohort_id, *entries, seal=None, key="k" * 20):
    with transaction() as session:
        seal = seal or plan(session, person, cohort_id, *entries).seal
        return rosters.apply_import(
            session,
            person=person,
            cohort_id=cohort_id,
            entries=entries,
            seal=seal,
            client_key=key,
            now=NOON,
        )


def add(person, cohort_id, entry):
    with transaction() as session:
        return rosters.add_learner(
            session, person=person, cohort_id=cohort_id, entry=entry, now=NOON
        )


def place(session, email):
    session.rollback()
    return session.scalars(select(Membership).where(Membership.email == email)).one_or_none()


def outcomes(planned):
    return [line.outcome for line in planned.lines]


def test_looking_at_a_roster_changes_nothing(session, person, ines, alice):
    cohort_id = classes.make_cohort(ines)
    planned = plan(session, person, cohort_id, ANNE, ALICE)
    assert outcomes(planned) == [Outcome.ADDED, Outcome.ADDED]
    assert [line.has_account for line in planned.lines] == [False, True]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Membership)) == 0


def test_an_account_is_in_at_once_and_an_address_waits(session, person, ines, alice):
    cohort_id = classes.make_cohort(ines)
    apply(person, cohort_id, ANNE, ALICE)
    waiting, joined = place(session, "anne@example.org"), place(session, "alice@example.org")
    assert (waiting.user_id, waiting.joined_at) == (None, None)
    assert (joined.user_id, joined.joined_at) == (alice.id, NOON)
    assert (joined.name, joined.number) == ("Alice Roy", "21002")
    granted = session.scalars(select(Accommodation)).one()
    assert (granted.membership_id, granted.assignment_id) == (waiting.id, None)
    assert granted.time_factor == pytest.approx(4 / 3)


def test_an_account_that_is_made_later_takes_the_place_that_waits(session, person, ines):
    cohort_id = classes.make_cohort(ines)
    apply(person, cohort_id, ANNE)
    with transaction() as writing:
        user = accounts.create_user(
            writing,
            email="Anne@example.org",
            password_hash=hash_password("un nuage sur la hanche"),
            role="student",
            language="fr",
            time_zone="Europe/Paris",
            now=NOON + timedelta(days=1),
        ).id
    found = place(session, "anne@example.org")
    assert (found.user_id, found.joined_at) == (user, NOON + timedelta(days=1))
    (own,) = memberships.own_cohorts(session, learner_id=user)
    assert own.cohort.id == cohort_id


def test_the_same_roster_again_changes_nothing(session, person, ines, alice):
    cohort_id = classes.make_cohort(ines)
    apply(person, cohort_id, ANNE, ALICE)
    assert outcomes(plan(session, person, cohort_id, ANNE, ALICE)) == [Outcome.SAME] * 2


def test_a_roster_that_says_nothing_of_a_fact_leaves_it(session, person, ines):
    cohort_id = classes.make_cohort(ines)
    apply(person, cohort_id, ANNE)
    assert outcomes(plan(session, person, cohort_id, Entry(ANNE.email))) == [Outcome.SAME]
    changed = Entry(ANNE.email, "Anne Durand", time_factor=1.0)
    (line,) = plan(session, person, cohort_id, changed).lines
    assert (line.outcome, line.name.old, line.name.new) == (
        Outcome.CHANGED,
        "Anne Martin",
        "Anne Durand",
    )
    assert (line.number, line.factor.new) == (None, None)
    apply(person, cohort_id, changed, key="l" * 20)
    assert place(session, ANNE.email).name == "Anne Durand"
    assert place(session, ANNE.email).number == "21001"
    assert session.scalars(select(Accommodation.time_factor)).all() == [None]


def test_a_form_that_is_sent_twice_imports_once(session, person, ines):
    cohort_id = classes.make_cohort(ines)
    seal = plan(session, person, cohort_id, ANNE).seal
    apply(person, cohort_id, ANNE, seal=seal)
    apply(person, cohort_id, ANNE, seal=seal)
    events = session.scalars(select(AuditEvent).where(AuditEvent.action == "roster.imported"))
    (event,) = events.all()
    assert event.data["added"] == 1


def test_what_was_not_shown_is_not_done(session, person, ines):
    """Another instructor was faster: the roster has to be looked at again."""
    cohort_id = classes.make_cohort(ines)
    seal = plan(session, person, cohort_id, ANNE, ALICE).seal
    add(person, cohort_id, ANNE)
    with pytest.raises(OutOfDateError):
        apply(person, cohort_id, ANNE, ALICE, seal=seal)
    assert place(session, ALICE.email) is None


def test_whoever_has_left_stays_away_until_brought_back_by_name(session, person, ines, alice):
    cohort_id = classes.make_cohort(ines, alice)
    with transaction() as writing:
        memberships.leave(writing, learner_id=alice.id, cohort_id=cohort_id, now=NOON)
    assert outcomes(plan(session, person, cohort_id, ALICE)) == [Outcome.STAYS_AWAY]
    apply(person, cohort_id, ALICE)
    assert place(session, ALICE.email).left_at == NOON
    assert add(person, cohort_id, ALICE).outcome is Outcome.BACK
    assert place(session, ALICE.email).left_at is None


def test_extra_time_in_a_roster_reaches_an_attempt_that_goes_on(session, person, ines, alice):
    load(*made_items(5))
    cohort_id = classes.make_cohort(ines, alice)
    assignment = classes.assign(cohort_id, minutes=30)
    attempt = classes.begin(alice, assignment).id
    apply(person, cohort_id, Entry(ALICE.email, time_factor=4 / 3))
    session.rollback()
    assert session.get_one(Attempt, attempt).deadline_at == NOON + timedelta(minutes=40)


def test_a_cohort_that_one_does_not_run_takes_no_roster(session, ines, alice):
    cohort_id = classes.make_cohort(ines)
    ivan = Person(make_learner("ivan", role="instructor").id, frozenset({"instructor"}))
    for number in (cohort_id, 999_999):
        with pytest.raises(NotFoundError):
            plan(session, ivan, number, ALICE)
        with pytest.raises(NotFoundError):
            apply(ivan, number, ALICE, seal="s")
        with pytest.raises(NotFoundError):
            add(ivan, number, ALICE)


def listed(session, person, cohort_id, **arguments):
    found = places.list_places(session, person=person, cohort_id=cohort_id, **arguments)
    return [one.called for one in found.places]


def test_learners_are_listed_by_name_and_found_without_accents(session, person, ines):
    cohort_id = classes.make_cohort(ines)
    apply(
        person,
        cohort_id,
        Entry("z@example.org", "Émile Zola", "7"),
        Entry("b@example.org", "Bob"),
        Entry("f@example.org", "Flaubert"),
        Entry("anon@example.org"),
    )
    assert listed(session, person, cohort_id) == [
        "anon@example.org",
        "Bob",
        "Émile Zola",
        "Flaubert",
    ]
    for find in ("emile", "ZOLA", "zol em", "7", "z@example"):
        assert listed(session, person, cohort_id, find=find) == ["Émile Zola"], find
    assert listed(session, person, cohort_id, find="%") == listed(session, person, cohort_id)
    assert listed(session, person, cohort_id, find="nobody") == []


def test_removing_keeps_the_place_of_whoever_had_joined(session, person, ines, alice):
    cohort_id = classes.make_cohort(ines, alice)
    apply(person, cohort_id, ANNE)
    for email in (ANNE.email, ALICE.email):
        number = place(session, email).id
        with transaction() as writing:
            places.remove_learner(
                writing, person=person, cohort_id=cohort_id, membership_id=number, now=NOON
            )
    assert place(session, ANNE.email) is None
    assert place(session, ALICE.email).left_at == NOON
    assert session.scalars(select(Accommodation)).all() == []
