"""Cards in a real browser: bad networks, what is done to a card, typed answers, why today."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select, update

from quizapp.models import ItemFlag, Review, User
from tests.browser.steps import (
    TEXT_FIELD,
    Keyboard,
    ask_only,
    assert_good_page,
    click,
    database,
    log_in,
    open_as,
)
from tests.factories import BANK, make_learner
from tests.support.browser import Visitor, assert_axe_clean, assert_no_sideways_scroll

CARDS = f"/cards/{BANK}"
STATUS = "[role=status]"
KEPT = "Not sent yet: your grade is kept on this device"
REVEAL = "main .actions a.button"
GOOD = "button[name=grade][value='3']"
STORED = "() => JSON.parse(localStorage.getItem('rarissime-held-grades') ?? '[]')"


@pytest.fixture
def alice(visitor: Visitor, live_app: Flask) -> Page:
    """Alice's window, at the front of her first card."""
    with live_app.app_context():
        make_learner(language="en")
    page = open_as(visitor)
    page.goto(CARDS)
    return page


@pytest.fixture
def quiet(visitor: Visitor) -> Iterator[None]:
    """For tests in which the network or the server fails on purpose."""
    yield
    visitor.complaints.clear()


def reviews(app: Flask) -> list[Review]:
    with database(app) as session:
        return list(session.scalars(select(Review).order_by(Review.id)))


def item_of(page: Page) -> str:
    return page.locator("input[name=item]").first.input_value()


def test_a_grade_leads_on_to_the_next_card(alice: Page, live_app: Flask) -> None:
    click(alice, REVEAL)
    first = item_of(alice)
    click(alice, GOOD)
    expect(alice.locator(REVEAL)).to_be_visible()
    assert [str(review.item_id) for review in reviews(live_app)] == [first]
    assert alice.evaluate(STORED) == []


@pytest.mark.usefixtures("quiet")
def test_without_a_network_a_grade_is_kept_said_so_and_sent_when_it_is_back(
    alice: Page, live_app: Flask
) -> None:
    click(alice, REVEAL)
    item = item_of(alice)
    alice.context.set_offline(True)
    at = alice.url
    alice.keyboard.press("Space")
    expect(alice.locator(STATUS)).to_contain_text(KEPT)
    assert alice.url == at
    assert reviews(live_app) == []
    expect(alice.locator(GOOD)).to_have_count(0)
    assert_axe_clean(alice)

    with alice.expect_navigation(url=f"**{CARDS}"):
        alice.context.set_offline(False)

    expect(alice.locator(REVEAL)).to_be_visible()
    assert [(str(r.item_id), r.grade) for r in reviews(live_app)] == [(item, 3)]
    assert alice.evaluate(STORED) == []


@pytest.mark.usefixtures("quiet")
def test_a_kept_grade_is_sent_by_the_next_page_that_is_loaded(alice: Page, live_app: Flask) -> None:
    click(alice, REVEAL)
    item = item_of(alice)
    alice.route("**/cards/**", lambda route: route.abort())
    alice.click("button[name=grade][value='1']")
    expect(alice.locator(STATUS)).to_contain_text(KEPT)
    alice.unroute("**/cards/**")

    alice.goto("/")

    expect(alice.locator(STATUS)).to_contain_text("were sent")
    (review,) = reviews(live_app)
    assert (str(review.item_id), review.grade) == (item, 1)
    assert alice.evaluate(STORED) == []


@pytest.mark.usefixtures("quiet")
def test_a_grade_whose_acknowledgement_was_lost_counts_once(alice: Page, live_app: Flask) -> None:
    tries: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        tries.append(route.request.post_data or "")
        if len(tries) == 1:
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    click(alice, REVEAL)
    alice.route("**/cards/**", lose_the_first_answer)
    with alice.expect_navigation(url=f"**{CARDS}", timeout=15_000):
        alice.click(GOOD)
    assert len(tries) == 2
    assert len(reviews(live_app)) == 1


@pytest.mark.usefixtures("quiet")
def test_a_server_that_is_away_is_asked_again(alice: Page, live_app: Flask) -> None:
    answers = iter([503, 502])

    def answer_badly(route: Route) -> None:
        status = next(answers, None) if route.request.method == "POST" else None
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="away", content_type="text/plain")

    click(alice, REVEAL)
    alice.route("**/cards/**", answer_badly)
    with alice.expect_navigation(url=f"**{CARDS}", timeout=20_000):
        alice.click(GOOD)
    assert len(reviews(live_app)) == 1


