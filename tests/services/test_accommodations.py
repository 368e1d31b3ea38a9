"""What is granted to one learner: it counts at once, is written down, and can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.teaching.accommodation import Accommodation as Granted
from quizapp.extensions import db
from quizapp.models import Accommodation, Attempt, AuditEvent
from quizapp.services.teaching import accommodations, holding, taking
from quizapp.services.teaching.accommodations import NeverOpenError, TooManyAttemptsError
from quizapp.services.teaching.taking import NotNowError
from tests.factories import NOON, make_learner
from tests.services import exams
from tests.services.classes import add_staff, assign, begin, make_cohort, membership_id
from tests.services.made_banks import load, made_items
from tests.services.sittings import instructor, leave
from tests.services.studying import at_once

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KEY = "the-key-of-a-form"


@pytest.fixture
def ines(session):
    return make_learner("ines", role="instructor")


@pytest.fixture
def cohort(ines, alice, bob):
    load(*made_items(4))
    return make_cohort(ines, alice, bob)


def grant(owner, learner, cohort_id, factor, note=""):
    with transaction() as session:
        accommodations.grant(
            session,
            person=instructor(owner),
            cohort_id=cohort_id,
            membership_id=membership_id(learner, cohort_id),
            time_factor=factor,
            note=note,
            now=NOON,
        )


def grant_for_one(owner, place, assignment, note="", **given):
    with transaction() as session:
        accommodations.grant_for_one(
            session,
            person=instructor(owner),
            assignment_id=assignment,
            membership_id=place,
            given=Granted(**given),
            note=note,
            now=NOON,
        )


def reopen(owner, place, assignment, *, until=NOON + DAY, key=KEY, now=NOON):
    with transaction() as session:
        return accommodations.reopen(
            session,
            person=instructor(owner),
            assignment_id=assignment,
            membership_id=place,
            until=until,
            client_key=key,
            now=now,
        )


def held(owner, place, assignment):
    exams.look_anew()
    return holding.for_one(
        db.session(), person=instructor(owner), assignment_id=assignment, membership_id=place
    )


def end_of(attempt):
    exams.look_anew()
    return db.session().get_one(Attempt, attempt.id).deadline_at


def events():
    exams.look_anew()
    rows = db.session().scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [(row.action, row.assignment_id, row.data) for row in rows]


def rows():
    exams.look_anew()
    return list(db.session().scalars(select(Accommodation)))


def test_time_granted_for_all_moves_the_attempt_that_is_going_on(cohort, ines, alice, bob):
    assignment = assign(cohort, minutes=30)
    mine, others = begin(alice, assignment), begin(bob, assignment)
    grant(ines, alice, cohort, 4 / 3, note="Demande du service")
    assert (end_of(mine), end_of(others)) == (NOON + 40 * MINUTE, NOON + 30 * MINUTE)
    assert exams.save(alice, mine, now=NOON + 39 * MINUTE) is exams.SaveOutcome.SAVED
    [row] = rows()
    assert (row.note, row.changed_by, row.changed_at) == ("Demande du service", ines.id, NOON)

    grant(ines, alice, cohort, None)
    assert end_of(mine) == NOON + 30 * MINUTE
    assert exams.save(alice, mine, 2, now=NOON + 31 * MINUTE) is exams.SaveOutcome.OVER
    assert rows() == []


def test_what_is_granted_is_written_down_once_and_without_the_note(cohort, ines, alice):
    for factor, note in ((1.5, "x"), (1.5, "y"), (1.0, ""), (None, "")):
        grant(ines, alice, cohort, factor, note)
    told = [(action, data["old"], data["new"]) for action, _, data in events()]
    assert told == [("learner.time", None, 1.5), ("learner.time", 1.5, None)]
    assert all("note" not in data for _, _, data in events())


def test_all_of_it_is_granted_for_one_assignment_alone(cohort, ines, alice):
    one = assign(cohort, minutes=30, closes_at=NOON + HOUR)
    other = assign(cohort, minutes=30)
    place = membership_id(alice, cohort)
    grant(ines, alice, cohort, 2.0)
    attempts = begin(alice, one), begin(alice, other)
    grant_for_one(ines, place, one, time_factor=1.0, closes_at=NOON + 20 * MINUTE, extra_attempts=2)
    assert end_of(attempts[0]) == NOON + 20 * MINUTE
    assert end_of(attempts[1]) == NOON + HOUR
    found = held(ines, place, one)
    assert (found.terms.attempts, found.terms.time_factor, found.without.time_factor) == (3, 1, 2)
    assert found.going_on.id == attempts[0].id

    grant_for_one(ines, place, one)
    assert end_of(attempts[0]) == NOON + HOUR
    assert [row.assignment_id for row in rows()] == [None]
    assert [action for action, about, _ in events() if about == one] == ["learner.terms"] * 2


@pytest.mark.parametrize(
    "given",
    [
        {"opens_at": NOON + 2 * HOUR, "closes_at": NOON + HOUR},
        {"opens_at": NOON + 2 * DAY},
        {"closes_at": NOON - 2 * DAY},
    ],
)
def test_dates_that_would_never_open_are_refused_as_a_whole(cohort, ines, alice, given):
    assignment = assign(cohort, opens_at=NOON - DAY, closes_at=NOON + DAY)
    with pytest.raises(NeverOpenError):
        grant_for_one(ines, membership_id(alice, cohort), assignment, **given)
    assert rows() == [] == events()


def test_reopening_gives_one_further_attempt_until_a_date(cohort, ines, alice, bob):
    assignment = assign(cohort, closes_at=NOON + HOUR, minutes=30)
    exams.hand_in(alice, begin(alice, assignment))
    place = membership_id(alice, cohort)
    assert reopen(ines, place, assignment, now=NOON + 2 * HOUR)
    second = begin(alice, assignment, now=NOON + 3 * HOUR)
    assert (second.number, second.deadline_at) == (2, NOON + 3 * HOUR + 30 * MINUTE)
    exams.hand_in(alice, second, now=NOON + 3 * HOUR)
    with pytest.raises(NotNowError):
        begin(alice, assignment, now=NOON + 4 * HOUR)
    with pytest.raises(NotNowError):
        begin(bob, assignment, now=NOON + 3 * HOUR)
    [(action, about, data)] = events()
    assert (action, about) == ("learner.reopened", assignment)
    assert data["until"] == (NOON + DAY).isoformat()


def test_whoever_missed_it_gets_the_date_and_no_second_attempt(cohort, ines, alice):
    assignment = assign(cohort, closes_at=NOON)
    place = membership_id(alice, cohort)
    reopen(ines, place, assignment, now=NOON + HOUR)
    found = held(ines, place, assignment)
    assert (found.terms.attempts, found.terms.closes_at) == (1, NOON + DAY)
    assert begin(alice, assignment, now=NOON + 2 * HOUR).number == 1


def test_reopening_keeps_what_was_granted_before(cohort, ines, alice):
    assignment = assign(cohort, closes_at=NOON, minutes=30)
    place = membership_id(alice, cohort)
    grant_for_one(ines, place, assignment, time_factor=1.5, extra_attempts=1, note="Certificat")
    reopen(ines, place, assignment)
    [row] = rows()
    assert (row.time_factor, row.extra_attempts, row.closes_at) == (1.5, 1, NOON + DAY)
    assert row.note == "Certificat"


def test_a_double_click_reopens_once(app, cohort, ines, alice):
    assignment = assign(cohort)
    exams.hand_in(alice, begin(alice, assignment))
    place = membership_id(alice, cohort)
    done = at_once(app, [lambda: reopen(ines, place, assignment)] * 4)
    assert sorted(done) == [False, False, False, True]
    exams.hand_in(alice, begin(alice, assignment))
    assert not reopen(ines, place, assignment), "the same form, sent again much later"
    assert held(ines, place, assignment).lacking == 1
    assert reopen(ines, place, assignment, key="the-key-of-another-form")
    assert held(ines, place, assignment).terms.attempts == 3


def test_a_date_that_is_over_or_before_it_opens_reopens_nothing(cohort, ines, alice):
    assignment = assign(cohort, opens_at=NOON + 2 * DAY)
    place = membership_id(alice, cohort)
    for until in (NOON, NOON - HOUR, NOON + DAY):
        with pytest.raises(NeverOpenError):
            reopen(ines, place, assignment, until=until)
    assert rows() == [] == events()


def test_nobody_is_granted_more_attempts_than_there_can_be(cohort, ines, alice):
    assignment = assign(cohort)
    place = membership_id(alice, cohort)
    grant_for_one(ines, place, assignment, extra_attempts=20)
    for number in range(21):
        exams.hand_in(alice, begin(alice, assignment, key=f"attempt-{number}"))
    with pytest.raises(TooManyAttemptsError):
        reopen(ines, place, assignment)


def test_an_attempt_begun_at_the_same_moment_has_the_time_granted(app, cohort, ines, alice, bob):
    """Whichever is first: the attempt never ends before its learner's extra time does."""
    for number in range(6):
        assignment = assign(cohort, minutes=30)
        learner = (alice, bob)[number % 2]
        factor = 1.5 + number / 10
        at_once(
            app,
            [
                lambda a=assignment, w=learner: begin(w, a),
                lambda f=factor, w=learner: grant(ines, w, cohort, f),
            ],
        )
        exams.look_anew()
        found = taking.look_at(db.session(), learner_id=learner.id, assignment_id=assignment)
        assert found.going_on.deadline_at == NOON + 30 * MINUTE * factor


