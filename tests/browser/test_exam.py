"""A whole exam, as different people sit it, and how its pages look."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.models import User
from quizapp.services.learners import as_learner
from tests.browser.exams import (
    FLAG,
    MAIN_BUTTON,
    answer_by_mouse,
    choice,
    ending,
    responses,
    saves,
    seat,
)
from tests.browser.steps import (
    CHOICES,
    RESULT_HEADING,
    TEXT_FIELD,
    Keyboard,
    assert_good_page,
    assert_no_sideways_scroll,
    click,
    database,
    open_as,
)
from tests.services.exams import KINDS, positions
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [
        pytest.param("fr", 320, True, id="fr-320-dark"),
        pytest.param("en", 1280, False, id="en-1280-light"),
    ],
)
def test_a_whole_exam_by_keyboard_alone(
    visitor: Visitor, live_app: Flask, *, language: str, width: int, dark: bool
) -> None:
    attempt = seat(live_app, language=language, every_kind=True, asks_confidence=True)
    page = open_as(visitor, width=width, dark=dark)
    keyboard = Keyboard(page, language)
    page.goto("/")
    keyboard.follow("main .flash a")
    ways = [answer_with_letters, answer_with_tab]
    for number in range(1, 10):
        assert urlsplit(page.url).path.endswith(f"/{number}")
        ways[number % 2](keyboard)
        if number == 2:
            keyboard.go("f")
            expect(page.locator(FLAG)).to_have_attribute("value", "0")
        keyboard.go("Enter")
    expect(page.locator(RESULT_HEADING)).to_be_focused()
    assert page.url.endswith("/review")
    check_the_grid(keyboard, attempt)

    keyboard.follow("form[action$='/hand-in'] button")

    expect(page.locator(RESULT_HEADING)).to_be_focused()
    assert page.url.endswith("/result")
    assert len(responses(live_app, attempt)) == 9
    assert all(
        one.answer.get("chosen") or one.answer.get("text") for one in responses(live_app, attempt)
    )
    assert ending(live_app, attempt) == "handed_in"


def answer_with_letters(keyboard: Keyboard) -> None:
    """Letters, X and numbers; nothing leads away from the page."""
    page, at = keyboard.page, keyboard.page.url
    if page.locator(TEXT_FIELD).count():
        keyboard.write(TEXT_FIELD, "x colchicine f n")
        expect(page.locator(TEXT_FIELD)).to_have_value("x colchicine f n")
    elif page.locator(CHOICES).count() > 5:
        answer_with_tab(keyboard)
    else:
        keyboard.press("b", "2", "c", "x", "b")
        expect(page.locator(CHOICES).nth(1)).to_be_focused()
        struck = page.locator("input[name=struck]:checked")
        expect(struck).to_have_count(1)
        expect(page.locator("input[name=struck]").nth(2)).to_be_checked()
        keyboard.press("x", "x")
        expect(struck).to_have_count(1)
    assert page.url == at
    leave_the_fields(keyboard)


def answer_with_tab(keyboard: Keyboard) -> None:
    """Nothing but what every browser knows; the strike-out is on the way."""
    page = keyboard.page
    if page.locator(TEXT_FIELD).count():
        keyboard.write(TEXT_FIELD, "la glace")
    else:
        keyboard.tab_to(CHOICES)
        keyboard.press("Space")
        expect(page.locator(CHOICES).first).to_be_checked()
        keyboard.tab_to("input[name=struck]")
        keyboard.press("Space")
        expect(page.locator("input[name=struck]:checked")).to_have_count(1)
    leave_the_fields(keyboard)


def leave_the_fields(keyboard: Keyboard) -> None:
    """Where single keys are the page's again."""
    keyboard.page.evaluate("document.activeElement.blur()")


def check_the_grid(keyboard: Keyboard, attempt: int) -> None:
    """Back to the second question from the review, and over the grid to the review again."""
    page = keyboard.page
    keyboard.follow(f"a[href='/quiz/{attempt}/2']")
    expect(page.locator(FLAG)).to_have_attribute("value", "0")
    expect(page.locator(f"{CHOICES}:checked, {TEXT_FIELD}:not([value=''])").first).to_be_attached()
    keyboard.tab_to("form details summary")
    keyboard.press("Enter")
    keyboard.follow(".many button[value='1']", "Space")
    keyboard.follow("button[value=review]")


