"""Logging in and registering in a real browser."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.models import User
from tests.browser.steps import Keyboard, assert_good_page, database, log_in, register
from tests.factories import PASSWORD, make_learner
from tests.support.browser import Visitor


def test_a_wrong_password_is_said_first_and_has_the_focus(
    visitor: Visitor, live_app: Flask
) -> None:
    with live_app.app_context():
        make_learner()
    page = visitor.open("/login", width=320)
    log_in(page, password="not this one")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert re.match(r"Erreur\s?:", page.title()), page.title()
    assert_good_page(page, "fr")
    keyboard = Keyboard(page, "fr")
    keyboard.write("input[name=password]", PASSWORD)
    keyboard.go("Enter")
    expect(page.locator("[data-error-summary]")).to_have_count(0)


def test_registration_keeps_the_time_zone_of_the_browser(visitor: Visitor, live_app: Flask) -> None:
    page = visitor.open("/register", time_zone="Pacific/Auckland")
    register(page)
    with database(live_app) as session:
        assert session.scalar(select(User.time_zone)) == "Pacific/Auckland"


def test_registering_an_address_twice_leads_back_to_the_field(
    visitor: Visitor, live_app: Flask
) -> None:
    with live_app.app_context():
        make_learner()
    page = visitor.open("/register", width=320)
    register(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_good_page(page, "fr")
    page.click("[data-error-summary] a")
    expect(page.locator("input[name=email]")).to_be_focused()


def test_the_language_changes_in_place(visitor: Visitor) -> None:
    page = visitor.open("/register", language="fr")
    keyboard = Keyboard(page, "en")
    keyboard.follow("button[name=language][value=en]")
    assert page.url.rstrip("?").endswith("/register")
