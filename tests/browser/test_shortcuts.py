"""Single keys: what they do, and when they must do nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.steps import (
    CHECK,
    CHOICES,
    TEXT_FIELD,
    Keyboard,
    ask_only,
    open_as,
    start_quiz,
)
from tests.factories import BANK, make_learner
from tests.support.browser import Visitor, assert_axe_clean

DIALOG = "dialog#keyboard-help"


@pytest.fixture
def alice(visitor: Visitor, live_app: Flask) -> Page:
    """Alice's window, at a question with one right answer."""
    with live_app.app_context():
        make_learner()
    ask_only(live_app, "sba")
    return start_quiz(open_as(visitor))


def test_a_question_mark_opens_the_help_and_escape_closes_only_the_help(alice: Page) -> None:
    at = alice.url
    alice.keyboard.press("?")
    expect(alice.locator(DIALOG)).to_be_visible()
    assert_axe_clean(alice)
    alice.keyboard.press("b")
    expect(alice.locator(f"{CHOICES}:checked")).to_have_count(0)
    alice.keyboard.press("Escape")
    expect(alice.locator(DIALOG)).to_be_hidden()
    assert alice.url == at
    Keyboard(alice, "fr").go("Escape")
    assert alice.url.endswith("/")


def test_the_help_opens_by_its_button_and_gives_the_focus_back(alice: Page) -> None:
    keyboard = Keyboard(alice, "fr")
    keyboard.tab_to("[data-opens]")
    keyboard.press("Enter")
    expect(alice.locator(f"{DIALOG} button")).to_be_focused()
    keyboard.press("Enter")
    expect(alice.locator(DIALOG)).to_be_hidden()
    expect(alice.locator("[data-opens]")).to_be_focused()


def test_letters_and_arrows_choose_and_send_nothing(alice: Page) -> None:
    visits: list[str] = []
    alice.on("framenavigated", lambda frame: visits.append(frame.url))
    alice.keyboard.press("c")
    expect(alice.locator(CHOICES).nth(2)).to_be_checked()
    alice.keyboard.press("ArrowDown")
    expect(alice.locator(CHOICES).nth(3)).to_be_checked()
    alice.keyboard.press("ArrowUp")
    expect(alice.locator(CHOICES).nth(2)).to_be_checked()
    assert visits == []


def test_a_key_with_a_modifier_belongs_to_the_browser(alice: Page) -> None:
    for modifier in ("Control", "Alt", "Meta"):
        alice.keyboard.press(f"{modifier}+b")
    expect(alice.locator(f"{CHOICES}:checked")).to_have_count(0)


def test_a_field_takes_every_key_as_text(visitor: Visitor, live_app: Flask) -> None:
    with live_app.app_context():
        make_learner()
    ask_only(live_app, "short_answer")
    page = start_quiz(open_as(visitor))
    at = page.url
    page.focus(TEXT_FIELD)
    page.keyboard.type("1 n u s ? b")
    expect(page.locator(TEXT_FIELD)).to_have_value("1 n u s ? b")
    expect(page.locator(DIALOG)).to_be_hidden()
    page.keyboard.press("Escape")
    assert page.url == at


def test_switched_off_in_the_settings_they_do_nothing_and_no_hint_remains(alice: Page) -> None:
    question = alice.url
    expect(alice.locator("main kbd").first).to_be_visible()
    keyboard = Keyboard(alice, "fr")
    alice.goto("/settings")
    keyboard.tab_to("input[name=shortcuts]")
    keyboard.press("Space")
    keyboard.follow(CHECK)
    expect(alice.locator("[role=status]")).not_to_be_empty()

    alice.goto(question)
    for key in ("b", "?", "Escape", "Enter"):
        alice.keyboard.press(key)
    assert alice.url == question
    expect(alice.locator(f"{CHOICES}:checked")).to_have_count(0)
    expect(alice.locator(DIALOG)).to_be_hidden()
    assert not any(hint.is_visible() for hint in alice.locator("kbd, [data-opens]").all())

    alice.goto(f"/cards/{BANK}")
    front = alice.url
    alice.keyboard.press("Space")
    keyboard.follow("main .actions a")  # what the browser itself knows goes on
    assert alice.url != front
    back = alice.url
    alice.keyboard.press("1")
    assert alice.url == back


def test_s_leads_from_the_answer_to_its_sentence_and_back_goes_on(alice: Page) -> None:
    keyboard = Keyboard(alice, "fr")
    alice.goto(f"/cards/{BANK}")
    keyboard.go("Space")
    answer = alice.url
    sentence = (alice.get_attribute("figcaption a", "href") or "").partition("#")[2]
    keyboard.go("s")
    assert alice.url.endswith(f"/banks/{BANK}/text#{sentence}")
    expect(alice.locator(f"[id='{sentence}']")).to_be_in_viewport()
    with alice.expect_navigation():
        alice.go_back()
    assert alice.url == answer
    keyboard.go("3")


def test_digits_go_by_their_place_on_a_french_keyboard(alice: Page) -> None:
    keyboard = Keyboard(alice, "fr")
    alice.goto(f"/cards/{BANK}")
    keyboard.go("Space")
    back = alice.url
    press_by_place = "new KeyboardEvent('keydown', {key: 'é', code: 'Digit2', bubbles: true})"
    with alice.expect_navigation():
        alice.evaluate(f"document.activeElement.dispatchEvent({press_by_place})")
    assert alice.url != back
