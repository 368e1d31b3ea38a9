"""What the script of an exam adds: answers saved as they are given, and the time that is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from quizapp.models import AnswerSave, User
from tests.browser.exams import (
    MAIN_BUTTON,
    SAVE,
    STATUS,
    TIMER,
    choice,
    ending,
    expect_saved,
    responses,
    saves,
    seat,
)
from tests.browser.steps import RESULT_HEADING, TEXT_FIELD, click, database, log_in, open_as
from tests.support.browser import Visitor

NOT_YET = "Not saved yet, will try again."
HOUR = timedelta(hours=1)


@pytest.fixture
def exam(live_app: Flask) -> int:
    """An exam of Alice's on four single best answers, of an hour."""
    return seat(live_app)


@pytest.fixture
def alice(visitor: Visitor, exam: int) -> Page:
    """Alice's window, at the first question."""
    page = open_as(visitor)
    page.goto(f"/quiz/{exam}/1")
    return page


@pytest.fixture
def quiet(visitor: Visitor) -> Iterator[None]:
    """For tests in which the server refuses something on purpose."""
    yield
    visitor.complaints.clear()


def posts_of(page: Page) -> list[dict[str, list[str]]]:
    """The forms that the page sends from now on, as they are sent."""
    sent: list[dict[str, list[str]]] = []

    def note(request: Any) -> None:
        if request.method == "POST":
            sent.append(parse_qs(request.post_data or ""))

    page.on("request", note)
    return sent


def test_every_change_is_saved_and_nothing_leads_away(
    alice: Page, live_app: Flask, exam: int
) -> None:
    visits: list[str] = []
    alice.on("framenavigated", lambda frame: visits.append(frame.url))
    for number, option in enumerate("abc", start=1):
        choice(alice, option).check()
        expect_saved(alice)
        expect(alice.locator("input[name=seen]")).to_have_value(str(number))
    alice.locator("input[name=struck][value=d]").check()
    expect(alice.locator("input[name=seen]")).to_have_value("4")
    assert saves(live_app, exam) == [["a"], ["b"], ["c"], ["c"]]
    assert visits == []
    alice.reload()
    expect(choice(alice, "c")).to_be_checked()
    expect(alice.locator("input[name=struck][value=d]")).to_be_checked()


def test_what_was_changed_back_is_not_sent(alice: Page) -> None:
    sent = posts_of(alice)
    box = alice.locator("input[name=struck][value=d]")
    alice.evaluate(
        """() => { const box = document.querySelector("input[name=struck][value=d]");
                   box.click(); box.click(); }"""
    )
    expect(box).not_to_be_checked()
    alice.wait_for_timeout(500)
    assert sent == []
    expect(alice.locator(STATUS)).to_have_text("Nothing saved yet.")


def test_a_text_is_saved_when_typing_pauses(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, every_kind=True)
    page = open_as(visitor)
    for position in range(1, 10):
        page.goto(f"/quiz/{attempt}/{position}")
        if page.locator(TEXT_FIELD).count():
            break
    sent = posts_of(page)
    page.locator(TEXT_FIELD).press_sequentially("colchicine", delay=20)
    expect_saved(page)
    assert 1 <= len(sent) <= 2
    with database(live_app) as session:
        kept = session.scalars(select(AnswerSave).order_by(AnswerSave.id.desc())).first()
        assert kept is not None
        assert kept.answer["text"] == "colchicine"


def test_with_the_network_cut_nothing_is_lost_and_the_key_stays_the_same(
    alice: Page, live_app: Flask, exam: int
) -> None:
    sent = posts_of(alice)
    alice.route("**/quiz/**", lambda route: route.abort())
    choice(alice, "a").check()
    expect(alice.locator(STATUS)).to_have_text(NOT_YET)
    choice(alice, "b").check()
    expect(alice.locator(STATUS)).to_have_text(NOT_YET)
    at = alice.url
    alice.locator(MAIN_BUTTON).click()
    expect(alice.locator(STATUS)).to_have_text(NOT_YET)
    assert alice.url == at, "nobody is led to a page that cannot be reached"
    assert len(sent) >= 2
    assert len({one["client_key"][0] for one in sent}) == 1
    assert {one["choice"][0] for one in sent} == {"a"}, "what was sent is sent again as it was"
    assert saves(live_app, exam) == []

    alice.unroute("**/quiz/**")

    expect(alice.locator(STATUS)).to_have_text("Saved.", timeout=8000)
    expect(alice.locator("input[name=seen]")).to_have_value("2")
    assert saves(live_app, exam) == [["a"], ["b"]]


