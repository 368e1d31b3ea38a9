"""The browser of cards in a real browser: by keyboard, with Shift, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.steps import Keyboard, assert_good_page, click, database, open_as
from tests.factories import BANK, make_learner
from tests.services.card_decks import random_deck
from tests.services.studying import bank_id
from tests.support.browser import Visitor, assert_no_sideways_scroll

DECK, BROWSE, TAGS = (f"/cards/{BANK}/{page}" for page in ("deck", "browse", "tags"))
LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
BOXES = "input[name=item]"
GO = "form[method=post] .slab button.primary"
TICKED = f"{BOXES}:checked"


@pytest.fixture
def learner(live_app: Flask) -> None:
    with live_app.app_context():
        someone = make_learner(language="en")
    with database(live_app):
        random_deck(someone, bank_id(BANK), Random(2), datetime.now(UTC))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_deck_browser_and_tags_are_clean(
    visitor: Visitor, learner: None, *, width: int, scheme: str
) -> None:
    page = open_as(visitor, width=width, dark=scheme == "dark")
    for path in (DECK, BROWSE, TAGS, f"{BROWSE}?find=is:duo", f"{BROWSE}?find=zzzz"):
        page.goto(path)
        for summary in page.locator("main details:not([open]) > summary").all()[:2]:
            summary.click()
        assert_good_page(page, "en")
    page.goto(f"{BROWSE}?find=topic:causes")
    click(page, GO)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_good_page(page, "en")
    page.select_option("#action", "tag")
    page.fill("#tag", "x" * 60)
    page.check("#everything")
    click(page, GO)
    assert_good_page(page, "en")


def test_forced_colours_leave_the_list_readable(visitor: Visitor, learner: None) -> None:
    page = open_as(visitor, width=320, forced_colors=True)
    page.goto(BROWSE)
    assert_no_sideways_scroll(page)
    expect(page.locator(BOXES).first).to_be_visible()


def test_cards_are_found_tagged_and_restored_by_keyboard_alone(
    visitor: Visitor, learner: None
) -> None:
    page = open_as(visitor)
    page.goto(BROWSE)
    keys = Keyboard(page, "en")
    keys.write("#find", "topic:causes type:sba")
    keys.go("Enter")
    expect(keys.heading()).to_be_focused()
    keys.tab_to(BOXES)
    keys.press("Space")
    keys.tab_to("#action")
    page.keyboard.type("Add a tag")
    keys.write("#tag", "Mine")
    keys.go("Enter")
    expect(page.locator(".flash").first).to_have_text("1 card tagged.")
    expect(page.locator("a", has_text="#mine")).to_have_count(1)
    keys.follow("form[action*='/actions/'] button")
    expect(page.locator("a", has_text="#mine")).to_have_count(0)


def test_all_of_a_page_or_a_stretch_of_it_is_ticked_at_once(
    visitor: Visitor, learner: None
) -> None:
    page = open_as(visitor)
    page.goto(BROWSE)
    page.click("[data-tick-all] button")
    expect(page.locator(TICKED)).to_have_count(50)
    page.click("[data-tick-all] button")
    expect(page.locator(TICKED)).to_have_count(0)
    page.locator(BOXES).nth(2).click()
    page.locator(BOXES).nth(6).click(modifiers=["Shift"])
    expect(page.locator(TICKED)).to_have_count(5)


def test_without_javascript_all_that_match_are_suspended_and_restored(
    visitor: Visitor, learner: None
) -> None:
    page = open_as(visitor, javascript=False)
    page.goto(f"{BROWSE}?find=topic:causes+-is:suspended")
    expect(page.locator("[data-tick-all]")).to_be_hidden()
    found = page.locator(BOXES).count()
    page.select_option("#action", "suspend")
    page.check("#everything")
    page.click(GO)
    expect(page.locator("h1")).to_have_text("Do this to all of these cards?")
    page.click("main form button")
    expect(page.locator(".flash").first).to_have_text(f"{found} cards suspended.")
    expect(page.get_by_text("No card matches this search")).to_be_visible()
    page.click("form[action*='/actions/'] button")
    expect(page.locator(BOXES)).to_have_count(found)
