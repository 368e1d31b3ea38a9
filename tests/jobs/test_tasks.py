"""The jobs: what they do, and what they do where something fails."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.jobs.tasks import RETRIES
from quizapp.models import Attempt, Calibration, Item, Response
from quizapp.services import calibration
from quizapp.services.quizzes import exam
from tests.factories import NOON, make_learner
from tests.services import classes, exams
from tests.services.crowds import crowd_answers, spread
from tests.services.exams import begin, save
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import bank_id

LONG_AGO = datetime.now(UTC) - timedelta(hours=5)


@pytest.fixture(autouse=True)
def _hear_all(caplog):
    caplog.set_level(logging.INFO, logger="quizapp.jobs")


def run(queue, name, *arguments):
    """Enqueue a job where enqueuing is running."""
    queue.jobs[name](*arguments)


def scheduled(queue):
    """What is to be tried again: name, retries left."""
    return [(task.name, task.retries) for task in queue.scheduled()]


def try_again(queue):
    """Do what a consumer does when the time has come to try again."""
    later = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
    for task in queue.read_schedule(later):
        queue.execute(task, later)


def answered_bank(slug=SLUG, first=1):
    load(*(made_item(number=number) for number in range(first, first + 8)), slug=slug)
    items = select(Item.id).where(Item.bank_id == bank_id(slug))
    crowd_answers(spread(list(db.session.scalars(items))), learners=60, seed=first)


def calibrated():
    """The banks, as often as each was calibrated."""
    return sorted(db.session.scalars(select(Calibration.bank_id)))


def left_open(name, *, minutes=60):
    """Let somebody begin an exam hours ago and leave it: the attempt's id."""
    learner = make_learner(name)
    attempt = begin(learner, minutes=minutes, now=LONG_AGO)
    save(learner, attempt, now=LONG_AGO)
    return attempt.id


def endings():
    db.session.rollback()
    rows = db.session.execute(select(Attempt.id, Attempt.ending).order_by(Attempt.id))
    return dict(row._tuple() for row in rows)


def test_every_bank_with_new_answers_is_calibrated_and_no_other(app, at_once, caplog):
    with app.app_context():
        answered_bank()
        answered_bank("autre", first=51)
        load(made_item(number=99), slug="vide")
        banks = sorted([bank_id(), bank_id("autre")])

    run(at_once, "calibrate_banks")

    with app.app_context():
        assert calibrated() == banks
    assert "Calibration: goutte: 480 first answers of 60 learners, log loss" in caplog.text
    run(at_once, "calibrate_banks")
    with app.app_context():
        assert calibrated() == banks


def test_a_bank_that_fails_is_tried_again_later_and_holds_up_no_other(app, at_once, monkeypatch):
    with app.app_context():
        answered_bank()
        answered_bank("autre", first=51)
        broken, other = bank_id(), bank_id("autre")
    estimate = calibration._estimate

    def fail(seen):
        if seen.bank_id == broken:
            raise FloatingPointError("no convergence")
        return estimate(seen)

    with monkeypatch.context() as patch:
        patch.setattr(calibration, "_estimate", fail)
        run(at_once, "calibrate_banks")
        with app.app_context():
            assert calibrated() == [other]
        assert scheduled(at_once) == [("calibrate_bank", RETRIES - 1)]
        try_again(at_once)
        assert scheduled(at_once) == [("calibrate_bank", RETRIES - 2)]

    try_again(at_once)

    assert scheduled(at_once) == []
    with app.app_context():
        assert calibrated() == sorted([broken, other])


def test_a_job_that_goes_on_failing_is_given_up(at_once, monkeypatch):
    def fail(_seen):
        raise FloatingPointError("no convergence")

    monkeypatch.setattr(calibration, "_read", fail)
    tried = []
    at_once.signal("error")(lambda _signal, task, _error: tried.append(task.retries))

    run(at_once, "calibrate_bank", 1)
    while scheduled(at_once):
        try_again(at_once)

    assert tried == [2, 1, 0]


def test_exams_whose_time_is_up_are_handed_in_and_no_other(app, at_once, caplog):
    with app.app_context():
        load(*made_items(3))
        over, running = left_open("alice"), left_open("bob", minutes=600)

    run(at_once, "hand_in_expired_exams")

    with app.app_context():
        assert endings() == {over: "time", running: None}
        marked = db.session.scalars(select(Response.attempt_id)).all()
        assert set(marked) == {over}
    assert f"Attempt {over} was handed in" in caplog.text