def test_an_answer_whose_acknowledgement_was_lost_counts_once(
    alice: Page, live_app: Flask, exam: int
) -> None:
    tries: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        tries.append(route.request.post_data or "")
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    alice.route("**/quiz/*/1", lose_the_first_answer)
    choice(alice, "c").check()
    expect(alice.locator(STATUS)).to_have_text(NOT_YET)
    expect(alice.locator(STATUS)).to_have_text("Saved.", timeout=8000)
    assert tries[0] == tries[1]
    assert saves(live_app, exam) == [["c"]]


@pytest.mark.usefixtures("quiet")
def test_a_server_that_is_away_is_asked_again(alice: Page, live_app: Flask, exam: int) -> None:
    answers = iter([503, 500])

    def answer_badly(route: Route) -> None:
        status = next(answers, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="<h1>away</h1>", content_type="text/html")

    alice.route("**/quiz/*/1", answer_badly)
    choice(alice, "c").check()
    expect(alice.locator(STATUS)).to_have_text("Saved.", timeout=15_000)
    assert saves(live_app, exam) == [["c"]]


def test_to_go_on_right_after_a_change_loses_nothing(
    alice: Page, live_app: Flask, exam: int
) -> None:
    choice(alice, "b").check()
    click(alice, MAIN_BUTTON)
    assert alice.url.endswith("/2")
    assert saves(live_app, exam)[-1] == ["b"]
    choice(alice, "c").check()
    with alice.expect_navigation(url="**/3"):
        alice.keyboard.press("n")
    assert saves(live_app, exam, 2)[-1] == ["c"]


def test_to_leave_by_the_address_bar_sends_what_was_not_sent_yet(
    alice: Page, live_app: Flask, exam: int
) -> None:
    choice(alice, "b").check()
    alice.goto("/settings")
    for _ in range(40):
        if saves(live_app, exam):
            break
        alice.wait_for_timeout(50)
    assert saves(live_app, exam) == [["b"]]


def test_another_device_goes_on_where_this_one_was_left(
    visitor: Visitor, alice: Page, exam: int
) -> None:
    choice(alice, "b").check()
    alice.locator("input[name=struck][value=a]").check()
    expect(alice.locator("input[name=seen]")).not_to_have_value("0")
    expect_saved(alice)
    stem = alice.locator("main h1").inner_text()
    options = alice.locator("main label.choice").all_inner_texts()
    alice.context.close()

    other = log_in(visitor.open("/login", width=320, dark=True))
    click(other, "main .flash a")

    assert other.url.endswith("/2")
    click(other, "button[value='1']:has-text('Previous')")
    assert other.locator("main h1").inner_text() == stem
    assert other.locator("main label.choice").all_inner_texts() == options
    expect(choice(other, "b")).to_be_checked()
    expect(other.locator("input[name=struck][value=a]")).to_be_checked()


@pytest.mark.usefixtures("quiet")
def test_a_tab_that_is_out_of_date_is_told_and_replaces_only_knowingly(
    visitor: Visitor, alice: Page, live_app: Flask, exam: int
) -> None:
    other = visitor.open(f"/quiz/{exam}/1", cookies_of=alice)
    choice(other, "b").check()
    expect_saved(other)

    choice(alice, "c").check()

    expect(alice.locator(STATUS)).to_contain_text("another tab or device")
    assert saves(live_app, exam) == [["b"]]
    click(alice, SAVE)
    expect(alice.locator("[data-error-summary]")).to_be_focused()
    expect(alice.locator("[data-error-summary]")).to_contain_text("The big toe")
    expect(choice(alice, "c")).to_be_checked()
    assert saves(live_app, exam) == [["b"]]
    click(alice, SAVE)
    assert saves(live_app, exam) == [["b"], ["c"]]
    expect(choice(alice, "c")).to_be_checked()


@pytest.mark.usefixtures("quiet")
def test_too_many_ticks_of_a_menu_are_said_at_once(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, every_kind=True)
    page = open_as(visitor)
    for position in range(1, 10):
        page.goto(f"/quiz/{attempt}/{position}")
        if "exactly 3" in page.locator("main").inner_text():
            break
    for option in "abcd":
        choice(page, option).check()
    expect(page.locator(STATUS)).to_have_text("Choose 3 answers at most.")
    choice(page, "a").uncheck()
    expect_saved(page)


