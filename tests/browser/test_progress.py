"""Progress after a year of study: narrow and wide, in both schemes, by keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from quizapp.database import transaction
from quizapp.domain.content.vocabulary import Topic
from quizapp.models import Bank, Item, MemoryState, StudyDay
from quizapp.services.learners import Learner
from tests.browser.steps import Keyboard, assert_good_page, open_as
from tests.factories import BANK, make_learner
from tests.services.studying import answer, ask, grade, right_answer, start, wrong_answer
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
PROGRESS = f"/progress/{BANK}"


@pytest.fixture
def page(visitor: Visitor, live_app: Flask) -> Page:
    with live_app.app_context():
        a_year_of(make_learner())
    return open_as(visitor)


def a_year_of(learner: Learner) -> None:
    """Cards of a year, some of them overdue and fading; a quiz with confidence, half right."""
    rng, now = Random(3), datetime.now(UTC)
    with transaction() as session:
        bank = session.scalars(select(Bank.id).where(Bank.slug == BANK)).one()
        items = session.scalars(select(Item.id).where(Item.bank_id == bank)).all()
        for ago in range(1, 360):
            if rng.random() < 0.7:
                session.add(_day(rng, learner, bank, ago, now))
    attempt = start(learner, slug=BANK, length=12, asks_confidence=True, types=["sba"], now=now)
    for position in range(1, 13):
        question = ask(learner, attempt, position)
        given = right_answer(question) if position % 3 else wrong_answer(question)
        answer(learner, attempt, position, given, confidence=1 + position % 3, now=now)
    for item in items[:25]:
        grade(learner, item, slug=BANK, now=now - timedelta(days=40))
    with transaction() as session:
        late = now - timedelta(days=3)
        session.execute(update(MemoryState).where(MemoryState.reviews == 1).values(due_at=late))


def _day(rng: Random, learner: Learner, bank: int, ago: int, now: datetime) -> StudyDay:
    cards, young = rng.randrange(1, 40), rng.randrange(4)
    return StudyDay(
        user_id=learner.id,
        bank_id=bank,
        local_day=learner.today(now) - timedelta(days=ago),
        topic=rng.choice(list(Topic)),
        cards=cards,
        quizzes=rng.randrange(5),
        again=2,
        hard=0,
        good=cards,
        easy=0,
        milliseconds=cards * 9_000,
        young=young,
        young_recalled=rng.randint(0, young),
        mature=2,
        mature_recalled=2 - (rng.random() < 0.2),
        predicted=0.9 * (young + 2),
    )


def test_progress_is_clean_at_both_widths_in_both_schemes_with_its_tables_open(page: Page) -> None:
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(PROGRESS)
        assert_good_page(page, "fr")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert_good_page(page, "fr")
    # Load, retention, mastery, ability, confidence, days, time.
    assert page.locator("svg.chart").count() == page.locator("figure table").count() == 7


def test_no_label_of_a_plot_is_cut_off_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(PROGRESS)
    cut = page.evaluate(
        "[...document.querySelectorAll('svg.chart text')].filter(text => {"
        " const box = text.getBoundingClientRect();"
        " const plot = text.closest('svg').getBoundingClientRect();"
        " return box.left < plot.left - 1 || box.right > plot.right + 1 || box.top < plot.top - 1;"
        "}).map(text => text.textContent)"
    )
    assert cut == []


def test_every_table_is_reached_and_opened_by_keyboard(page: Page) -> None:
    page.goto(PROGRESS)
    keyboard = Keyboard(page, "fr")
    for number in range(page.locator("main summary").count()):
        keyboard.tab_to("main summary")
        page.keyboard.press("Enter")
        expect(page.locator("main details").nth(number)).to_have_attribute("open", "")
    assert_good_page(page, "fr")


def test_the_calendar_is_seen_in_forced_colours(visitor: Visitor, page: Page) -> None:
    forced = visitor.open(PROGRESS, forced_colors=True, cookies_of=page)
    seen = forced.evaluate(
        "(() => { const of = level => getComputedStyle(document.querySelector("
        "`.level[fill-opacity='${level}']`)); return [of('1.0').fill, of('1.0').fillOpacity,"
        " of('0.0').fillOpacity]; })()"
    )
    assert seen == ["rgb(0, 0, 0)", "1", "0"]
