"""Calibrating a bank: what is adopted, what is left alone, and what becomes of later answers."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning import ability
from quizapp.extensions import db
from quizapp.models import Calibration, Item, ItemParameters, Response
from quizapp.services import calibration
from quizapp.services.calibration import banks_with_news
from quizapp.services.quizzes.attempts import TOPICS
from tests.factories import NOON
from tests.services.crowds import crowd_answers, put_in_force, spread
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import answer, ask, bank_id, item_id, right_answer, start, wrong_answer

LATER = NOON + timedelta(days=1)


def calibrate(slug=SLUG, *, dry_run=False):
    return calibration.calibrate_bank(
        db.session(), bank_id=bank_id(slug), now=LATER, dry_run=dry_run
    )


def a_bank(count=20, slug=SLUG, first=1):
    """Load a bank; the ids of its items."""
    load(*(made_item(number=number) for number in range(first, first + count)), slug=slug)
    return list(db.session.scalars(select(Item.id).where(Item.bank_id == bank_id(slug))))


def in_force(slug=SLUG):
    rows = db.session.scalars(
        select(ItemParameters)
        .join(Item, Item.id == ItemParameters.item_id)
        .where(Item.bank_id == bank_id(slug))
        .execution_options(populate_existing=True)
    )
    return {
        row.item_id: ability.ItemParameters(
            row.difficulty, row.variance, row.discrimination, row.answers
        )
        for row in rows
    }


def logged():
    return list(db.session.scalars(select(Calibration).order_by(Calibration.id)))


def meanwhile(monkeypatch, work):
    """Do something while a calibration is computing, once."""
    estimate = calibration._estimate

    def estimate_and_work(seen):
        monkeypatch.setattr(calibration, "_estimate", estimate)
        work()
        return estimate(seen)

    monkeypatch.setattr(calibration, "_estimate", estimate_and_work)


def in_a_thread(app, work):
    """Do it as another request would, and do not wait for ever."""

    def run():
        with app.app_context():
            work()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive(), "it was held up"


def test_difficulties_far_from_what_was_thought_are_adopted(session):
    truth = spread(a_bank())
    crowd_answers(truth)
    with transaction() as writing:
        writing.execute(update(ItemParameters).values(answers=150))

    report = calibrate()

    assert report.is_adopted
    assert (report.learners, report.responses, report.items) == (150, 3000, 20)
    found = in_force()
    errors = [found[item].difficulty - difficulty for item, difficulty in truth.items()]
    assert sum(error**2 for error in errors) / len(errors) < 0.4**2
    assert {one.n for one in found.values()} == {150}
    [row] = logged()
    assert (row.bank_id, row.adopted, row.created_at) == (bank_id(), True, LATER)
    assert (row.model, row.learners, row.responses) == (report.model, 150, 3000)
    assert row.loss_after < row.loss_before
    keys = {item.id: item.key for item in db.session.scalars(select(Item)) if item.id in truth}
    for item, parameters in found.items():
        noted = row.parameters[keys[item]]
        assert noted["difficulty"] == pytest.approx(parameters.difficulty, abs=1e-9)
        assert noted["discrimination"] == pytest.approx(parameters.discrimination, abs=1e-9)
        assert noted["n"] == 150
    started_from = select(ItemParameters.calibration_id).where(ItemParameters.item_id.in_(truth))
    assert set(db.session.scalars(started_from)) == {row.id}


def test_what_predicts_as_well_already_is_left_alone_and_the_run_is_logged(session):
    truth = spread(a_bank())
    put_in_force(truth)
    crowd_answers(truth)
    before = in_force()

    report = calibrate()

    assert not report.is_adopted
    assert in_force() == before
    [row] = logged()
    assert (row.adopted, row.model, row.parameters) == (False, None, {})
    assert row.loss_before is not None
    assert row.loss_after is not None
    assert set(db.session.scalars(select(ItemParameters.calibration_id))) == {None}


def test_the_second_run_without_new_answers_changes_nothing(session):
    crowd_answers(spread(a_bank()))
    calibrate()
    adopted = in_force()

    report = calibrate()

    assert not report.is_adopted
    assert in_force() == adopted
    assert [row.adopted for row in logged()] == [True, False]


@pytest.mark.parametrize("learners", [0, 29])
def test_too_few_learners_are_said_to_be_too_few_and_nothing_is_logged(session, learners):
    truth = spread(a_bank(5))
    crowd_answers(truth, learners=learners) if learners else None
    before = in_force()

    report = calibrate()

    assert report.in_words() == (
        f"goutte: {learners * 5} first answers of {learners} learners: "
        "too few to calibrate (30 learners at least)."
    )
    assert in_force() == before
    assert logged() == []


def test_only_first_exposures_count(session):
    truth = spread(a_bank(5))
    crowd_answers(truth, learners=40)
    with transaction() as writing:
        seen_before = select(func.max(Response.user_id)).scalar_subquery()
        writing.execute(
            update(Response).where(Response.user_id == seen_before).values(first_exposure=False)
        )

    report = calibrate()

    assert (report.learners, report.responses) == (39, 195)


@pytest.mark.parametrize("right", [True, False])
def test_an_answer_given_while_it_computes_is_neither_held_up_nor_lost(
    app, alice, monkeypatch, right
):
    items = a_bank()
    crowd_answers(spread(items))
    attempt = start(alice)
    question = ask(alice, attempt)
    item, number = question.place.item_id, attempt.id
    chosen = right_answer(question) if right else wrong_answer(question)
    meanwhile(monkeypatch, lambda: in_a_thread(app, lambda: answer(alice, number, given=chosen)))

    assert calibrate().is_adopted

    [row] = logged()
    assert row.responses == 3000
    found = ability.ItemParameters.from_json(row.parameters[question.content.id])
    after = in_force()[item]
    # As if the answer had come after the calibration, but for what the step takes for granted.
    _, expected = ability.update(
        ability.prior(TOPICS),
        found,
        topic=question.content.topic,
        score=float(right),
        guessing=0.25,
    )
    assert after.n == 1
    assert after.variance < found.variance
    assert (after.difficulty < found.difficulty) == right
    assert after.difficulty == pytest.approx(expected.difficulty, abs=0.05)
    assert after.difficulty != found.difficulty
    others = {one: value for one, value in in_force().items() if one != item}
    assert {value.n for value in others.values()} == {0}


def test_no_transaction_is_open_while_it_computes(session, monkeypatch):
    crowd_answers(spread(a_bank(5)), learners=40)
    open_then = []
    meanwhile(monkeypatch, lambda: open_then.append(session.in_transaction()))

    calibrate()

    assert open_then == [False]


def test_an_answer_that_comes_while_it_reads_counts_once(app, alice):
    crowd_answers(spread(a_bank()))
    attempt = start(alice)
    question, number = ask(alice, attempt), attempt.id
    chosen = wrong_answer(question)

    reading = threading.current_thread()
    works = [lambda: answer(alice, number, given=chosen)]

    def answer_after_parameters(_connection, _cursor, statement, *_):
        if "item_parameters" in statement and threading.current_thread() is reading and works:
            in_a_thread(app, works.pop())

    event.listen(db.engine, "after_cursor_execute", answer_after_parameters)
    try:
        report = calibrate()
    finally:
        event.remove(db.engine, "after_cursor_execute", answer_after_parameters)

    assert (report.learners, report.responses) == (150, 3000)
    assert report.is_adopted
    found = logged()[0].parameters[question.content.id]["difficulty"]
    after = in_force()[question.place.item_id]
    assert after.n == 1
    assert after.difficulty > found


def test_what_another_calibration_adopted_meanwhile_stays(session, monkeypatch):
    crowd_answers(spread(a_bank()))
    meanwhile(monkeypatch, calibrate)

    report = calibrate()

    assert not report.is_adopted
    assert report.in_words().endswith(": not adopted, another calibration ended in between.")
    first, second = logged()
    assert (first.adopted, second.adopted) == (True, False)
    assert set(db.session.scalars(select(ItemParameters.calibration_id))) == {None, first.id}
    noted = {round(one["difficulty"], 9) for one in first.parameters.values()}
    assert {round(one.difficulty, 9) for one in in_force().values()} == noted


def test_a_question_already_asked_keeps_the_parameters_it_was_asked_with(alice):
    crowd_answers(spread(a_bank()))
    attempt = start(alice)
    before = ask(alice, attempt).place.parameters

    assert calibrate().is_adopted

    db.session.expire_all()
    place = ask(alice, attempt).place
    assert place.parameters == before
    in_force_now = in_force()[place.item_id]
    assert ability.ItemParameters.from_json(before["item"]) != in_force_now
    asked = ask(alice, start(alice)).place
    assert ability.ItemParameters.from_json(asked.parameters["item"]) == in_force()[asked.item_id]


def test_other_banks_are_not_touched(session):
    truth = spread(a_bank())
    others = spread(a_bank(slug="autre", first=51))
    crowd_answers(truth)
    crowd_answers(others, learners=50, seed=2)
    before = in_force("autre")

    assert calibrate().responses == 3000

    assert in_force("autre") == before
    assert {row.bank_id for row in logged()} == {bank_id()}
    assert calibrate("autre").responses == 1000


def test_a_dry_run_tells_and_changes_nothing(session):
    crowd_answers(spread(a_bank()))
    before = in_force()

    report = calibrate(dry_run=True)

    assert not report.is_adopted
    assert report.in_words().endswith(" would be adopted for 20 items.")
    assert in_force() == before
    assert logged() == []
    assert calibrate().is_adopted


def test_a_bank_without_answers_since_its_last_calibration_is_no_news(alice):
    load(*made_items(3))
    assert banks_with_news(db.session()) == []
    crowd_answers(spread([item_id(item.id) for item in made_items(3)]), learners=40)
    assert banks_with_news(db.session()) == [bank_id()]

    calibrate()
    assert len(logged()) == 1
    assert banks_with_news(db.session()) == []

    answer(alice, start(alice))
    assert banks_with_news(db.session()) == [bank_id()]


def test_there_must_be_such_a_bank(session):
    with pytest.raises(NotFoundError):
        calibration.calibrate_bank(db.session(), bank_id=999_999, now=LATER)
