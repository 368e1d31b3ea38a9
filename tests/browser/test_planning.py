"""Plans in a real browser: every look, by keyboard, without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import CardAction, Deck, Item, User
from tests.browser.steps import (
    CHECK,
    Keyboard,
    assert_good_page,
    assert_result_first,
    click,
    database,
    open_as,
)
from tests.factories import BANK, make_learner
from tests.services import studying
from tests.support.browser import Visitor

CARDS = f"/cards/{BANK}"
WEEK = "/cards/my/week"
LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
EXAM = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
SET = "main form[method=post].actions button"


@pytest.fixture
def learner(live_app: Flask) -> None:
    """Someone with twelve cards that are overdue."""
    now = datetime.now(UTC)
    with live_app.app_context():
        alice = make_learner(language="en")
        for item in list(db.session.scalars(select(Item.id).order_by(Item.id).limit(12))):
            studying.grade(alice, item, Grade.EASY, slug=BANK, now=now - timedelta(days=12))


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_plans_are_clean_in_every_look(
    visitor: Visitor, learner: None, *, width: int, scheme: str
) -> None:
    page = open_as(visitor, width=width, dark=scheme == "dark")
    for path in (
        f"{CARDS}/options?curve=1",
        f"{CARDS}/options/days",
        f"{CARDS}/exam",
        f"{CARDS}/exam?on={EXAM}",
        f"{CARDS}/exam?on=2020-01-01",
        f"{CARDS}/reschedule?way=spread&days=7",
        f"{CARDS}/reschedule?way=advance&days=1",
        WEEK,
    ):
        page.goto(path)
        assert_good_page(page, "en")
    for summary in page.locator("details summary").all():
        summary.click()
    assert_good_page(page, "en")


def test_an_exam_is_planned_and_a_backlog_is_spread_by_keyboard(
    visitor: Visitor, learner: None, live_app: Flask
) -> None:
    page = open_as(visitor, width=320)
    page.goto(f"{CARDS}/exam")
    hands = Keyboard(page, "en")
    hands.tab_to("input[name=on]")
    page.fill("input[name=on]", EXAM)
    hands.follow("main form[method=get] button")
    assert_result_first(page)
    hands.follow(SET)
    expect(page.locator(".flash").first).to_contain_text("The exam is set")
    with database(live_app) as session:
        assert session.scalars(select(Deck.exam_on)).one().isoformat() == EXAM
    hands.follow("nav.actions a[href$='/reschedule']")
    hands.tab_to("input[name=way]")
    hands.press("Space")
    hands.follow("main form[method=get] button")
    assert_result_first(page)
    if page.locator(SET).count():
        hands.follow(SET)
    hands.follow("form[action$='/reschedule/undo'] button")
    with database(live_app) as session:
        assert session.scalars(select(CardAction).where(CardAction.undone_at.is_not(None))).first()


def test_an_error_takes_the_focus_and_leads_to_its_field(visitor: Visitor, learner: None) -> None:
    page = open_as(visitor, width=320)
    page.goto(f"{CARDS}/options")
    page.fill("#retention", "99")
    click(page, CHECK)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#retention")).to_be_focused()
    assert_good_page(page, "en")


def test_plans_are_made_and_undone_without_javascript(
    visitor: Visitor, learner: None, live_app: Flask
) -> None:
    page = open_as(visitor, width=320, javascript=False)
    page.goto(f"{CARDS}/options")
    page.fill("#retention", "80")
    click(page, "form.slab button")
    click(page, SET)
    click(page, "form[action$='/reschedule/undo'] button")
    page.goto(f"{CARDS}/exam")
    page.fill("input[name=on]", EXAM)
    click(page, "main form[method=get] button")
    click(page, SET)
    page.goto(WEEK)
    page.select_option("#day_6", "0")
    click(page, "form.slab button >> nth=0")
    for field in ("first", "last"):
        page.fill(f"#{field}", EXAM)
    click(page, f"form[action='{WEEK}/days-off'] button")
    with database(live_app) as session:
        user, deck = (
            session.scalars(select(User)).unique().one(),
            session.scalars(select(Deck)).one(),
        )
        assert user.easy_days[6] == 0
        assert user.days_off == [[EXAM, EXAM]]
        assert (deck.desired_retention, deck.exam_on.isoformat()) == (0.8, EXAM)
