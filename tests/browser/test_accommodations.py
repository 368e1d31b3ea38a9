"""What is granted to a learner, and the preview: narrow and wide, by keyboard, without a script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from quizapp.web.locale import utc_now
from tests.browser.steps import assert_good_page, click, open_as
from tests.factories import BANK, make_learner
from tests.services.classes import assign, begin, make_cohort, membership_id
from tests.services.sittings import grant
from tests.support.browser import Visitor

LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def pages(live_app: Flask) -> dict[str, str]:
    """The addresses of the pages; their learner sits an exam with more time than others."""
    with live_app.app_context():
        ines = make_learner("ines", role="instructor", language="en")
        alice = make_learner("a.very.long.address.of.somebody.who.studies", language="en")
        cohort = make_cohort(ines, alice)
        now = utc_now()
        exam = assign(
            cohort, slug=BANK, items=40, minutes=60, opens_at=now - DAY, closes_at=now + DAY
        )
        draw = {"definition": 3, "diagnosis": 2}
        assign(cohort, slug=BANK, paper="draw", draw=draw, published_at=None, title="Tirage")
        grant(alice, cohort, time_factor=4 / 3)
        grant(alice, cohort, exam, time_factor=1.25, closes_at=now + 2 * DAY, extra_attempts=1)
        begin(alice, exam, now=now)
        place = membership_id(alice, cohort)
    of_learner = f"/teach/assignments/{exam}/learners/{place}"
    return {
        "for all": f"/teach/cohorts/{cohort}/learners/{place}/accommodation",
        "for one": f"{of_learner}/accommodation",
        "reopen": f"{of_learner}/reopen",
        "preview": f"/teach/assignments/{exam}/preview",
    }


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_what_is_granted_and_the_preview_are_good_pages(
    pages: dict[str, str], visitor: Visitor, width: int, scheme: str
):
    page = open_as(visitor, "ines", width=width, dark=scheme == "dark")
    for address in pages.values():
        page.goto(address)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_good_page(page, "en")
    for name in ("for all", "for one", "reopen"):
        page.goto(pages[name])
        if name != "reopen":
            page.fill("#other", "9")
        page.locator("main form button.primary").first.click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        assert_good_page(page, "en")


def test_everything_works_without_a_script(pages: dict[str, str], visitor: Visitor):
    page = open_as(visitor, "ines", javascript=False, width=320)
    page.goto(pages["for one"])
    page.locator("main summary").first.click()
    click(page, "main details button")
    expect(page.locator("main")).to_contain_text("1 attempt in all")
    click(page, "main .actions a.button")
    page.fill("#until", (utc_now() + 3 * DAY).strftime("%Y-%m-%dT%H:%M"))
    click(page, "main form button.primary")
    expect(page.locator("main")).to_contain_text("2 attempts in all")
    page.goto(pages["preview"])
    page.locator("main input[name=choice]").first.check()
    page.locator("main input[name=text]").first.press("Enter")
    page.wait_for_timeout(200)
    assert page.url.endswith(pages["preview"]), "nothing is sent, not even to this page"
