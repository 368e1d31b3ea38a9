"""From an empty list of cohorts to a corrected key, by the people whom it is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from quizapp.models import GradeChange, Response
from tests.browser.steps import assert_good_page, click, database, open_as
from tests.factories import make_learner
from tests.services.made_banks import load, made_items
from tests.support.browser import Visitor, assert_no_sideways_scroll

Check = Callable[[Page], None]
SUBMIT = "main form button.primary"
TITLE = "Contrôle du lundi"


@pytest.fixture
def people(live_app: Flask) -> None:
    with live_app.app_context():
        load(*made_items(3), slug="aa-goutte")
        make_learner("ines", role="instructor", language="en")
        make_learner("alice", language="en")
        make_learner("bob", language="en")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("width", "dark", "scripts"), [(320, True, True), (1280, False, False)])
def test_a_cohort_is_made_sits_a_quiz_and_a_key_is_corrected(
    visitor: Visitor, live_app: Flask, *, width: int, dark: bool, scripts: bool
) -> None:
    look = {"width": width, "dark": dark, "javascript": scripts, "language": "en"}
    # Without scripts, axe cannot look.
    check = partial(assert_good_page, language="en") if scripts else assert_no_sideways_scroll
    ines = open_as(visitor, "ines", **look)
    code = make_cohort(ines, check)
    assign_exam(ines, check)

    alice, bob = open_as(visitor, "alice", **look), open_as(visitor, "bob", **look)
    for page, name in ((alice, "Alice Martin"), (bob, "Bob Durand")):
        join(page, code, name, check)
    # Of the questions of the samples, b is right and a is wrong.
    sit(alice, "b", check)
    sit(bob, "a", check)
    expect(alice.locator("h1")).to_contain_text("3 of 3")
    expect(bob.locator("h1")).to_contain_text("0 of 3")

    read_results(ines, check)
    correct_key(ines, check)

    alice.goto("/")
    check(alice)
    expect(alice.locator("main")).to_contain_text(f"Your mark for {TITLE} changed")
    expect(alice.locator("main")).to_contain_text("The key was wrong")
    click(alice, "main .flash a[href*='/quiz/']")
    expect(alice.locator("main")).to_contain_text("The key was wrong")
    alice.goto("/")
    click(alice, "main .flash button")
    expect(alice.locator("main")).not_to_contain_text("changed")
    with database(live_app) as session:
        assert session.scalar(select(func.count()).select_from(GradeChange)) == 2
        assert session.scalar(select(func.count()).select_from(Response)) == 6


def make_cohort(page: Page, check: Check) -> str:
    """Make a cohort; its join code."""
    page.goto("/teach/cohorts")
    check(page)
    click(page, "main a[href='/teach/cohorts/new']")
    check(page)
    page.fill("input[name=name]", "Year 4")
    click(page, SUBMIT)
    check(page)
    return page.locator("#joining + * .stat b").inner_text().replace(" ", "")


def assign_exam(page: Page, check: Check) -> None:
    """Give the cohort an exam on three questions, which shows everything at once."""
    click(page, "main a[href$='/assignments/new']")
    check(page)
    page.fill("input[name=title]", TITLE)
    page.locator("input[name=bank][value=aa-goutte]").check()
    click(page, "button[value=show]")
    click(page, "button[value=tick]")
    page.locator("input[name=reveal][value=everything]").check()
    click(page, "button[name=action][value=check]")
    expect(page.locator("main")).to_contain_text("3 questions")
    click(page, "button[name=action][value=save]")
    check(page)
    click(page, "main form[action$='/publish'] button")
    check(page)


def join(page: Page, code: str, name: str, check: Check) -> None:
    page.goto("/cohorts")
    check(page)
    page.fill("input[name=code]", code.lower())
    click(page, "main form[action='/cohorts/join'] button")
    check(page)
    page.fill("input[name=name]", name)
    click(page, SUBMIT)
    expect(page.locator("main")).to_contain_text("Year 4")
    check(page)


def sit(page: Page, choice: str, check: Check) -> None:
    """Take the exam from the home page to its result."""
    page.goto("/")
    click(page, f"main a:has-text('{TITLE}')")
    check(page)
    click(page, SUBMIT)
    for _ in range(3):
        page.locator(f"main input[name=choice][value={choice}]").check()
        click(page, SUBMIT)
    if page.locator("form[action$='/hand-in']").count() == 0:
        click(page, "main a[href$='/review']")
    click(page, "form[action$='/hand-in'] button")


def read_results(page: Page, check: Check) -> None:
    page.goto("/teach/cohorts")
    click(page, "main a:has-text('Year 4')")
    click(page, f"main a:has-text('{TITLE}')")
    check(page)
    expect(page.locator("main")).to_contain_text("Alice Martin")
    expect(page.locator("main")).to_contain_text("Bob Durand")
    click(page, "main a[href$='/items']")
    check(page)


def correct_key(page: Page, check: Check) -> None:
    """Look at what another key would do, be asked why, and apply it."""
    click(page, "main table th a >> nth=0")
    check(page)
    click(page, "main a[href$='/correct']")
    check(page)
    page.locator("input[name=right][value=a]").check()
    click(page, "button[value=preview]")
    check(page)
    expect(page.locator("main table")).to_contain_text("Alice Martin")
    click(page, "button[value=apply]")
    expect(page.locator("[data-error-summary]")).to_contain_text("Say why")
    page.fill("[name=reason]", "The key was wrong")
    click(page, "button[value=apply]")
    check(page)
    expect(page.locator("main")).to_contain_text("Its key was corrected")
