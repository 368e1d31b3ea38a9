"""How questions did: narrow and wide, in both schemes; from the list to a question."""

from __future__ import annotations

from random import Random

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.steps import Keyboard, assert_good_page, open_as
from tests.factories import make_learner
from tests.services.answer_sheets import item_ids, sit
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def addresses(live_app: Flask) -> list[str]:
    """Of an assignment's questions, its worst and a menu, and of their bank."""
    with live_app.app_context():
        ines = make_learner("ines", role="instructor")
        load(*made_items(6), made_item("long_menu"))
        assignment = assign(make_cohort(ines, make_learner()))
        sit(assignment, list(_sheets()))
        first, *_, menu = item_ids()
        items = f"/teach/assignments/{assignment}/items"
        return [items, f"{items}/{first}", f"{items}/{menu}", f"/teach/banks/{SLUG}/items"]


def _sheets() -> list[str]:
    """Forty learners; who knows more ticks c in the first question, whose key is b."""
    rng, sheets = Random(2), []
    for _ in range(40):
        able = rng.gauss(0, 1)
        knows = ["b" if able + rng.gauss(0, 1) > 0 else rng.choice("acd-") for _ in range(6)]
        first = "c" if able > 0.2 else rng.choice("abd")
        sheets.append("".join([first, *knows[1:], rng.choice("abcdef")]))
    return sheets


def test_the_pages_are_clean_at_both_widths_in_both_schemes(
    visitor: Visitor, addresses: list[str]
) -> None:
    page = open_as(visitor, "ines")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for address in addresses:
            page.goto(address)
            assert_good_page(page, "fr")


def test_no_label_of_the_plot_is_cut_off_or_runs_into_another(
    visitor: Visitor, addresses: list[str]
) -> None:
    page = open_as(visitor, "ines")
    page.set_viewport_size({"width": 320, "height": 800})
    for address in addresses[1:3]:
        page.goto(address)
        assert overlaps(page) == []


def overlaps(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "() => { const plot = document.querySelector('svg.chart').getBoundingClientRect();"
        " const texts = [...document.querySelectorAll('svg.chart text')];"
        " return texts.filter((one, place) => { const box = one.getBoundingClientRect();"
        "  const next = texts[place + 1]?.getBoundingClientRect();"
        "  const cut = box.left < plot.left - 1 || box.right > plot.right + 1;"
        "  return cut || (next && Math.abs(next.top - box.top) < 2 && next.left < box.right);"
        " }).map(one => one.textContent); }"
    )
    return found


def test_from_the_list_to_a_question_by_keyboard(visitor: Visitor, addresses: list[str]) -> None:
    page = open_as(visitor, "ines")
    page.goto(addresses[0])
    keyboard = Keyboard(page, "fr")
    keyboard.follow(".slab h3 a")
    assert page.url.endswith(addresses[1])
