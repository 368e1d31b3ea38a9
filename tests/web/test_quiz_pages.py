"""The pages of a quiz, from choosing it to its result."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from quizapp.models import Attempt, Item
from quizapp.services.quizzes.attempts import TOPICS
from tests.factories import BANK, NOON, csrf_token, log_in, make_learner
from tests.web.steps import (
    UNKNOWN,
    after,
    answer,
    content_at,
    last_response,
    post,
    recorded,
    right_answer,
    start_quiz,
    start_quiz_on,
    title,
)


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def result_of(url):
    return f"{url.rsplit('/', 1)[0]}/result"


def test_a_quiz_of_five_leads_from_question_to_feedback_to_the_result(alice, session):
    url = start_quiz(alice, length=5)
    for position in range(1, 6):
        assert url.endswith(f"/{position}")
        content = content_at(session, url)
        page = alice.get(url)
        assert f"{position}" in title(page)
        done = answer(alice, url, **right_answer(content))
        assert (done.status_code, done.location) == (302, url), "post, redirect, get"
        feedback = alice.get(url)
        assert title(feedback).startswith("Right"), "the result stands first"
        assert 'role="status"' in feedback.text
        url = re.search(r'href="(/quiz/\d+/(?:\d+|result))"', feedback.text)[1]
    result = alice.get(url)
    assert "5 of 5" in title(result)
    session.rollback()
    attempt = session.scalars(select(Attempt)).one()
    assert attempt.finished_at is not None
    assert alice.get(f"/quiz/{attempt.id}").location == url


def test_right_partly_right_and_wrong_answers_say_so_first(alice, session):
    titles = {}
    start_quiz_on(alice, session, "multiple")
    for number in range(12):
        url = start_quiz(alice)
        content = content_at(session, url)
        keys = [option.id for option in content.keys]
        wrong = [option.id for option in content.distractors]
        answer(alice, url, choice=[keys, keys[1:], wrong][number % 3])
        points = last_response(session).points
        said = title(alice.get(url)).split(",")[0].split(":")[0]
        titles.setdefault("partly" if 0 < points < 1 else points, set()).add(said)
    assert titles == {1: {"Right"}, "partly": {"Partly right"}, 0: {"Not quite"}}


def test_the_options_keep_their_order_on_every_visit(alice, session):
    url = start_quiz(alice, topics=["diagnosis"])
    first = re.findall(r'name="choice" value="(\w+)"', alice.get(url).text)
    for _ in range(5):
        assert re.findall(r'name="choice" value="(\w+)"', alice.get(url).text) == first
    alice.get(f"{url}?x=1")
    answer(alice, url)
    assert re.findall(r'name="choice" value="(\w+)"', alice.get(url).text) == first


def test_a_place_that_was_not_reached_is_not_there(alice, session):
    url = start_quiz(alice)
    base = url.rsplit("/", 1)[0]
    for position in (0, 2, 3, 5, 6, 100, 2**31, 2**63):
        assert alice.get(f"{base}/{position}").status_code == 404, position
        sent = post(alice, f"{base}/{position}", url, client_key="k" * 20, **UNKNOWN)
        assert sent.status_code in (400, 404), position
    assert recorded(session) == (1, 0, 0)


def test_an_unfinished_quiz_waits_on_today_after_a_new_log_in(alice, app, session):
    url = start_quiz(alice)
    answer(alice, url, **UNKNOWN)
    post(alice, "/logout", "/")
    elsewhere = app.test_client()
    log_in(elsewhere)
    home = elsewhere.get("/")
    link = re.search(r'href="(/quiz/\d+)"', home.text)[1]
    following = elsewhere.get(link).location
    assert following == f"{url.rsplit('/', 1)[0]}/2"
    assert elsewhere.get(following).status_code == 200


def test_the_result_of_an_unfinished_quiz_leads_back_into_it(alice, session):
    url = start_quiz(alice)
    nothing = alice.get(result_of(url))
    assert nothing.status_code == 200
    assert f'href="{url.rsplit("/", 1)[0]}"' in nothing.text
    answer(alice, url, **right_answer(content_at(session, url)))
    assert "1 of 1" in title(alice.get(result_of(url)))


def test_a_result_with_mistakes_offers_to_review_them(alice, session):
    url = start_quiz(alice)
    answer(alice, url, **UNKNOWN)
    page = alice.get(result_of(url))
    assert f'href="/cards/{BANK}?attempt={url.split("/")[2]}"' in page.text
    assert f'href="{url}"' in page.text


def test_an_item_that_is_retired_during_a_quiz_can_still_be_answered(alice, session):
    url = start_quiz(alice)
    content = content_at(session, url)
    session.execute(update(Item).values(retired_at=NOON))
    session.commit()
    assert alice.get(url).status_code == 200
    assert answer(alice, url, **right_answer(content)).status_code == 302
    assert title(alice.get(url)).startswith("Right")
    session.rollback()
    assert session.scalars(select(Attempt)).one().finished_at is not None, "nothing is left to ask"
    assert alice.get(result_of(url)).status_code == 200
    home = alice.get("/").text
    assert f'href="{url.rsplit("/", 1)[0]}"' not in home


def test_only_the_chosen_topics_are_asked(alice, session):
    for topic in TOPICS:
        url = start_quiz(alice, topics=[topic])
        for _ in range(3):
            content = content_at(session, url)
            # A case is asked to its end, and may lead on to other topics.
            assert content.topic == topic or content.case.position > 1
            answer(alice, url, **UNKNOWN)
            url = after(url)
            if alice.get(url).status_code == 404:
                break


def test_a_quiz_cannot_be_begun_with_what_the_form_does_not_offer(alice, session):
    good = {"bank": BANK, "topic": ["causes"], "length": "5", "client_key": "k" * 20}
    for bad in (
        {"bank": "none"},
        {"bank": ""},
        {"topic": ["nothing"]},
        {"topic": ["causes", "nothing"]},
        {"topic": ["\x00"]},
        {"mode": "nothing"},
        {"length": "0"},
        {"length": "101"},
        {"length": "some"},
        {"length": "99999999999999999999"},
        {"length": "-5"},
        {"length": ""},
        {"client_key": ""},
        {"client_key": "short"},
        {"client_key": "k" * 65},
        {"client_key": "k" * 20 + "\n"},
        {"client_key": "é" * 20},
        {"client_key": "k" * 19 + "\x00"},
    ):
        token = csrf_token(alice.get("/settings"))
        page = alice.post("/quiz/new", data={"csrf_token": token, **good, **bad})
        assert page.status_code == 422, bad
        assert "data-error-summary" in page.text, bad
        assert title(page).startswith("Error"), bad
    assert recorded(session) == (0, 0, 0)


def test_beginning_the_same_quiz_twice_gives_one_quiz(alice, session):
    fields = {"bank": BANK, "topic": ["causes"], "length": "5", "client_key": "k" * 20}
    first = post(alice, "/quiz/new", **fields)
    again = post(alice, "/quiz/new", **fields)
    assert first.location == again.location
    assert recorded(session)[0] == 1


def test_a_topic_can_be_chosen_by_a_link(alice):
    page = alice.get("/quiz/new?topic=causes&topic=nothing&bank=none").text
    checked = re.findall(r'<input checked[^>]*name="topic"[^>]*value="(\w+)"', page)
    assert checked == ["causes"]
    assert re.findall(r'<input[^>]*name="bank"[^>]*value="([\w-]+)"', page) == [BANK]
