"""Pages as they stand: both widths, both colour schemes, and every rule that axe knows."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import case, null, update

from quizapp.extensions import db
from quizapp.models import Item
from tests.browser.steps import RESULT_HEADING, Keyboard, assert_good_page, open_as
from tests.factories import BANK, NOON, make_learner
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


def look_at(page: Page, path: str, looks: list[tuple[int, str]] = LOOKS) -> None:
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(path)
        assert_good_page(page, "fr")


def test_the_style_guide_is_clean(visitor: Visitor) -> None:
    look_at(visitor.open("/styleguide"), "/styleguide")


def test_what_a_stranger_sees_is_clean(visitor: Visitor) -> None:
    page = visitor.open("/")
    for path in ("/", "/login", "/register", "/reset"):
        look_at(page, path, [(320, "dark"), (1280, "light")])


def test_a_page_that_does_not_exist_is_clean_and_says_so_first(visitor: Visitor) -> None:
    page = visitor.open("/nowhere")
    look_at(page, "/nowhere")
    expect(page.locator(RESULT_HEADING)).to_be_focused()
    assert page.title().startswith(page.locator("h1").inner_text())


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(("/", "/quiz/new", f"/cards/{BANK}/summary", "/quiz/999"), id="studying"),
        pytest.param(("/banks/", f"/banks/{BANK}/text", "/progress"), id="looking"),
        pytest.param(("/settings", "/change"), id="account"),
    ],
)
def test_what_a_learner_sees_is_clean(
    visitor: Visitor, live_app: Flask, paths: tuple[str, ...]
) -> None:
    with live_app.app_context():
        make_learner()
    page = open_as(visitor)
    for path in paths:
        look_at(page, path, [(320, "light"), (1280, "dark")])


def test_the_instructors_page_of_a_bank_is_clean(visitor: Visitor, live_app: Flask) -> None:
    with live_app.app_context():
        make_learner("carol", role="instructor")
        # Axe would look at a hundred items for half a minute: every eighth is enough to see.
        few = case((Item.id % 8 == 0, null()), else_=NOON)
        db.session.execute(update(Item).values(retired_at=few))
        db.session.commit()
    page = open_as(visitor, "carol")
    look_at(page, "/teach/banks", [(320, "dark"), (1280, "light")])
    look_at(page, f"/teach/banks/{BANK}", [(320, "dark"), (1280, "light")])


def test_the_first_tab_leads_past_the_navigation(visitor: Visitor, live_app: Flask) -> None:
    with live_app.app_context():
        make_learner()
    page = open_as(visitor, width=320)
    keyboard = Keyboard(page, "fr")
    keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main .slab') !== null")
