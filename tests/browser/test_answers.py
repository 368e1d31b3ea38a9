"""What the browser itself adds to an answer: double clicks, time spent, the back button."""

from __future__ import annotations

import time

import pytest
from flask import Flask, request
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from quizapp.models import Response, Review
from tests.browser.steps import (
    CHECK,
    CHOICES,
    NEXT,
    RESULT_HEADING,
    ask_only,
    assert_good_page,
    click,
    database,
    log_in,
    open_as,
    start_quiz,
)
from tests.factories import BANK, make_learner
from tests.support.browser import Visitor


@pytest.fixture
def alice(visitor: Visitor, live_app: Flask) -> Page:
    """Alice's window, at a question with one right answer."""
    with live_app.app_context():
        make_learner()
    ask_only(live_app, "sba")
    return start_quiz(open_as(visitor))


def test_a_double_click_and_an_impatient_one_send_one_answer(alice: Page, live_app: Flask) -> None:
    def take_time() -> None:
        if request.method == "POST":
            time.sleep(0.5)

    live_app.before_request_funcs.setdefault(None, []).append(take_time)
    sent: list[str] = []
    alice.on("request", lambda request: sent.append(request.method))
    alice.locator(CHOICES).first.check()
    box = alice.locator(CHECK).bounding_box()
    assert box
    place = box["x"] + 10, box["y"] + 10
    alice.mouse.dblclick(*place)
    alice.wait_for_timeout(100)
    alice.mouse.click(*place)
    expect(alice.locator(".verdict h1")).to_be_focused()
    assert sent.count("POST") == 1
    with database(live_app) as session:
        assert session.scalar(select(func.count(Response.id))) == 1


def test_the_second_half_of_a_double_click_does_not_skip_the_feedback(alice: Page) -> None:
    alice.set_viewport_size({"width": 320, "height": 640})  # where both buttons lie in one place
    alice.locator(CHOICES).first.check()
    box = alice.locator(CHECK).bounding_box()
    assert box
    click(alice, CHECK)
    feedback = alice.url
    # A fast server has answered before the finger comes down again.
    alice.mouse.move(box["x"] + 20, box["y"] + 20)
    assert alice.locator(f"{NEXT}:hover").count() == 1
    alice.mouse.down(click_count=2)
    alice.mouse.up(click_count=2)
    alice.wait_for_timeout(300)
    assert alice.locator(".verdict").count() == 1
    click(alice, NEXT)
    assert alice.url != feedback


def test_the_time_spent_on_a_question_and_on_a_card_is_recorded(
    alice: Page, live_app: Flask
) -> None:
    alice.wait_for_timeout(50)
    alice.locator(CHOICES).first.check()
    click(alice, CHECK)
    alice.goto(f"/cards/{BANK}")
    click(alice, NEXT)
    alice.wait_for_timeout(50)
    click(alice, "button[name=grade][value='3']")
    with database(live_app) as session:
        times = [session.scalar(select(Response.duration_ms))]
        times.append(session.scalar(select(Review.duration_ms).where(Review.kind == "card")))
    assert all(time and 50 <= time < 60_000 for time in times), times


def test_going_back_after_an_answer_shows_its_feedback_and_sends_nothing(
    alice: Page, live_app: Flask
) -> None:
    first = alice.url
    alice.locator(CHOICES).first.check()
    click(alice, CHECK)
    verdict = alice.locator(RESULT_HEADING).inner_text()
    click(alice, NEXT)
    sent: list[str] = []
    alice.on("request", lambda request: sent.append(request.method))
    for _ in range(2):  # to the feedback, and further to where the question was
        alice.go_back()
        if alice.url != first:
            break
        assert alice.locator(RESULT_HEADING).inner_text() == verdict
        assert alice.locator(CHOICES).count() == 0
    assert "POST" not in sent
    with database(live_app) as session:
        assert session.scalar(select(func.count(Response.id))) == 1


def test_a_quiz_that_was_left_waits_on_today(visitor: Visitor, alice: Page) -> None:
    waiting, stem = alice.url, alice.locator("main h1").inner_text()
    alice.context.close()
    page = log_in(visitor.open("/login", width=320, dark=True))
    assert_good_page(page, "fr")
    click(page, "main .flash a")
    assert (page.url, page.locator("main h1").inner_text()) == (waiting, stem)


def test_a_form_that_is_filled_in_wrong_says_so_first(alice: Page) -> None:
    alice.goto("/quiz/new")
    alice.fill("input[name=length]", "500")
    click(alice, CHECK)
    summary = alice.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert_good_page(alice, "fr")
    summary.locator("a").click()
    expect(alice.locator("input[name=length]")).to_be_focused()
