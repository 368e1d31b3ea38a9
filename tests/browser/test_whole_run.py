"""From a stranger to a learner with progress, as different people go about it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from quizapp.models import Attempt, Response, Review, ReviewUndo, User
from tests.browser.steps import (
    CHECK,
    CHOICES,
    NEXT,
    TEXT_FIELD,
    UNKNOWN,
    Keyboard,
    assert_good_page,
    assert_result_first,
    click,
    database,
    log_in,
    register,
)
from tests.support.browser import Visitor, assert_no_sideways_scroll

GRADE = "button[name=grade][value='{}']"
GRADES = (
    select(Review.grade)
    .where(Review.kind == "card", Review.id.not_in(select(ReviewUndo.review_id)))
    .order_by(Review.id)
)


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [
        pytest.param("fr", 320, True, id="fr-320-dark"),
        pytest.param("fr", 1280, False, id="fr-1280-light"),
        pytest.param("en", 320, False, id="en-320-light"),
        pytest.param("en", 1280, True, id="en-1280-dark"),
    ],
)
def test_a_stranger_registers_and_learns_by_keyboard_alone(
    visitor: Visitor, live_app: Flask, *, language: str, width: int, dark: bool
) -> None:
    page = visitor.open("/", width=width, dark=dark, language=language)
    keyboard = Keyboard(page, language)
    assert_good_page(page, language)
    keyboard.register("alice@example.org")

    keyboard.begin_quiz()
    check_that_a_blank_is_noticed(keyboard)
    take_the_quiz(keyboard)
    keyboard.go("n")  # the result
    assert_result_first(page)

    keyboard.follow("main a.button[href^='/cards/']")
    grade_some_cards(keyboard)
    keyboard.go("Escape")  # the summary
    assert_result_first(page)

    keyboard.follow("main a[href^='/progress/']")
    read_the_numbers(keyboard)

    with database(live_app) as session:
        assert session.scalar(select(User.language)) == language
        assert session.scalar(select(func.count(Response.id))) == 5
        assert session.scalar(select(func.count(Attempt.finished_at))) == 1
        assert session.scalars(GRADES).all() == [3, 4]


def check_that_a_blank_is_noticed(keyboard: Keyboard) -> None:
    """Enter without an answer: the error is first in the title, and has the focus."""
    page = keyboard.page
    keyboard.go("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert re.match(r"(Erreur|Error)\s?:", page.title()), page.title()
    keyboard.tab_to("[data-error-summary] a")
    keyboard.press("Enter")
    expect(page.locator(f"{CHOICES}, {TEXT_FIELD}").first).to_be_focused()


def take_the_quiz(keyboard: Keyboard) -> None:
    """Answer all five, each in another way, and stay on the last feedback."""
    ways = [
        (keyboard.answer_with_shortcuts, "n"),
        (keyboard.answer_with_tab, "Enter"),
        (lambda: keyboard.follow(UNKNOWN), "n"),
        (keyboard.answer_with_tab, "Enter"),
        (keyboard.answer_with_shortcuts, None),
    ]
    for number, (answer, key) in enumerate(ways, start=1):
        assert urlsplit(keyboard.page.url).path.endswith(f"/{number}")
        answer()
        assert_result_first(keyboard.page)
        if key:
            keyboard.go(key)


def grade_some_cards(keyboard: Keyboard) -> None:
    """Grade two, take the second grade back, and give another one."""
    page = keyboard.page
    keyboard.go("Space")
    expect(keyboard.heading()).to_be_focused()
    keyboard.go("Space")  # Good
    front = page.title()
    keyboard.go("Enter")
    expect(keyboard.heading()).to_be_focused()
    assert page.title() != front
    keyboard.follow(GRADE.format(1))
    keyboard.go("u")
    expect(keyboard.heading()).to_be_focused()
    keyboard.go("4")


def read_the_numbers(keyboard: Keyboard) -> None:
    """Every plot has its table, which opens by keyboard."""
    page = keyboard.page
    tables = page.locator("main details")
    assert tables.count() >= 1, "a newcomer has the load to come; the rest needs more answers"
    for number in range(tables.count()):
        keyboard.tab_to("summary")
        keyboard.press("Enter")
        expect(tables.nth(number).locator("table")).to_be_visible()
    assert_good_page(page, keyboard.language)


def test_all_of_it_works_without_javascript_and_goes_on_after_the_browser_was_closed(
    visitor: Visitor, live_app: Flask
) -> None:
    page = visitor.open("/", width=320, javascript=False)
    click(page, "a.button[href='/register']")
    register(page)
    click(page, "main .slab a[href^='/quiz/new']")
    click(page, CHECK)
    answer(page)
    click(page, NEXT)
    stem = page.locator("main h1").inner_text()
    options = page.locator("main label").all_inner_texts()
    left_at = page.url
    page.context.close()

    page = visitor.open("/login", width=320, javascript=False)
    log_in(page)
    click(page, "main .flash a")
    assert page.url == left_at
    assert page.locator("main h1").inner_text() == stem
    assert page.locator("main label").all_inner_texts() == options
    for _ in range(4):
        answer(page)
        click(page, NEXT)
    assert page.url.endswith("/result")
    assert page.title().startswith(page.locator("h1").inner_text())

    page.goto("/")
    click(page, "main .slab a[href^='/cards/']")
    for grade in (3, 1):
        click(page, NEXT)
        click(page, GRADE.format(grade))
    click(page, ".top form button")  # undo
    click(page, GRADE.format(2))
    page.goto("/progress")
    expect(page.locator("main svg.chart").first).to_be_visible()
    assert_no_sideways_scroll(page)

    with database(live_app) as session:
        assert session.scalar(select(func.count(Response.id))) == 5
        assert session.scalars(GRADES).all() == [3, 2]


def answer(page: Page) -> None:
    """Any answer, by mouse; the page then shows its feedback."""
    if page.locator(TEXT_FIELD).count():
        page.fill(TEXT_FIELD, "douleur")
    else:
        page.locator(CHOICES).first.check()
    assert_no_sideways_scroll(page)
    click(page, CHECK)
    expect(page.locator(".verdict h1")).to_be_visible()
    assert_no_sideways_scroll(page)
