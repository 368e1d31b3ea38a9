"""The text as a map of one's memory, and the blank page, in a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning.memory import Grade
from quizapp.models import Item, Reading
from quizapp.services.learners import Learner
from tests.browser.steps import (
    RESULT_HEADING,
    Keyboard,
    assert_good_page,
    click,
    database,
    open_as,
)
from tests.factories import BANK, make_learner
from tests.services.made_banks import SLUG, load, made_item
from tests.services.studying import answer, grade, start
from tests.support.browser import Visitor, assert_axe_clean, assert_no_sideways_scroll

TEXT = f"/banks/{BANK}/text"
SENTENCE = "article a.memory"
STYLE = """(element, name) => getComputedStyle(element)[name]"""


@pytest.fixture
def alice(live_app: Flask) -> Learner:
    """A learner who has met half of the bank within the last month."""
    with live_app.app_context():
        learner = make_learner()
    now, grades = datetime.now(UTC), (Grade.AGAIN, Grade.HARD, Grade.EASY)
    with database(live_app) as session:
        items = session.scalars(select(Item.id).order_by(Item.id)).all()
        for number, item in enumerate(items[::2]):
            when = now - timedelta(days=1 + number % 29)
            grade(learner, item, grades[number % 3], slug=BANK, now=when)
    return learner


def number_of_readings(app: Flask) -> int:
    with database(app) as session:
        return session.scalar(select(func.count()).select_from(Reading)) or 0


@pytest.mark.parametrize(("width", "look"), [(320, {}), (1280, {"dark": True})])
def test_the_map_is_clean(
    visitor: Visitor, alice: Learner, width: int, look: dict[str, bool]
) -> None:
    page = open_as(visitor, width=width, **look)
    page.goto(TEXT)
    page.locator("details summary").first.click()
    assert_good_page(page, "fr")
    page.goto(f"{TEXT}?marks=hidden")
    assert_good_page(page, "fr")


def test_marks_differ_by_their_lines_even_where_the_system_chooses_the_colours(
    visitor: Visitor, alice: Learner
) -> None:
    page = open_as(visitor, width=320, forced_colors=True)
    page.goto(TEXT)
    assert_no_sideways_scroll(page)
    for mark, line in (("fading", "dashed"), ("faded", "solid"), ("unseen", "dotted")):
        for place in (f"{SENTENCE}.{mark}", f".meta .{mark}"):
            assert page.locator(place).first.evaluate(STYLE, "borderBottomStyle") == line
    for place in (f"{SENTENCE}.held", ".meta .memory"):
        assert page.locator(place).first.evaluate(STYLE, "borderBottomStyle") == "none"
    bars = {
        mark: page.locator(f".strip .bar.{mark}").first.get_attribute("stroke-dasharray")
        for mark in ("fading", "faded", "unseen")
    }
    assert len(set(bars.values())) == 3
    assert page.locator(".strip .bar").first.evaluate(STYLE, "fill") == "rgb(255, 255, 255)"


def test_a_sentence_is_chosen_by_keyboard_and_its_card_comes(
    visitor: Visitor, alice: Learner
) -> None:
    page = open_as(visitor)
    page.goto(TEXT)
    keyboard = Keyboard(page, "fr")
    keyboard.follow("main .actions a.primary")
    assert "retrievability" in page.url
    page.goto(TEXT)
    keyboard.tab_to(SENTENCE)
    name = page.evaluate("document.activeElement.parentElement.id")
    keyboard.go("Enter")
    assert f"sentence%3A{name}" in page.url or f"sentence:{name}" in page.url
    expect(page.locator("h1.stem")).to_be_visible()


def test_without_scripts_all_of_it_works(visitor: Visitor, live_app: Flask, alice: Learner) -> None:
    page = open_as(visitor, javascript=False)
    page.goto(TEXT)
    page.locator(SENTENCE).nth(3).click()
    expect(page.locator("h1.stem")).to_be_visible()
    page.goto(TEXT)
    page.click("a[href$='?marks=hidden']")
    expect(page.locator(SENTENCE)).to_have_count(0)
    page.click("a[href$='?marks=shown']")
    page.click("form[data-reading] button")
    expect(page.locator("form[data-reading]")).to_have_count(0)
    assert number_of_readings(live_app) == 1
    page.locator("article a[href*='/recall/']").first.click()
    page.fill("textarea", "Du calcium sous la peau.")
    page.click("main form button.primary")
    page.locator("input[name=covered]").first.check()
    page.click("main form button.primary")
    expect(page.locator("h1")).to_have_text(re.compile("1"))


def test_hidden_marks_stay_hidden_in_this_browser(visitor: Visitor, alice: Learner) -> None:
    page = open_as(visitor)
    page.goto(TEXT)
    click(page, "a[href$='?marks=hidden']")
    page.goto(f"{TEXT}#P3.2")
    page.wait_for_url("**/text?marks=hidden#P3.2")
    expect(page.locator(SENTENCE)).to_have_count(0)
    click(page, "a[href$='?marks=shown']")
    page.goto(TEXT)
    expect(page.locator(SENTENCE).first).to_be_visible()


def visible_for(page: Page, seconds: int) -> None:
    """Let time pass on the page, with the moments that it waits for the network."""
    page.clock.run_for(seconds * 1000)


def test_half_a_minute_in_front_of_the_whole_text_is_a_reading(
    visitor: Visitor, live_app: Flask, alice: Learner
) -> None:
    page = open_as(visitor)
    page.clock.install()
    page.goto(TEXT)
    visible_for(page, 60)
    assert number_of_readings(live_app) == 0, "its end was not seen"
    page.locator("form[data-reading]").scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    with page.expect_response("**/text/read"):
        visible_for(page, 2)
    expect(page.locator("p.flash").last).to_be_visible()
    expect(page.locator("form[data-reading]")).to_have_count(0)
    assert number_of_readings(live_app) == 1
    assert_axe_clean(page)


def test_a_glance_at_the_end_is_no_reading(
    visitor: Visitor, live_app: Flask, alice: Learner
) -> None:
    page = open_as(visitor)
    page.clock.install()
    page.goto(TEXT)
    page.locator("form[data-reading]").scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    visible_for(page, 20)
    assert number_of_readings(live_app) == 0
    expect(page.locator("form[data-reading]")).to_be_visible()


def test_the_blank_page_is_clean_and_worked_by_keyboard(visitor: Visitor, alice: Learner) -> None:
    page = open_as(visitor, width=320)
    page.goto(TEXT)
    keyboard = Keyboard(page, "fr")
    keyboard.follow("article a[href*='/recall/']")
    keyboard.write("textarea", "Du calcium sous la peau.")
    keyboard.follow("main form button.primary")
    expect(page.locator(RESULT_HEADING)).to_be_focused()
    keyboard.tab_to("input[name=covered]")
    keyboard.press("Space")
    keyboard.follow("main form button.primary")
    expect(page.locator(RESULT_HEADING)).to_be_focused()
    page.emulate_media(color_scheme="dark")
    assert_good_page(page, "fr")
    keyboard.follow("main a.primary")
    assert "find=" in page.url


def test_what_was_being_written_is_there_again_after_a_reload_until_it_is_saved(
    visitor: Visitor, alice: Learner
) -> None:
    page = open_as(visitor)
    page.goto(f"/banks/{BANK}/recall/1")
    page.locator("textarea").press_sequentially("Sous la peau")
    page.goto(TEXT)
    page.goto(f"/banks/{BANK}/recall/1")
    expect(page.locator("textarea")).to_have_value("Sous la peau")
    click(page, "main form button.primary")
    page.goto(f"/banks/{BANK}/recall/1")
    expect(page.locator("textarea")).to_have_value("")
    page.goto(f"/banks/{BANK}/recall/2")
    expect(page.locator("textarea")).to_have_value("")


def test_a_text_too_long_is_said_at_once_and_still_there(visitor: Visitor, alice: Learner) -> None:
    page = open_as(visitor, width=320)
    page.goto(f"/banks/{BANK}/recall/1")
    page.fill("textarea", "mot " * 1300)
    click(page, "main form button.primary")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.locator("textarea").input_value().startswith("mot mot")
    assert_good_page(page, "fr")


def test_three_questions_before_a_first_reading_by_keyboard(
    visitor: Visitor, live_app: Flask
) -> None:
    with live_app.app_context():
        make_learner("bob")
    page = open_as(visitor, "bob", width=320)
    page.goto(TEXT)
    assert_good_page(page, "fr")
    keyboard = Keyboard(page, "fr")
    keyboard.follow("main form button.primary")
    for _ in range(3):
        keyboard.follow("main button[name=unknown]")
        keyboard.go("Enter")
    keyboard.follow("main a.primary")
    assert page.url.endswith(TEXT)


def test_a_card_with_a_confusion_pair_is_clean_on_both_sides(
    visitor: Visitor, live_app: Flask
) -> None:
    with live_app.app_context():
        bob = make_learner("bob")
        load(made_item())
    for days in (2, 1):
        with database(live_app):
            when = datetime.now(UTC) - timedelta(days=days)
            attempt = start(bob, length=1, now=when)
            answer(bob, attempt, given=ChosenOptions(frozenset("a")), now=when)
    page = open_as(visitor, "bob", width=320, dark=True)
    page.goto(f"/banks/{SLUG}/text")
    assert_good_page(page, "fr")
    keyboard = Keyboard(page, "fr")
    keyboard.follow("[aria-labelledby=confusions] a.button")
    expect(page.locator("main ul.feedback li")).to_have_count(2)
    keyboard.go("Space")
    expect(page.locator("li.right, li.wrong").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert_good_page(page, "fr")


def test_the_printed_text_is_the_text(visitor: Visitor, alice: Learner) -> None:
    page = open_as(visitor, width=700)
    page.goto(TEXT)
    page.emulate_media(media="print")
    assert_no_sideways_scroll(page)
    expect(page.locator("article p").first).to_be_visible()
    expect(page.locator("main .actions").first).to_be_hidden()
