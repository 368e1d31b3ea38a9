"""Theme, text size, and the colours that a system forces."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    CHECK,
    CHOICES,
    NEXT,
    RESULT_HEADING,
    Keyboard,
    ask_only,
    assert_good_page,
    click,
    open_as,
    start_quiz,
)
from tests.factories import BANK, make_learner
from tests.support.browser import Visitor, assert_axe_clean, assert_no_sideways_scroll

DARK_PAPER, LIGHT_PAPER = "rgb(16, 25, 31)", "rgb(247, 244, 236)"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"
COLOURS = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
TEXT_SIZE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"


@pytest.fixture
def learner(live_app: Flask) -> None:
    with live_app.app_context():
        make_learner()


def choose(page: Page, **settings: str) -> None:
    """Store settings, which are all radio buttons here."""
    page.goto("/settings")
    for name, value in settings.items():
        page.check(f"input[name={name}][value={value}]")
    click(page, CHECK)
    expect(page.locator("[role=status] .flash")).to_be_visible()


def test_the_theme_that_was_chosen_wins_over_the_device(visitor: Visitor, learner: None) -> None:
    page = open_as(visitor, dark=False)
    choose(page, theme="dark")
    assert page.evaluate(PAPER) == DARK_PAPER
    assert_axe_clean(page)
    page.emulate_media(color_scheme="dark")
    choose(page, theme="light")
    assert page.evaluate(PAPER) == LIGHT_PAPER
    assert_axe_clean(page)
    choose(page, theme="auto")
    assert page.evaluate(PAPER) == DARK_PAPER


def test_the_largest_text_fits_the_smallest_window(
    visitor: Visitor, live_app: Flask, learner: None
) -> None:
    ask_only(live_app, "multiple")
    page = open_as(visitor, width=320)
    normal = page.evaluate(TEXT_SIZE)
    choose(page, text_size="larger")
    assert page.evaluate(TEXT_SIZE) >= 1.3 * normal
    assert_good_page(page, "fr")
    for path in ("/", "/quiz/new", f"/banks/{BANK}/text"):
        page.goto(path)
        assert_no_sideways_scroll(page)

    start_quiz(page)
    keyboard = Keyboard(page, "fr")
    for _ in range(page.locator(CHOICES).count()):
        keyboard.tab_to(CHOICES)
    keyboard.press("Space")
    keyboard.follow(CHECK)
    expect(page.locator(RESULT_HEADING)).to_be_focused()

    page.goto(f"/cards/{BANK}")
    keyboard.follow(NEXT)
    for grade in range(1, 5):
        keyboard.tab_to(f"button[value='{grade}']")
    keyboard.go("Enter")
    page.goto("/progress")
    assert_good_page(page, "fr")


@pytest.mark.parametrize("dark", [False, True])
def test_with_forced_colours_the_choice_is_still_seen(
    visitor: Visitor, live_app: Flask, learner: None, *, dark: bool
) -> None:
    ask_only(live_app, "sba")
    page = start_quiz(open_as(visitor, dark=dark, forced_colors=True))
    page.keyboard.press("b")
    border = "e => parseFloat(getComputedStyle(e).borderTopWidth)"
    labels = page.locator("label.choice")
    assert labels.nth(1).evaluate(border) >= labels.nth(0).evaluate(border) + 2
    # Not by axe: Chromium tells it the button's own text colour, and paints the forced one.
    text, paper = page.locator(CHECK).evaluate(COLOURS)
    assert {text, paper} == {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}
