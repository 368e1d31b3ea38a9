"""Reviewing the mistakes of an attempt as cards, from its result back to the everyday queue."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import Attempt, ItemRevision, Review
from tests.factories import csrf_token, log_in, make_learner
from tests.services import exams
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import ask, grade, item_id
from tests.web.attempts import RIGHT, WRONG, now, result, taken, text_of
from tests.web.steps import grade_form, post, title

CARDS = f"/cards/{SLUG}"


@pytest.fixture
def alice(app, session):
    return make_learner("alice", language="en")


@pytest.fixture
def page(client, alice):
    log_in(client)
    return client


def review_link(response):
    found = BeautifulSoup(response.text, "html.parser").select_one("main a.button.primary")
    assert found.get_text(strip=True) == "Review my mistakes"
    return found["href"]


def reveal(client, front):
    link = BeautifulSoup(front.text, "html.parser").select_one("main .actions a.button")
    return client.get(link["href"])


def card_of(response):
    return int(re.search(r'name="item" value="(\d+)"', response.text)[1])


def send_grade(client, back, number=3):
    action = BeautifulSoup(back.text, "html.parser").select_one("form:has(.grades)")["action"]
    return client.post(action, data=grade_form(back, number))


def test_a_round_begins_at_the_result_and_shows_each_mistake_once(page, alice, session):
    load(*made_items(4))
    attempt = taken(alice, (WRONG, 1), (RIGHT, 3), (WRONG, 3), (WRONG, None))
    items = [ask(alice, attempt, position).place.item_id for position in (3, 1, 4)]
    shown = result(page, attempt)
    assert "3 cards: each comes once, due or not." in text_of(shown)

    address = review_link(shown)
    assert address == f"{CARDS}?attempt={attempt.id}"
    seen = []
    for left in (3, 2, 1):
        front = page.get(address)
        assert f"{left} mistake" in text_of(front)
        back = reveal(page, front)
        seen.append(card_of(back))
        done = send_grade(page, back, 1)
        assert (done.status_code, done.location) == (302, address)
    assert seen == items

    end = page.get(address)
    assert (end.status_code, end.location) == (302, f"{CARDS}/summary?attempt={attempt.id}")
    summary = page.get(end.location)
    assert title(summary).startswith("Mistakes reviewed")
    assert f'href="{CARDS}"' in summary.text, "back to the everyday queue"
    assert f'href="/quiz/{attempt.id}/result"' in summary.text
    session.rollback()
    cards = select(Review.grade).where(Review.kind == "card")
    assert session.scalars(cards).all() == [1, 1, 1]

    assert "You have reviewed all your mistakes" in text_of(result(page, attempt))


def test_a_round_can_be_left_and_goes_on_on_another_device(page, alice, app):
    load(*made_items(2))
    attempt = taken(alice, (WRONG, 1), (WRONG, 1))
    address = review_link(result(page, attempt))
    back = reveal(page, page.get(address))
    assert f"{CARDS}/summary?attempt={attempt.id}" in back.text
    send_grade(page, back)
    left = page.get(f"{CARDS}/summary?attempt={attempt.id}")
    assert title(left).startswith("Your mistakes, so far")
    assert f'href="{address}"' in left.text

    elsewhere = app.test_client()
    log_in(elsewhere)
    front = elsewhere.get(address)
    assert "1 mistake left" in text_of(front)
    assert card_of(reveal(elsewhere, front)) != card_of(back)


def test_undo_stays_within_the_round(page, alice, session):
    load(*made_items(2), made_item("basic"))
    attempt = taken(alice, (WRONG, 1), (WRONG, 1))
    grade(alice, item_id("go-basic-definition-01"), now=now())
    address = f"{CARDS}?attempt={attempt.id}"
    front = page.get(address)
    assert "/undo" not in front.text, "there is nothing of this round to take back yet"
    first = reveal(page, front)
    send_grade(page, first)
    action = BeautifulSoup(page.get(address).text, "html.parser").select_one(".top form")["action"]
    assert action == f"{CARDS}/undo?attempt={attempt.id}"

    done = post(page, action, address)

    assert done.location == f"{CARDS}?attempt={attempt.id}&reveal={card_of(first)}"
    again_ = page.get(done.location)
    assert "2 mistakes left" in text_of(again_)
    assert send_grade(page, again_).location == address


def test_a_card_graded_in_another_tab_leads_on_within_the_round(page, alice):
    load(*made_items(2))
    attempt = taken(alice, (WRONG, 1), (WRONG, 1))
    address = f"{CARDS}?attempt={attempt.id}"
    back = reveal(page, page.get(address))
    grade(alice, card_of(back), now=now())
    late = send_grade(page, back)
    assert late.location == address
    assert "already graded" in page.get(address).text


def test_a_grade_that_cannot_be_read_leads_back_into_the_round(page, alice):
    load(made_item())
    address = f"{CARDS}?attempt={taken(alice, (WRONG, 1)).id}"
    bad = send_grade(page, reveal(page, page.get(address)), 7)
    assert bad.status_code == 422
    assert f'href="{address}"' in bad.text


def test_without_a_mistake_there_is_nothing_to_review_and_it_says_so(page, alice):
    load(made_item())
    attempt = taken(alice, (RIGHT, 3))
    shown = result(page, attempt)
    assert "Review my mistakes" not in shown.text
    end = page.get(f"{CARDS}?attempt={attempt.id}")
    assert end.status_code == 302
    assert title(page.get(end.location)).startswith("No mistake to review")


def test_another_learners_round_is_404_like_one_that_does_not_exist(page, alice, app):
    load(made_item())
    attempt = taken(alice, (WRONG, 1))
    make_learner("bob")
    bob = app.test_client()
    log_in(bob, "bob")
    token = csrf_token(bob.get("/settings"))
    for number in (attempt.id, 999_999):
        assert bob.get(f"{CARDS}?attempt={number}").status_code == 404
        assert bob.get(f"{CARDS}/summary?attempt={number}").status_code == 404
        assert bob.get(f"{CARDS}?attempt={number}&reveal=1").status_code == 404
        undone = bob.post(f"{CARDS}/undo?attempt={number}", data={"csrf_token": token})
        assert undone.status_code == 404
    assert page.get(f"{CARDS}?attempt={attempt.id}").status_code == 200


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "1.5", str(2**63), "9" * 5000, "%00"])
def test_a_number_that_is_none_is_the_everyday_queue(page, alice, value):
    load(*made_items(2))
    shown = page.get(f"{CARDS}?attempt={value}")
    assert shown.status_code == 200
    assert "left today" in text_of(shown)


def test_the_card_of_an_exam_in_progress_is_not_revealed(page, alice, session):
    load(made_item(), made_item("basic"))
    exam = exams.begin(alice, length=1, now=now())
    place = ask(alice, exam).place
    content = session.get_one(ItemRevision, place.revision_id).content

    shown = page.get(f"{CARDS}?reveal={place.item_id}")

    assert "This card is part of an exam you have not handed in." in text_of(shown)
    assert 'name="grade"' not in shown.text
    assert content["explanation"]["en"] not in shown.text
    assert session.get_one(Attempt, exam.id).finished_at is None


def test_mistakes_that_an_exam_asks_now_have_to_wait(page, alice):
    load(made_item())
    attempt = taken(alice, (WRONG, 1))
    exams.begin(alice, length=1, now=now())
    assert "Review my mistakes" not in result(page, attempt).text
    end = page.get(f"{CARDS}?attempt={attempt.id}")
    summary = page.get(end.location)
    assert title(summary).startswith("Some mistakes have to wait")
    assert "1 mistake is part of an exam you have not handed in" in text_of(summary)
