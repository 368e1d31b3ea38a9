"""``flask maintain``: what is computed anew from the log, and what it says of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Attempt, Calibration, MemoryState, StudyDay
from tests.factories import BANK, make_learner
from tests.services.classes import assign, make_cohort
from tests.services.crowds import crowd_answers, spread
from tests.services.made_banks import SLUG, load, made_items
from tests.services.regrades import drop, sit, teacher, total
from tests.services.studying import item_id, learn


def rebuild(app, *options):
    """The exit code, and what was said of the memories, of the days and of assigned attempts."""
    result = app.test_cli_runner().invoke(args=["maintain", "rebuild", *options])
    memories, days, attempts = result.output.splitlines()
    return result.exit_code, memories, days, attempts


WELL = (
    "2 memories folded from the log, 0 differed and were mended.",
    "The days of study were added up from the log, 0 differed and were mended.",
    "0 assigned attempts added up from their marks, 0 differed and were mended.",
)


def test_it_tells_how_many_memories_and_days_differed_and_mends_them(app):
    with app.app_context():
        alice = make_learner("alice")
        load(*made_items(2))
        for item in made_items(2):
            learn(alice, item_id(item.id))
    assert rebuild(app) == (0, *WELL)

    with app.app_context(), transaction() as session:
        session.execute(update(MemoryState).values(stability=1.0))
        session.execute(update(StudyDay).values(cards=99))

    code, memories, days, _ = rebuild(app)
    assert code == 0
    assert memories == "2 memories folded from the log, 2 differed and were mended."
    assert days == "The days of study were added up from the log, 1 differed and were mended."
    assert rebuild(app) == (0, *WELL)


def test_a_check_changes_nothing_and_fails_where_something_differs(app):
    with app.app_context():
        alice = make_learner("alice")
        load(*made_items(2))
        learn(alice, item_id(made_items(1)[0].id))
    assert rebuild(app, "--check")[0] == 0

    with app.app_context(), transaction() as session:
        session.execute(update(MemoryState).values(stability=1.0))

    for _ in range(2):
        code, memories, *_ = rebuild(app, "--check")
        assert code == 1
        assert memories == "1 memories folded from the log, 1 differed."


def test_the_points_of_assigned_attempts_are_compared_with_their_marks(app):
    with app.app_context():
        ines, alice = make_learner("ines", role="instructor"), make_learner("alice")
        load(*made_items(2))
        exam = assign(make_cohort(ines, alice))
        attempt = sit(alice, exam, "b", "c")
        drop(teacher(ines), exam, item_id(made_items(2)[1].id))
        assert total(attempt) == (1.0, 1.0)
    assert rebuild(app, "--check")[0] == 0

    with app.app_context(), transaction() as session:
        session.execute(update(Attempt).values(points=5.0))

    for _ in range(2):
        code, *_, attempts = rebuild(app, "--check")
        assert code == 1
        assert attempts == "1 assigned attempts added up from their marks, 1 differed."
    assert rebuild(app)[-1].endswith("1 differed and were mended.")
    assert rebuild(app, "--check")[0] == 0
    with app.app_context():
        assert total(attempt) == (1.0, 1.0)


@pytest.fixture
def answered(app):
    """Sixty learners have answered the bank about gout, and nobody the shipped one."""
    with app.app_context():
        load(*made_items(12))
        crowd_answers(spread([item_id(item.id) for item in made_items(12)]), learners=60)


def calibrate(app, *options):
    result = app.test_cli_runner().invoke(args=["maintain", "calibrate", *options])
    assert result.exit_code == 0, result.output
    return result.output


def calibrations(app):
    with app.app_context():
        return db.session.scalar(select(func.count(Calibration.id)))


FOUND = (
    r"goutte: 720 first answers of 60 learners, "
    r"log loss on held-out answers 0\.\d{4} -> 0\.\d{4}: "
)


@pytest.mark.usefixtures("answered")
def test_every_bank_is_calibrated_and_told_of(app):
    shipped, ours = calibrate(app).splitlines()

    assert shipped == (
        f"{BANK}: 0 first answers of 0 learners: too few to calibrate (30 learners at least)."
    )
    assert re.fullmatch(FOUND + r"[12]pl adopted for 12 items\.", ours)
    assert calibrations(app) == 1
    assert re.fullmatch(
        FOUND + r"not adopted, the parameters in force predict as well\.\n",
        calibrate(app, "--bank", SLUG),
    )
    assert calibrations(app) == 2


@pytest.mark.usefixtures("answered")
def test_a_dry_run_says_the_same_and_leaves_no_trace(app):
    output = calibrate(app, "--dry-run", "--bank", SLUG)

    assert re.fullmatch(FOUND + r"[12]pl would be adopted for 12 items\.\n", output)
    assert calibrations(app) == 0


def test_a_bank_that_does_not_exist_is_an_error(app):
    result = app.test_cli_runner().invoke(args=["maintain", "calibrate", "--bank", "nulle-part"])

    assert result.exit_code == 2
    assert "there is no bank nulle-part" in result.output
