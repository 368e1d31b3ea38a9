"""How many questions a quiz would find: counted before it begins, and none found said so."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from quizapp.models import Item
from tests.domain.content import samples
from tests.factories import NOON, hidden, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_items
from tests.web.building import NEW, ask_count, errors_at, filled_in, said, send, soup
from tests.web.steps import recorded, title


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def test_counting_shows_the_form_as_it_was_filled_in_and_records_nothing(alice, session):
    fields = {
        "mode": ["exam"],
        "length": ["30"],
        "topic": ["causes"],
        "status": ["unseen"],
        "minutes": ["45"],
        "convention": ["classic"],
        "name": ["Not yet"],
    }
    page = send(alice, "count", **fields)
    assert page.status_code == 200
    assert filled_in(page).items() >= fields.items()
    assert re.match(r"\d+ questions match\.", said(page))
    assert title(page).startswith(said(page))
    assert recorded(session) == (0, 0, 0)


def test_the_count_is_the_same_on_the_page_in_its_answer_and_in_what_is_drawn(alice, session):
    for query in ({}, {"topic": ["causes"]}, {"type": ["case", "sba"]}, {"mode": "measure"}):
        page = send(alice, "count", **query)
        answer = ask_count(alice, **query, length="5")
        assert answer.json["text"] == said(page)
        assert str(answer.json["questions"]) in said(page)
    everything = ask_count(alice).json["questions"]
    stated = session.scalars(
        select(Item.id).where(Item.type.not_in(["cloze", "basic"]), Item.retired_at.is_(None))
    )
    assert everything == len(stated.all())


def test_the_answer_of_the_count_is_for_its_reader_alone(alice, app):
    answer = ask_count(alice)
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert app.test_client().get("/quiz/count").status_code == 302


@pytest.mark.parametrize("bank", ["", "none", "\x00", "a/b", "é", "x" * 5000])
def test_a_bank_that_there_is_not_has_no_count(alice, bank):
    assert ask_count(alice, bank=bank).status_code == 404


def test_hostile_words_change_no_count(alice):
    plain = ask_count(alice).json
    for value in ("\x00", "'; DROP TABLE items", "9" * 400, "x" * 5000):
        names = ("topic", "type", "difficulty", "status", "mode", "length")
        assert (
            ask_count(alice, **dict.fromkeys(names, value)).json["questions"]
            == (plain["questions"])
        )


def test_a_count_says_what_it_means_for_the_quiz(alice, app):
    with app.app_context():
        load(*made_items(4), *samples.case().items)
    for query, text in (
        ({"length": "7"}, "7 questions match."),
        ({"length": "8"}, "7 questions match. The quiz will be shorter than you asked for."),
        ({"type": "case"}, "3 questions match. The quiz will be shorter than you asked for."),
        (
            {"mode": "measure"},
            (
                "4 questions match. A measure leaves out cases and script concordance. "
                "So few measure little."
            ),
        ),
        (
            {"type": "sba", "status": "wrong"},
            "No question matches. 4 would, with nothing ticked under “Your history”.",
        ),
        (
            {"topic": "causes", "type": "multiple"},
            "No question matches. Take off several of your ticks.",
        ),
    ):
        assert ask_count(alice, bank=SLUG, **query).json["text"] == text


def test_questions_of_an_exam_in_progress_are_said_to_wait(alice, app):
    with app.app_context():
        load(*made_items(6))
    send(alice, bank=SLUG, mode="exam", length="4")
    assert ask_count(alice, bank=SLUG, length="2").json["text"] == (
        "2 questions match. 4 more wait for the end of an exam in progress."
    )


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"type": "sba", "status": "flagged"}, "status"),
        ({"topic": "causes", "type": "sba"}, "topic"),
        ({"topic": "definition", "type": "multiple"}, "type"),
        ({"topic": "causes", "status": "wrong", "type": "sba"}, "topic"),
        ({"mode": "measure", "type": ["case", "concordance"]}, "type"),
        ({"mode": "exam", "status": "due"}, "status"),
    ],
)
def test_a_quiz_of_nothing_is_refused_and_says_what_to_loosen(alice, app, session, fields, at):
    with app.app_context():
        load(*made_items(4), *made_items(1, "multiple", "causes"), *samples.case().items)
    refused = send(alice, bank=SLUG, **fields)
    assert refused.status_code == 422
    assert "No question matches." in errors_at(refused, at)
    assert filled_in(refused)["bank"] == [SLUG]
    assert soup(refused).select_one("nav [aria-current]")["href"] == NEW
    assert recorded(session) == (0, 0, 0)


def test_where_nothing_is_ticked_and_nothing_is_left_the_page_does_not_speak_of_ticks(
    alice, app, session
):
    with app.app_context():
        load(*made_items(2), *samples.case().items)
    send(alice, bank=SLUG, mode="exam", length="5", type="sba")
    text = ask_count(alice, bank=SLUG, mode="measure").json["text"]
    assert text == (
        "No question matches. A measure leaves out cases and script concordance. "
        "2 more wait for the end of an exam in progress."
    )
    refused = send(alice, bank=SLUG, mode="measure")
    assert refused.status_code == 422
    assert errors_at(refused, "bank").endswith(text)


def test_cases_that_do_not_fit_say_how_many_questions_they_have(alice, app, session):
    with app.app_context():
        load(*samples.case().items)
    for mode in ("practice", "exam"):
        refused = send(alice, bank=SLUG, mode=mode, length="2")
        assert refused.status_code == 422
        assert "ask for 3 questions or more" in errors_at(refused, "length")
    assert recorded(session) == (0, 0, 0)


def test_where_every_question_was_retired_meanwhile_the_form_says_so(alice, session):
    page = alice.get(NEW)
    session.execute(update(Item).values(retired_at=NOON))
    session.commit()
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key", "bank")}
    refused = alice.post(NEW, data={**keys, "length": "5"})
    assert refused.status_code == 422
    assert "No condition has been loaded yet." in refused.text