def test_a_place_without_an_account_and_one_that_was_left_can_be_granted_time(cohort, ines, alice):
    assignment = assign(cohort, minutes=30)
    leave(alice, cohort)
    grant(ines, alice, cohort, 2.0)
    found = held(ines, membership_id(alice, cohort), assignment)
    assert found.terms.time_limit == HOUR


def test_only_whoever_runs_the_cohort_grants_anything(cohort, ines, alice, bob):
    otto, coline = (make_learner(name, role="instructor") for name in ("otto", "coline"))
    add_staff(cohort, coline)
    assignment, place = assign(cohort), membership_id(alice, cohort)
    foreign = make_cohort(otto, alice, name="Other")
    elsewhere = membership_id(alice, foreign)
    tries = [
        lambda: grant(otto, alice, cohort, 2.0),
        lambda: grant_for_one(otto, place, assignment, time_factor=2.0),
        lambda: reopen(otto, place, assignment),
        lambda: held(otto, place, assignment),
        lambda: grant_for_one(ines, elsewhere, assignment, time_factor=2.0),
        lambda: reopen(ines, elsewhere, assignment),
        lambda: held(ines, elsewhere, assignment),
    ]
    for attempted in tries:
        with pytest.raises(NotFoundError):
            attempted()
    assert rows() == [] == events()
    grant(coline, alice, cohort, 2.0)
    count = select(func.count()).select_from(Accommodation)
    assert db.session().scalar(count) == 1
