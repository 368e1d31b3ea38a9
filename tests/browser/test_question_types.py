"""Questions of every type at a real browser: by keyboard, by mouse, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt, ItemFlag, Response
from tests.browser.steps import (
    CHECK,
    CHOICES,
    NEXT,
    TEXT_FIELD,
    Keyboard,
    assert_good_page,
    assert_result_first,
    click,
    database,
    open_as,
)
from tests.factories import make_learner
from tests.services import studying
from tests.services.exams import one_of_each
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.support.browser import Visitor, assert_no_sideways_scroll

CONFIDENCE = "main input[name=confidence]"
FLAG = "main button[name=flagged]"
FLAGGED = select(ItemFlag.item_id)


def begin(app: Flask, *items: Any, language: str = "fr", **wanted: Any) -> str:
    """Make Alice, and begin a quiz of hers on these items; the address of its first question."""
    with app.app_context():
        alice = make_learner(language=language)
        load(*items)
        build = {"length": len(items), "asks_confidence": True, **wanted}
        return f"/quiz/{studying.start(alice, slug=SLUG, **build).id}/1"


def answer_by_keys(keyboard: Keyboard, number: int) -> None:
    """Any answer to the question that is open, and how sure one is, without the mouse."""
    page = keyboard.page
    options = page.locator(CHOICES)
    if page.locator(TEXT_FIELD).count():
        keyboard.write(TEXT_FIELD, "colchicine")
        keyboard.tab_to(CONFIDENCE)
        keyboard.press("Space")
        expect(page.locator(CONFIDENCE).first).to_be_checked()
    elif options.count() > 5:
        for _ in range(2):
            keyboard.tab_to(f"{CHOICES}:not(:checked)")
            keyboard.press("Space")
        expect(page.locator(f"{CHOICES}:checked")).to_have_count(2)
    else:
        keyboard.press("b")
        expect(options.nth(1)).to_be_checked()
        level = number % 3
        keyboard.press(str(level + 1))
        expect(page.locator(CONFIDENCE).nth(level)).to_be_checked()
        expect(options.nth(1)).to_be_checked()
    keyboard.go("Enter")


@pytest.mark.parametrize(
    ("language", "width", "dark"),
    [
        pytest.param("fr", 320, True, id="fr-320-dark"),
        pytest.param("fr", 1280, False, id="fr-1280-light"),
        pytest.param("en", 320, False, id="en-320-light"),
        pytest.param("en", 1280, True, id="en-1280-dark"),
    ],
)
def test_every_type_is_answered_by_keyboard_alone(
    visitor: Visitor, live_app: Flask, *, language: str, width: int, dark: bool
) -> None:
    first = begin(live_app, *one_of_each(), language=language)
    page = open_as(visitor, width=width, dark=dark, language=language)
    keyboard = Keyboard(page, language)
    page.goto(first)
    assert_good_page(page, language)
    seen = set()
    for number in range(1, 10):
        assert page.url.endswith(f"/{number}")
        seen.add((page.locator(CHOICES).count(), page.locator("main #script").count()))
        answer_by_keys(keyboard, number)
        assert_result_first(page)
        if page.locator("main .slab details").count():
            for folded in page.locator("main .slab details").all():
                folded.locator("summary").click()
            assert_good_page(page, language)
        keyboard.go("n")
    assert page.url.endswith("/result")
    assert_result_first(page)
    assert seen == {(4, 0), (5, 0), (10, 0), (5, 1), (0, 0)}
    with database(live_app) as session:
        assert len(session.scalars(select(Response.id)).all()) == 9
        assert set(session.scalars(select(Response.confidence))) >= {1, 2, 3}


def fill_in(page: Page) -> None:
    """Any answer by mouse, and «fairly sure»."""
    if page.locator(TEXT_FIELD).count():
        page.fill(TEXT_FIELD, "colchicine")
    else:
        page.locator(CHOICES).first.check()
    page.locator(CONFIDENCE).nth(1).check()


def assert_filled_in(page: Page) -> None:
    if page.locator(TEXT_FIELD).count():
        expect(page.locator(TEXT_FIELD)).to_have_value("colchicine")
    else:
        expect(page.locator(CHOICES).first).to_be_checked()
    expect(page.locator(CONFIDENCE).nth(1)).to_be_checked()


def test_every_type_can_be_answered_and_flagged_without_javascript(
    visitor: Visitor, live_app: Flask
) -> None:
    first = begin(live_app, *one_of_each())
    page = open_as(visitor, width=320, javascript=False)
    page.goto(first)
    for _ in range(9):
        fill_in(page)
        click(page, FLAG)
        assert_filled_in(page)
        assert_no_sideways_scroll(page)
        click(page, CHECK)
        expect(page.locator(".verdict h1")).to_be_visible()
        assert_no_sideways_scroll(page)
        click(page, NEXT)
    assert page.url.endswith("/result")
    with database(live_app) as session:
        assert len(session.scalars(FLAGGED).all()) == 9
        assert set(session.scalars(select(Response.confidence))) == {2}


def test_f_flags_and_unflags_and_nothing_that_was_filled_in_is_lost(
    visitor: Visitor, live_app: Flask
) -> None:
    page = open_as_at(visitor, begin(live_app, made_item("multiple"), language="en"))
    keyboard = Keyboard(page, "en")
    keyboard.press("b", "d", "3")
    keyboard.go("f")
    expect(page.locator("[role=status]").first).to_contain_text("Flagged.")
    for place, expected in enumerate([False, True, False, True, False]):
        expect(page.locator(CHOICES).nth(place)).to_be_checked(checked=expected)
    expect(page.locator(CONFIDENCE).nth(2)).to_be_checked()
    with database(live_app) as session:
        assert len(session.scalars(FLAGGED).all()) == 1

    before = page.locator("input[name=duration_ms]")
    assert int(before.get_attribute("value") or 0) > 0
    before.evaluate("field => { field.defaultValue = '3600000' }")  # as if it had been an hour
    keyboard.go("Enter")
    with database(live_app) as session:
        spent = session.scalar(select(Response.duration_ms))
        assert spent is not None
        assert spent > 3_600_000, "the time before the flag counts too"
    keyboard.go("f")
    assert_result_first(page)
    with database(live_app) as session:
        assert session.scalars(FLAGGED).all() == []


def open_as_at(visitor: Visitor, path: str, **kwargs: Any) -> Page:
    page = open_as(visitor, **kwargs)
    page.goto(path)
    return page


def test_enter_sends_the_answer_and_never_the_flag(visitor: Visitor, live_app: Flask) -> None:
    """From inside a field the browser itself presses the first button of the form."""
    page = open_as_at(visitor, begin(live_app, made_item("short_answer")))
    page.fill(TEXT_FIELD, "f1")
    expect(page.locator(TEXT_FIELD)).to_have_value("f1")
    Keyboard(page, "fr").go("Enter")
    assert_result_first(page)
    with database(live_app) as session:
        assert session.scalars(FLAGGED).all() == []


def test_digits_say_how_sure_one_is_and_letters_what_is_right(
    visitor: Visitor, live_app: Flask
) -> None:
    page = open_as_at(visitor, begin(live_app, made_item("sba")))
    keyboard = Keyboard(page, "fr")
    keyboard.press("c", "2")
    expect(page.locator(CONFIDENCE).nth(1)).to_be_focused()
    keyboard.press("ArrowRight")
    expect(page.locator(CONFIDENCE).nth(2)).to_be_checked()
    expect(page.locator(CHOICES).nth(2)).to_be_checked()
    keyboard.press("4")
    expect(page.locator(CONFIDENCE).nth(2)).to_be_checked()
    keyboard.press("?")
    keys = page.locator("dialog kbd").all_inner_texts()
    assert "F" in keys
    assert keys.index("3") == keys.index("1", 2) + 1, "1–4 for cards, 1–3 for this"


def test_a_long_menu_has_no_letters_and_fits_a_phone(visitor: Visitor, live_app: Flask) -> None:
    options = [
        {
            "id": f"a{chr(97 + number)}",
            "correct": number < 5,
            "text": {"fr": f"Un remède assez long numéro {number}", "en": f"Remedy {number}"},
            "rationale": {"fr": "Le texte le dit.", "en": "The text says so."},
        }
        for number in range(25)
    ]
    page = open_as_at(
        visitor, begin(live_app, made_item("long_menu", options=options)), width=320, dark=True
    )
    assert_good_page(page, "fr")
    Keyboard(page, "fr").press("b", "e", "n")
    expect(page.locator(f"{CHOICES}:checked")).to_have_count(0)
    for label in page.locator(".many label").all():
        box = label.bounding_box()
        assert box
        assert box["height"] >= 48
    Keyboard(page, "fr").tab_to(f"{CHOICES}[value=ay]")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    assert_good_page(page, "fr")


def test_a_menu_that_is_sent_back_keeps_what_was_chosen(visitor: Visitor, live_app: Flask) -> None:
    page = open_as_at(visitor, begin(live_app, made_item("short_menu")), width=320)
    keyboard = Keyboard(page, "fr")
    keyboard.press("a", "b", "c", "d", "1")
    keyboard.go("Enter")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator(f"{CHOICES}:checked")).to_have_count(4)
    expect(page.locator(CONFIDENCE).first).to_be_checked()
    keyboard.tab_to("[data-error-summary] a")
    keyboard.press("Enter")
    expect(page.locator(CHOICES).first).to_be_focused()
    keyboard.press("Space")
    keyboard.go("Enter")
    assert_result_first(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_measure_goes_from_question_to_question_to_its_result(
    visitor: Visitor, live_app: Flask, *, javascript: bool
) -> None:
    first = begin(live_app, *made_items(3), mode=Mode.MEASURE, length=20, language="en")
    page = open_as_at(visitor, first, width=320, dark=True, language="en", javascript=javascript)
    for number in (1, 2, 3):
        assert page.title().startswith(f"Question {number} ")
        if javascript:
            assert_good_page(page, "en")
            page.keyboard.press("b")
            Keyboard(page, "en").go("Enter")
        else:
            page.locator(CHOICES).first.check()
            click(page, CHECK)
        assert page.locator(".verdict").count() == 0
    assert page.url.endswith("/result")
    with database(live_app) as session:
        assert session.scalar(select(Attempt.ending)) == "exhausted"
    page.goto(first)
    expect(page.locator(".verdict h1")).to_be_visible()