@pytest.mark.usefixtures("quiet")
def test_nobody_sends_what_somebody_else_graded_in_this_browser(
    alice: Page, live_app: Flask
) -> None:
    with live_app.app_context():
        make_learner("bob", language="en")
    click(alice, REVEAL)
    alice.route("**/cards/**", lambda route: route.abort())
    alice.click(GOOD)
    expect(alice.locator(STATUS)).to_contain_text(KEPT)
    alice.unroute("**/cards/**")
    alice.goto("/settings")
    alice.get_by_role("button", name="Log out").first.click()
    log_in(alice, "bob")
    alice.goto(CARDS)
    alice.wait_for_timeout(300)
    assert reviews(live_app) == []
    assert len(alice.evaluate(STORED)) == 1


@pytest.mark.usefixtures("quiet")
def test_a_grade_that_the_server_refuses_is_shown_by_the_server(
    alice: Page, live_app: Flask
) -> None:
    click(alice, REVEAL)
    alice.evaluate("document.querySelector('[data-holds] [name=client_key]').value = 'short'")
    click(alice, GOOD)
    expect(alice.locator("h1")).to_have_text("This was not saved")
    assert alice.evaluate(STORED) == []


def test_a_card_is_flagged_suspended_and_all_undone_by_keyboard(
    alice: Page, live_app: Flask
) -> None:
    keyboard = Keyboard(alice, "en")
    keyboard.go("Space")
    item = item_of(alice)
    keyboard.go("f")
    with database(live_app) as session:
        assert [str(flag.item_id) for flag in session.scalars(select(ItemFlag))] == [item]
    keyboard.tab_to("button[name=kind][value=suspend]")
    keyboard.go("Enter")
    assert "reveal" not in alice.url
    keyboard.go("u")
    assert alice.url.endswith(f"reveal={item}")
    keyboard.go("u")
    with database(live_app) as session:
        assert session.scalars(select(ItemFlag)).all() == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_grades_stay_within_reach_of_the_thumb(
    visitor: Visitor, live_app: Flask, *, javascript: bool
) -> None:
    with live_app.app_context():
        make_learner(language="en")
    page = open_as(visitor, width=320, height=640, javascript=javascript)
    page.goto(CARDS)
    click(page, REVEAL)
    assert_no_sideways_scroll(page)
    box = page.locator(".grades").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 640, "at the lower edge, without scrolling"
    click(page, GOOD)
    assert len(reviews(live_app)) == 1


def test_note_and_tags_are_kept_by_keyboard_with_shortcuts_silent_while_typing(
    alice: Page,
) -> None:
    click(alice, REVEAL)
    alice.locator("summary", has_text="Note and tags").click()
    assert_good_page(alice, "en")
    alice.locator("#note").press_sequentially("fun 1 2 *x*")
    click(alice, "button[name=kind][value=note]")
    expect(alice.locator(".beyond em")).to_have_text("x")
    alice.locator("summary", has_text="Note and tags").click()
    alice.locator("#tag").press_sequentially("hard one")
    click(alice, "button[name=kind][value=tag]")
    expect(alice.locator("summary", has_text="Note and tags")).to_contain_text("hard-one")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_why_today_is_a_good_page(
    visitor: Visitor, live_app: Flask, *, width: int, dark: bool
) -> None:
    with live_app.app_context():
        make_learner(language="en")
    page = open_as(visitor, width=width, dark=dark)
    page.goto(CARDS)
    click(page, REVEAL)
    item = item_of(page)
    click(page, GOOD)
    page.goto(f"{CARDS}/{item}")
    assert_good_page(page, "en")
    expect(page.locator("svg.chart")).to_be_visible()


def test_an_answer_is_typed_marked_and_graded_without_the_mouse(
    visitor: Visitor, live_app: Flask
) -> None:
    with live_app.app_context():
        make_learner(language="en")
    ask_only(live_app, "short_answer")
    with database(live_app) as session:
        session.execute(update(User).values(types_answers=True))
        session.commit()
    page = open_as(visitor)
    page.goto(CARDS)
    expect(page.locator(TEXT_FIELD)).to_be_focused()
    assert_good_page(page, "en")
    page.keyboard.type("some 1 answer f")
    Keyboard(page, "en").go("Enter")
    expect(page.locator("main dd")).to_contain_text(re.compile("some 1 answer f"))
    expect(page.locator("button.primary[name=grade]")).to_have_attribute("value", "1")
    with page.expect_navigation():
        page.keyboard.press("Space")
    assert [review.grade for review in reviews(live_app)] == [1]
