"""Correcting a key and marking by hand: clean pages, all of it by keyboard and without scripts."""

from __future__ import annotations

import pytest
from flask import Flask

from quizapp.domain.grading.answers import TypedText
from tests.browser.steps import assert_good_page, open_as
from tests.factories import make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_item
from tests.services.regrades import total
from tests.services.studying import item_id
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
KINDS = ("sba", "multiple", "short_answer")


@pytest.fixture
def exam(live_app: Flask) -> tuple[str, list[int], int]:
    """The address of an exam, its items, and an attempt that chose c, b c d, and a near word."""
    with live_app.app_context():
        ines, alice = make_learner("ines", role="instructor"), make_learner("alice")
        load(*(made_item(kind) for kind in KINDS))
        assignment = assign(make_cohort(ines, alice))
        attempt = begin(alice, assignment).id
        exams.save(alice, attempt, 1, exams.ticked("c"))
        exams.save(alice, attempt, 2, exams.ticked(*"bcd"))
        exams.save(alice, attempt, 3, TypedText("ibuprofène", "fr"))
        exams.hand_in(alice, attempt)
        items = [item_id(f"go-{kind.replace('_', '-')}-definition-01") for kind in KINDS]
        return f"/teach/assignments/{assignment}", items, attempt


def test_the_pages_are_clean_at_both_widths_in_both_schemes(
    visitor: Visitor, exam: tuple[str, list[int], int]
) -> None:
    address, items, _ = exam
    page = open_as(visitor, "ines")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in (
            *(f"{address}/items/{item}/correct" for item in items),
            f"{address}/items/{items[0]}/drop",
            f"{address}/marks",
        ):
            page.goto(path)
            assert_good_page(page, "fr")
        page.goto(f"{address}/items/{items[0]}/correct")
        page.locator("input[name=right][value=c]").check()
        page.locator("button[value=preview]").click()
        assert_good_page(page, "fr")


def test_a_key_is_corrected_by_keyboard_without_scripts_and_the_learner_is_told(
    visitor: Visitor, exam: tuple[str, list[int], int], live_app: Flask
) -> None:
    address, items, attempt = exam
    page = open_as(visitor, "ines", javascript=False)
    page.goto(f"{address}/items/{items[0]}/correct")
    page.locator("input[name=right][value=b]").focus()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("input[name=reason]").focus()
    page.keyboard.type("Voir P1.2.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/items/{items[0]}")
    with live_app.app_context():
        assert total(attempt)[0] == pytest.approx(1.2)
    home = open_as(visitor, "alice")
    assert "Voir P1.2." in home.locator("main").inner_text()
    assert_good_page(home, "fr")


def test_a_group_is_marked_by_keyboard(
    visitor: Visitor, exam: tuple[str, list[int], int], live_app: Flask
) -> None:
    address, _, attempt = exam
    page = open_as(visitor, "ines")
    page.goto(f"{address}/marks")
    page.locator("input[name=share]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Un AINS convient.")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with live_app.app_context():
        assert total(attempt)[0] == pytest.approx(1.2)