def test_an_exam_that_cannot_be_handed_in_does_not_hold_up_the_others(
    app, at_once, caplog, monkeypatch
):
    with app.app_context():
        load(*made_items(3))
        first, broken, last = (left_open(name) for name in ("alice", "bob", "charlie"))
    hand_in = exam.hand_in_expired

    def fail_on_one(session, *, attempt_id, now):
        hand_in(session, attempt_id=attempt_id, now=now)
        if attempt_id == broken:
            raise LookupError("its revision is gone")

    with monkeypatch.context() as patch:
        patch.setattr(exam, "hand_in_expired", fail_on_one)
        run(at_once, "hand_in_expired_exams")

    with app.app_context():
        assert endings() == {first: "time", broken: None, last: "time"}
        assert set(db.session.scalars(select(Response.attempt_id))) == {first, last}
    assert f"Attempt {broken} was not handed in." in caplog.text
    assert "its revision is gone" in caplog.text

    run(at_once, "hand_in_expired_exams")

    with app.app_context():
        assert endings()[broken] == "time"


def test_what_was_assigned_ends_with_its_time_and_results_come_out(app, at_once, caplog):
    with app.app_context():
        load(*made_items(3))
        ines, alice = make_learner("ines", role="instructor"), make_learner("alice")
        cohort = classes.make_cohort(ines, alice)
        practice = classes.assign(cohort, mode="practice", minutes=1)
        over = classes.begin(alice, practice).id
        exam_until = classes.assign(cohort, reveal="score", closes_at=NOON + timedelta(hours=1))
        kept = classes.begin(alice, exam_until).id
        exams.hand_in(alice, kept)
        assert db.session.get(Attempt, kept).withholds

    run(at_once, "close_assignments")

    with app.app_context():
        assert endings() == {over: "time", kept: "handed_in"}
        assert not db.session.get(Attempt, kept).withholds
    assert f"Attempt {over} was handed in" in caplog.text


def test_what_a_statement_was_to_write_does_not_reach_the_log(app, at_once, caplog, monkeypatch):
    with app.app_context():
        load(*made_items(3))
        left_open("alice")

    def break_a_rule(*_, **__):
        with transaction() as session:
            session.execute(
                text("UPDATE users SET language = :language, email = :email"),
                {"language": "de", "email": "secret@example.org"},
            )

    for owner, name, job in (
        (exam, "hand_in_expired", "hand_in_expired_exams"),
        (exam, "expired_exams", "hand_in_expired_exams"),
        (calibration, "calibrate_bank", "calibrate_bank"),
    ):
        monkeypatch.setattr(owner, name, break_a_rule)
        caplog.clear()

        run(at_once, job, *([1] if job == "calibrate_bank" else []))

        # What failed and where can be read, of whom it spoke cannot.
        assert "ck_users_language_known" in caplog.text, name
        assert "break_a_rule" in caplog.text
        for secret in ("secret@example.org", "alice@example.org", "UPDATE users"):
            assert secret not in caplog.text, name


def test_a_job_leaves_no_session_behind(app, at_once, monkeypatch):
    sessions = []
    monkeypatch.setattr(exam, "expired_exams", lambda session, **_: sessions.append(session) or [])

    run(at_once, "hand_in_expired_exams")
    run(at_once, "hand_in_expired_exams")

    assert sessions[0] is not sessions[1]
    assert not sessions[0].in_transaction()


def test_it_is_noted_when_a_job_ran_and_whether_it_failed(at_once, monkeypatch):
    assert at_once.last_run("hand_in_expired_exams") is None
    before = datetime.now(UTC).replace(microsecond=0)

    run(at_once, "hand_in_expired_exams")
    at, failed = at_once.last_run("hand_in_expired_exams")
    assert before <= at <= datetime.now(UTC)
    assert not failed

    monkeypatch.setattr(exam, "expired_exams", lambda *_, **__: 1 / 0)
    run(at_once, "hand_in_expired_exams")
    assert at_once.last_run("hand_in_expired_exams")[1]
