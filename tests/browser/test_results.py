"""Results of all modes, what progress shows of them, and a round of mistakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.domain.content.schema import ConcordanceItem, Item, ShortAnswerItem
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.models import Review
from quizapp.services.learners import Learner
from tests.browser.steps import (
    NEXT,
    RESULT_HEADING,
    Keyboard,
    assert_good_page,
    assert_result_first,
    click,
    database,
    open_as,
)
from tests.factories import BANK, make_learner
from tests.services import exams
from tests.services.studying import again, answer, ask, start
from tests.support.browser import Visitor, assert_no_sideways_scroll

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
GRADE = "button[name=grade][value='{}']"
REVIEW = "main a.button.primary[href*='attempt=']"


def wrong(content: Item) -> Answer:
    if isinstance(content, ShortAnswerItem):
        return TypedText("une réponse fausse", "fr")
    if isinstance(content, ConcordanceItem):
        least = min(range(5), key=lambda point: content.panel.counts[point])
        return exams.ticked(("m2", "m1", "z0", "p1", "p2")[least])
    right = {option.id for option in content.options if option.correct}  # type: ignore[union-attr]
    return ChosenOptions(
        frozenset([option.id for option in content.options if option.id not in right][:1])  # type: ignore[union-attr]
    )


def practise(alice: Learner, *, length: int = 10) -> int:
    """A practice in which every second answer is wrong, and the first mistakes are sure ones."""
    attempt = start(alice, slug=BANK, length=length, asks_confidence=True, now=datetime.now(UTC))
    while (attempt := again(attempt)).finished_at is None:
        position = attempt.answered + 1
        content = ask(alice, attempt, position).content
        given = exams.right(content) if position % 2 else wrong(content)
        answer(
            alice,
            attempt,
            position,
            given,
            confidence=3 - position % 3,
            duration_ms=None if position == 3 else 65_000,
            now=datetime.now(UTC),
        )
    return attempt.id


def measure(alice: Learner) -> int:
    attempt = start(
        alice, slug=BANK, mode=Mode.MEASURE, length=8, topics=["causes"], now=datetime.now(UTC)
    )
    while (attempt := again(attempt)).finished_at is None:
        answer(
            alice,
            attempt,
            attempt.answered + 1,
            exams.right(ask(alice, attempt, attempt.answered + 1).content),
            now=datetime.now(UTC),
        )
    return attempt.id


def sit_exam(alice: Learner) -> int:
    """A paper with cases, under a convention that takes points away, every third place empty."""
    began = datetime.now(UTC) - timedelta(minutes=42)
    attempt = exams.begin(alice, slug=BANK, length=20, convention=Convention.FORMULA, now=began)
    for place in exams.sheet_of(alice, attempt).places:
        content = place.content
        given = exams.blank(content) if place.position % 3 == 0 else wrong(content)
        exams.save(alice, attempt, place.position, given, final=True, now=began)
    exams.hand_in(alice, attempt, now=datetime.now(UTC))
    return attempt.id


@pytest.fixture
def alice(live_app: Flask) -> Learner:
    with live_app.app_context():
        return make_learner()


def look_at(page: Page, path: str, *, open_all: bool = False) -> None:
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(path)
        assert_good_page(page, "fr")
        if open_all:
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            assert_good_page(page, "fr")


@pytest.mark.parametrize("sit", [practise, measure, sit_exam])
def test_the_result_of_each_mode_is_clean_and_said_first(
    visitor: Visitor, live_app: Flask, alice: Learner, sit: object
) -> None:
    with live_app.app_context():
        attempt = sit(alice)  # type: ignore[operator]
    page = open_as(visitor)
    look_at(page, f"/quiz/{attempt}/result", open_all=True)
    assert_result_first(page)


def test_progress_with_measures_and_confidence_is_clean(
    visitor: Visitor, live_app: Flask, alice: Learner
) -> None:
    with live_app.app_context():
        practise(alice)
        measure(alice)
    page = open_as(visitor)
    look_at(page, f"/progress/{BANK}", open_all=True)
    assert page.locator("svg.chart").count() == page.locator("figure table").count() == 7
    for plot in page.locator("svg.chart").all():
        named = (plot.get_attribute("aria-labelledby") or "").split()
        assert all(page.locator(f"#{name}").text_content() for name in named)


def test_the_plots_are_seen_in_forced_colours(
    visitor: Visitor, live_app: Flask, alice: Learner
) -> None:
    with live_app.app_context():
        practise(alice)
    page = open_as(visitor, forced_colors=True)
    page.goto(f"/progress/{BANK}")
    colours = page.evaluate(
        "['.a', '.b', '.rail', '.mean'].map(c => {"
        " const style = getComputedStyle(document.querySelector("
        "`svg[aria-labelledby^=confidence] ${c}`));"
        " return style.fill + style.stroke; })"
    )
    assert len(colours) == 4
    bar, band, rail, mean = colours
    assert bar == mean != band == rail


def test_mistakes_are_reviewed_by_keyboard_from_the_result_to_the_everyday_queue(
    visitor: Visitor, live_app: Flask, alice: Learner
) -> None:
    with live_app.app_context():
        attempt = practise(alice, length=5)
    page = open_as(visitor, width=320)
    page.goto(f"/quiz/{attempt}/result")
    keyboard = Keyboard(page, "fr")
    keyboard.follow(REVIEW)
    first = page.locator("main h1").inner_text()
    keyboard.go("Space")
    expect(keyboard.heading()).to_be_focused()
    keyboard.go("1")
    keyboard.go("u")
    expect(keyboard.heading()).to_be_focused()
    keyboard.go("Space")
    assert page.locator("main h1").inner_text() != first
    keyboard.go("Escape")
    assert_result_first(page)
    keyboard.follow(REVIEW)
    keyboard.go("Space")
    keyboard.go("3")
    assert page.url.endswith(f"/cards/{BANK}/summary?attempt={attempt}")
    assert_result_first(page)
    keyboard.follow(f"main a.button[href='/cards/{BANK}']")
    with database(live_app) as session:
        grades = select(Review.grade).where(Review.kind == "card").order_by(Review.id)
        assert session.scalars(grades).all() == [1, 3, 3]


def test_mistakes_are_reviewed_without_javascript(
    visitor: Visitor, live_app: Flask, alice: Learner
) -> None:
    with live_app.app_context():
        attempt = practise(alice, length=5)
    page = open_as(visitor, width=320, javascript=False)
    page.goto(f"/quiz/{attempt}/result")
    assert_no_sideways_scroll(page)
    click(page, REVIEW)
    click(page, NEXT)
    click(page, GRADE.format(1))
    click(page, ".top form button")  # undo
    click(page, GRADE.format(3))
    assert_no_sideways_scroll(page)
    page.context.close()

    page = open_as(visitor, javascript=False)
    page.goto(f"/quiz/{attempt}/result")
    click(page, REVIEW)
    click(page, NEXT)
    click(page, GRADE.format(3))
    assert page.title().startswith(page.locator(RESULT_HEADING).inner_text())
    assert page.url.endswith(f"/summary?attempt={attempt}")
    page.goto(f"/quiz/{attempt}/result")
    expect(page.locator(REVIEW)).to_have_count(0)
