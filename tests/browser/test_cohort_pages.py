"""A roster and its faults, the lists that follow from it, and roles, in every appearance."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.steps import assert_good_page, click, open_as
from tests.factories import make_learner
from tests.services import classes
from tests.support.browser import Visitor

LONG = "une-adresse-vraiment-tres-longue-comme-en-donnent-les-facultes@etu.example.org"
ROSTER = f"email;name;number;factor\n{LONG};Anne-Sophie d’Ormesson;20260001;4/3\nb@example.org;;;"


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)])
def test_a_roster_is_mended_looked_at_and_imported(
    visitor: Visitor, live_app: Flask, *, width: int, dark: bool
) -> None:
    with live_app.app_context():
        cohort = classes.make_cohort(make_learner("ines", role="instructor", language="en"))
    page = open_as(visitor, "ines", width=width, dark=dark, language="en")
    page.goto(f"/teach/cohorts/{cohort}/learners")
    assert_good_page(page, "en")
    click(page, "main a[href$='/import']")
    assert_good_page(page, "en")

    page.fill("textarea[name=text]", ROSTER.replace("4/3", "40"))
    click(page, "main form button.primary")
    assert_good_page(page, "en")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_contain_text("line 2")
    expect(page.locator("textarea[name=text]")).to_have_value(ROSTER.replace("4/3", "40"))

    page.fill("textarea[name=text]", ROSTER)
    click(page, "main form button.primary")
    assert_good_page(page, "en")
    expect(page.locator("h1")).to_be_focused()
    click(page, "main form button.primary")
    assert_good_page(page, "en")
    expect(page.locator("main table")).to_contain_text("Anne-Sophie d’Ormesson")
    click(page, "main table a >> nth=0")
    assert_good_page(page, "en")
    page.goto(f"/teach/cohorts/{cohort}/history")
    assert_good_page(page, "en")
    expect(page.locator("main")).to_contain_text("imported a roster: 2 new")


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)])
def test_a_role_is_given_in_two_steps(
    visitor: Visitor, live_app: Flask, *, width: int, dark: bool
) -> None:
    with live_app.app_context():
        make_learner("ada", role="admin", language="en")
        make_learner("bob")
    page = open_as(visitor, "ada", width=width, dark=dark, language="en")
    page.goto("/admin/people?find=bob")
    assert_good_page(page, "en")
    click(page, "main table a")
    assert_good_page(page, "en")
    page.check("input[name=role][value=instructor]")
    click(page, "main form button.primary")
    assert_good_page(page, "en")
    click(page, "main form button.primary")
    assert_good_page(page, "en")
    page.goto("/admin/people?find=bob")
    expect(page.locator("main table")).to_contain_text("instructor")
