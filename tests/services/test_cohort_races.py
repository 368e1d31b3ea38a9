"""What two people, or one impatient person, do to a cohort in the same moment."""

from __future__ import annotations

from functools import partial
from random import Random

from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.policies import Person
from quizapp.domain.teaching.roster import parse
from quizapp.models import AuditEvent, Cohort, Membership, User
from quizapp.services import people
from quizapp.services.people import LastAdminError
from quizapp.services.teaching import cohorts, memberships, rosters
from tests.factories import NOON, make_learner
from tests.services import classes
from tests.services.studying import at_once

CODE = "CDFGHJKM"
ROSTER = "email;name;factor\nanne@example.org;Anne;4/3\nbob@example.org;Bob;"


def count(session, what, *conditions):
    session.rollback()
    return session.scalar(select(func.count()).select_from(what).where(*conditions))


def open_cohort(owner):
    cohort_id = classes.make_cohort(owner)
    with transaction() as writing:
        writing.get_one(Cohort, cohort_id).join_code = CODE
    return cohort_id


def test_joining_eight_times_at_once_is_joining_once(app, session, alice):
    open_cohort(make_learner("ines", role="instructor"))

    def join():
        with transaction() as writing:
            memberships.join(writing, learner_id=alice.id, code=CODE, name="Alice", now=NOON)

    at_once(app, [join] * 8)
    assert count(session, Membership) == 1
    assert count(session, AuditEvent, AuditEvent.action == "learner.joined") == 1


def test_a_form_sent_eight_times_at_once_makes_one_cohort(app, session):
    ines = Person(make_learner("ines", role="instructor").id, frozenset({"instructor"}))

    def make(seed):
        with transaction() as writing:
            return cohorts.create_cohort(
                writing, person=ines, name="L3", client_key="k" * 16, rng=Random(seed), now=NOON
            ).id

    assert len(set(at_once(app, [partial(make, seed) for seed in range(8)]))) == 1
    assert count(session, Cohort) == 1


def test_a_roster_sent_four_times_at_once_is_imported_once(app, session):
    owner = make_learner("ines", role="instructor")
    ines, cohort_id = Person(owner.id, frozenset({"instructor"})), classes.make_cohort(owner)
    entries = parse(ROSTER).entries
    about = {"person": ines, "cohort_id": cohort_id, "entries": entries}
    seal = rosters.plan_import(session, **about).seal

    def send():
        with transaction() as writing:
            done = rosters.apply_import(
                writing, **about, seal=seal, client_key="roster-form-key", now=NOON
            )
            return len(done.changes)

    assert sorted(at_once(app, [send] * 4)) == [0, 0, 0, 2]
    assert count(session, Membership) == 2
    assert count(session, AuditEvent, AuditEvent.action == "roster.imported") == 1


def test_joining_by_code_while_a_roster_brings_the_same_learner_gives_one_place(
    app, session, alice
):
    owner = make_learner("ines", role="instructor")
    ines, cohort_id = Person(owner.id, frozenset({"instructor"})), open_cohort(owner)
    [entry] = parse("email;name\nalice@example.org;Alice Martin").entries

    def join():
        with transaction() as writing:
            memberships.join(writing, learner_id=alice.id, code=CODE, name="Alice", now=NOON)

    def add():
        with transaction() as writing:
            rosters.add_learner(writing, person=ines, cohort_id=cohort_id, entry=entry, now=NOON)

    at_once(app, [join, add] * 3)
    session.rollback()
    place = session.scalars(select(Membership)).one()
    assert (place.user_id, place.name) == (alice.id, "Alice Martin")


def test_two_administrators_who_step_down_at_once_leave_one(app, session):
    admins = [make_learner(name, role="admin").id for name in ("ada", "abel")]

    def step_down(user_id):
        try:
            with transaction() as writing:
                person = Person(user_id, frozenset({"admin"}))
                people.change_role(
                    writing, person=person, user_id=user_id, role="student", now=NOON
                )
        except LastAdminError:
            return "stays"
        return "gone"

    assert sorted(at_once(app, [partial(step_down, one) for one in admins])) == ["gone", "stays"]
    assert count(session, User, User.roles.any(name="admin")) == 1
