"""Results while learners sit an exam: numbers that follow, narrow and wide, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from quizapp.services.learners import Learner
from tests.browser.steps import assert_good_page, click, open_as
from tests.factories import NOON, make_learner
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_items
from tests.services.sittings import DAY, HOUR, change_mark, grant, invite, leave, sit
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
EVERY_MS = 10_000
_names = (f"learner{number}" for number in count())


@dataclass
class Course:
    """A cohort and its exam; what is done to it is done by others than the visitor."""

    app: Flask
    ines: Learner
    cohort: int
    assignment: int
    waiting: list[Learner]

    @property
    def address(self) -> str:
        return f"/teach/assignments/{self.assignment}"

    def hand_in(self, right: int = 3) -> int:
        """The next learner sits the exam."""
        with self.app.app_context():
            return sit(self.waiting.pop(0), self.assignment, right=right)


@pytest.fixture
def course(live_app: Flask) -> Course:
    with live_app.app_context():
        load(*made_items(5))
        ines = make_learner("ines", role="instructor", language="en")
        learners = [make_learner(next(_names)) for _ in range(6)]
        cohort = make_cohort(ines, *learners)
        assignment = assign(
            cohort, closes_at=NOON + DAY, late="accept", late_deduction=10, attempts_allowed=None
        )
        return Course(live_app, ines, cohort, assignment, learners)


def live(page: Page, name: str):
    return page.locator(f"[data-progress] [data-count={name}]")


def test_numbers_follow_without_a_reload_and_the_end_is_announced_once(
    course: Course, visitor: Visitor
):
    page = open_as(visitor, "ines")
    page.clock.install()
    page.goto(course.address)
    expect(live(page, "done")).to_have_text("0")
    course.hand_in()
    page.clock.run_for(EVERY_MS + 1000)
    expect(live(page, "done")).to_have_text("1")
    expect(live(page, "not_started")).to_have_text("5")
    expect(live(page, "median")).to_have_text("60%")
    expect(page.locator("[role=status]")).to_have_text("Handed in: 1 of 6.")
    assert page.locator("[data-progress] progress").evaluate("bar => bar.value") == 1
    page.locator("[role=status]").evaluate("status => status.textContent = ''")
    with course.app.app_context():
        begin(course.waiting.pop(0), course.assignment)
    page.clock.run_for(EVERY_MS + 1000)
    expect(live(page, "in_progress")).to_have_text("1")
    expect(page.locator("[role=status]")).to_be_empty()


def test_an_unchanged_cohort_costs_an_empty_answer_and_errors_slow_the_asking_down(
    course: Course, visitor: Visitor
):
    page = open_as(visitor, "ines")
    page.clock.install()
    answers: list[int] = []
    page.on("response", lambda one: one.url.endswith("/progress") and answers.append(one.status))
    page.goto(course.address)
    for _ in range(3):
        page.clock.run_for(EVERY_MS + 500)
        page.wait_for_timeout(100)
    assert answers == [200, 304, 304]

    failed: list[str] = []

    def fail(route: Route) -> None:
        failed.append(route.request.url)
        route.fulfill(status=204)

    page.route("**/progress", fail)
    for _ in range(6):
        page.clock.run_for(EVERY_MS + 500)
        page.wait_for_timeout(50)
    assert 1 <= len(failed) <= 3, "after 10 s, then 20 s later, then 40 s later"


def test_a_page_in_the_background_asks_for_nothing(course: Course, visitor: Visitor):
    page = open_as(visitor, "ines")
    page.clock.install()
    page.goto(course.address)
    asked: list[str] = []
    page.on("request", lambda one: one.url.endswith("/progress") and asked.append(one.url))
    hide = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(
        f"Object.defineProperty(document, 'hidden', {{value: true, configurable: true}}); {hide}"
    )
    page.clock.run_for(10 * EVERY_MS)
    assert asked == []
    page.evaluate(f"Object.defineProperty(document, 'hidden', {{value: false}}); {hide}")
    page.wait_for_timeout(200)
    assert len(asked) == 1, "at once when it is looked at again"


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_results_and_an_attempt_are_good_pages(
    course: Course, visitor: Visitor, width: int, scheme: str
):
    attempts = [course.hand_in(right) for right in (1, 3, 4, 5)]
    with course.app.app_context():
        late, waiting = course.waiting
        sit(late, course.assignment, right=5, now=NOON + 2 * DAY, until=NOON + 2 * DAY + HOUR)
        grant(waiting, course.cohort, time_factor=4 / 3)
        begin(waiting, course.assignment)
        invite(course.cohort, "a.very.long.address.of.somebody@medecine.example.org")
        invite(course.cohort, "zoe@example.org", name="Zoé Élan", number="20260042")
        change_mark(course.ines, attempts[0], 2)
        change_mark(course.ines, attempts[0], 3, drop=True)
        leave(late, course.cohort)
    page = open_as(visitor, "ines", width=width, dark=scheme == "dark")
    for path in (
        course.address,
        f"{course.address}?find=zoe&order=score",
        f"{course.address}?find=nobody",
        f"{course.address}/attempts/{attempts[0]}",
    ):
        page.goto(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_good_page(page, "en")


def test_everything_works_without_a_script(course: Course, visitor: Visitor):
    course.hand_in()
    page = open_as(visitor, "ines", javascript=False, width=320)
    page.goto(course.address)
    course.hand_in()
    click(page, "main .hint a")
    expect(live(page, "done")).to_have_text("2")
    page.select_option("#stage", "done")
    click(page, "form[role=search] button")
    expect(page.locator("[role=region] tbody tr")).to_have_count(2)
    with page.expect_download() as download:
        page.click("form[action$='export.csv'] button")
    assert download.value.suggested_filename == "Contrôle-own.csv"