def test_a_whole_exam_without_javascript(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, every_kind=True)
    page = open_as(visitor, width=320, javascript=False)
    click(page, "main .flash a")
    for number in range(1, 10):
        assert page.url.endswith(f"/{number}")
        expect(page.locator("[data-timer]")).to_contain_text("left when this page was loaded")
        answer_by_mouse(page)
        assert_no_sideways_scroll(page)
        if number == 1:
            strike = page.locator("input[name=struck], [name=text]").first
            if strike.get_attribute("name") == "struck":
                strike.check()
            click(page, FLAG)
            expect(page.locator(FLAG)).to_have_attribute("value", "0")
        click(page, MAIN_BUTTON)
    assert page.url.endswith("/review")
    expect(page.locator("main")).to_contain_text("9 questions answered, 0 without an answer")
    click(page, "form[action$='/hand-in'] button")
    assert page.url.endswith("/result")
    assert len(responses(live_app, attempt)) == 9


def test_enter_in_a_field_goes_on_and_flags_nothing(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app)
    page = open_as(visitor, javascript=False)
    page.goto(f"/quiz/{attempt}/1")
    page.locator(CHOICES).first.check()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/2")
    page.go_back()
    expect(page.locator(FLAG)).to_have_attribute("value", "1")
    assert len(saves(live_app, attempt)) == 1


def first_of_each(app: Flask, attempt: int) -> dict[str, int]:
    """Where the first question of each type stands."""
    with database(app) as session:
        alice = as_learner(session.scalars(select(User)).unique().one())
        return {kind: positions(alice, attempt, kind)[0] for kind in (*KINDS, "case")}


def look_at(page: Page) -> None:
    """The page that is open, in every width and colour scheme."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert_good_page(page, "en")


def test_every_page_of_an_exam_is_clean(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, every_kind=True, asks_confidence=True)
    places = first_of_each(live_app, attempt)
    page = open_as(visitor)
    for kind in KINDS:
        page.goto(f"/quiz/{attempt}/{places[kind]}")
        page.locator("form details summary").last.click()
        page.evaluate("document.activeElement.blur()")  # narrower, it lies out of sight
        look_at(page)
    page.goto(f"/quiz/{attempt}/{places['case']}")
    click(page, MAIN_BUTTON)  # blank: asked once more
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look_at(page)
    choice(page, "b").check()
    click(page, MAIN_BUTTON)
    page.locator(".source summary").click()
    page.evaluate("document.activeElement.blur()")
    look_at(page)
    page.goto(f"/quiz/{attempt}/{places['case']}")
    expect(page.locator(RESULT_HEADING)).to_be_focused()
    look_at(page)
    page.goto(f"/quiz/{attempt}/review")
    look_at(page)


def test_the_page_of_an_expired_exam_is_clean_and_ends_it(
    visitor: Visitor, live_app: Flask
) -> None:
    attempt = seat(live_app, started=timedelta(minutes=61))
    page = open_as(visitor)
    page.goto("/")
    click(page, "main .flash a")
    expect(page.locator(RESULT_HEADING)).to_be_focused()
    look_at(page)
    assert ending(live_app, attempt) is None
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/result")
    assert ending(live_app, attempt) == "time"


def test_on_a_phone_the_bar_never_covers_what_has_the_focus(
    visitor: Visitor, live_app: Flask
) -> None:
    attempt = seat(live_app, every_kind=True, asks_confidence=True)
    page = open_as(visitor, width=320, height=568)
    keyboard = Keyboard(page, "en")
    for number in range(1, 8):
        page.goto(f"/quiz/{attempt}/{number}")
        page.locator("form details summary").last.click()
        page.evaluate("scrollTo(0, 0)")
        page.evaluate("document.activeElement.blur()")
        keyboard.tab_to("button[value=leave]")
        keyboard.tab_to(".many li:last-child button, footer [data-opens]")