def test_the_time_spent_adds_up_and_is_not_counted_twice(
    alice: Page, live_app: Flask, exam: int
) -> None:
    alice.wait_for_timeout(400)
    for option in "ab":
        choice(alice, option).check()
        expect_saved(alice)
        alice.wait_for_timeout(300)
    choice(alice, "c").check()
    expect_saved(alice)
    with database(live_app) as session:
        spent = [one.duration_ms or 0 for one in session.scalars(select(AnswerSave))]
    shown = alice.evaluate("performance.now()")
    assert len(spent) == 3
    assert all(spent)
    assert 900 < sum(spent) < shown


# The time


def seconds_shown(page: Page) -> int:
    text = page.locator(f"{TIMER} [role=timer]").inner_text()
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def test_the_time_goes_on_by_the_servers_clock_whatever_the_browsers_says(
    visitor: Visitor, live_app: Flask
) -> None:
    attempt = seat(live_app, started=timedelta(minutes=20))
    page = open_as(visitor)
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 5 * 3600 * 1000; }")
    page.goto(f"/quiz/{attempt}/1")
    first = seconds_shown(page)
    assert 2390 < first <= 2400
    expect(page.locator("[data-at-load]")).to_have_count(0)
    page.wait_for_timeout(1600)
    assert 1 <= first - seconds_shown(page) <= 3


def test_when_the_time_is_over_the_page_sends_itself(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, started=HOUR - timedelta(seconds=6))
    page = open_as(visitor)
    page.goto(f"/quiz/{attempt}/1")
    choice(page, "b").check()
    expect_saved(page)
    page.wait_for_url("**/result", timeout=15_000)
    assert ending(live_app, attempt) == "time"
    assert responses(live_app, attempt)[0].answer == {"chosen": ["b"]}


def test_the_review_turns_into_the_end_too(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, started=HOUR - timedelta(seconds=5))
    page = open_as(visitor)
    page.goto(f"/quiz/{attempt}/review")
    expect(page.locator(RESULT_HEADING)).to_have_text("Time is over", timeout=15_000)
    assert ending(live_app, attempt) is None


def test_the_last_minute_is_said_once_and_no_second_is(visitor: Visitor, live_app: Flask) -> None:
    attempt = seat(live_app, started=HOUR - timedelta(seconds=65))
    page = open_as(visitor)
    page.goto(f"/quiz/{attempt}/1")
    page.evaluate(
        """() => { window.said = [];
          new MutationObserver(() => said.push(document.querySelector("[data-saving]").textContent))
            .observe(document.querySelector("[data-saving]"), { childList: true }); }"""
    )
    expect(page.locator(STATUS)).to_have_text("1 minute left", timeout=10_000)
    page.wait_for_timeout(2200)
    assert page.evaluate("said") == ["1 minute left"]
    live = page.locator("[aria-live], [role=status], [role=alert]").all()
    assert not [one for one in live if one.locator("[role=timer]").count()]


def test_a_folded_clock_stays_folded_from_page_to_page(alice: Page, live_app: Flask) -> None:
    shown = alice.locator(f"{TIMER} [role=timer]")
    expect(shown).to_be_visible()
    alice.locator(f"{TIMER} summary").click()
    expect(shown).to_be_hidden()
    click(alice, MAIN_BUTTON)
    expect(shown).to_be_hidden()
    alice.locator(f"{TIMER} summary").press("Enter")
    expect(shown).to_be_visible()
    click(alice, MAIN_BUTTON)
    expect(shown).to_be_visible()


def test_who_never_wants_to_see_the_clock_says_so_in_the_settings(
    visitor: Visitor, live_app: Flask, exam: int
) -> None:
    page = open_as(visitor)
    page.goto("/settings")
    page.locator("#hide_timer").check()
    click(page, "main form button.primary")
    page.goto(f"/quiz/{exam}/1")
    expect(page.locator(f"{TIMER} [role=timer]")).to_be_hidden()
    with database(live_app) as session:
        assert session.scalars(select(User)).unique().one().hide_timer
    page.locator(f"{TIMER} summary").click()
    expect(page.locator(f"{TIMER} [role=timer]")).to_have_text(re.compile(r"^(1:00:00|59:\d\d)$"))
