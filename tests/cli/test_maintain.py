"""``flask maintain``: what is computed anew from the log, and what it says of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Calibration, MemoryState
from tests.factories import BANK, make_learner
from tests.services.crowds import crowd_answers, spread
from tests.services.made_banks import SLUG, load, made_items
from tests.services.studying import item_id, learn


def rebuild(app):
    return app.test_cli_runner().invoke(args=["maintain", "rebuild"]).output


def test_it_tells_how_many_memories_differed(app):
    with app.app_context():
        alice = make_learner("alice")
        load(*made_items(2))
        for item in made_items(2):
            learn(alice, item_id(item.id))
    assert rebuild(app) == "2 memories folded from the log, 0 differed and were mended.\n"

    with app.app_context(), transaction() as session:
        session.execute(update(MemoryState).values(stability=1.0))

    assert rebuild(app) == "2 memories folded from the log, 2 differed and were mended.\n"
    assert rebuild(app) == "2 memories folded from the log, 0 differed and were mended.\n"


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
