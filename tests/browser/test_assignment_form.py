"""The builder of assignments in a real browser: every look, and errors that take the focus."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.steps import assert_good_page, click, open_as
from tests.factories import BANK, make_learner
from tests.services import classes
from tests.support.browser import Visitor

LOOKS = [(320, False), (320, True), (1280, False), (1280, True)]


@pytest.fixture
def addresses(live_app: Flask) -> dict[str, str]:
    """The builder as it is proposed, of a draft, and once somebody has begun."""
    with live_app.app_context():
        ines, alice = make_learner("ines", role="instructor", language="en"), make_learner()
        cohort = classes.make_cohort(ines, alice)
        draft = classes.assign(cohort, slug=BANK, items=10, published_at=None)
        begun = classes.assign(cohort, slug=BANK, items=10, minutes=30)
        classes.begin(alice, begun)
    return {
        "new": f"/teach/cohorts/{cohort}/assignments/new",
        "draft": f"/teach/assignments/{draft}/edit",
        "begun": f"/teach/assignments/{begun}/edit",
    }


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_every_state_of_the_builder_can_be_read(
    visitor: Visitor,
    addresses: dict[str, str],
    width: int,
    dark: bool,  # noqa: FBT001 - pytest
) -> None:
    page = open_as(visitor, "ines", width=width, dark=dark)
    for name, path in addresses.items():
        page.goto(path)
        assert_good_page(page, "en")
        _picture(page, f"{name}-{width}")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_draft_is_kept_once_its_errors_are_mended(
    visitor: Visitor,
    addresses: dict[str, str],
    javascript: bool,  # noqa: FBT001 - pytest
) -> None:
    page = open_as(visitor, "ines", width=320, javascript=javascript)
    page.goto(addresses["new"])
    click(page, "button[value=check]")
    if javascript:
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert_good_page(page, "en")
    _picture(page, "errors")
    page.fill("[name=title]", "Exam of November")
    topic = page.locator("#items-0 details").first
    if topic.get_attribute("open") is None:
        topic.locator("summary").click()
    topic.locator("[name=item]").first.check()
    click(page, "button[value=check]")
    assert "Promotion 2026 (1 learner) gets 1 question" in page.inner_text("main")
    click(page, "button[value=save]")
    assert "The draft is kept" in page.inner_text("main")
    click(page, "form[action$=publish] button")
    assert "Published" in page.inner_text("main")


def _picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
