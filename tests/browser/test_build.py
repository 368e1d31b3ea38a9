"""The builder in a real browser: the live count, by keyboard, without JavaScript, in every look."""

from __future__ import annotations

import re
import time

import pytest
from flask import Flask, request
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.models import Attempt, SavedBuild
from tests.browser.steps import CHECK, Keyboard, assert_good_page, click, database, open_as
from tests.factories import make_learner
from tests.support.browser import Visitor, assert_no_sideways_scroll

COUNT, SAVE = "button[value=count]", "button[value=save]"
FILTERS, MARKING, KEEPING = (f"form.slab > details:nth-of-type({n})" for n in (1, 2, 3))
DELETE = "form[action$='/delete'] button"
EVERYTHING_OPEN = "/quiz/new?mode=exam&topic=causes&status=unseen&minutes=10"
LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture
def learner(live_app: Flask) -> None:
    with live_app.app_context():
        make_learner(language="en")


def said(page: Page) -> str:
    return page.locator("output").inner_text()


def number(page: Page) -> int:
    found = re.match(r"\d+", said(page))
    assert found, said(page)
    return int(found[0])


def save_as(page: Page, name: str) -> None:
    if not page.locator(f"{KEEPING}[open]").count():
        page.click(f"{KEEPING} > summary")
    page.fill("input[name=name]", name)
    click(page, SAVE)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_builder_is_clean_folded_open_refused_and_with_saved_settings(
    visitor: Visitor, learner: None, *, width: int, scheme: str
) -> None:
    page = open_as(visitor, width=width, dark=scheme == "dark")
    page.goto("/quiz/new")
    assert_good_page(page, "en")
    page.goto("/quiz/new?status=flagged")
    click(page, CHECK)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_good_page(page, "en")
    page.goto(EVERYTHING_OPEN)
    save_as(page, "An imaginably long name for settings, as it may really be too")
    page.goto("/quiz/new")
    page.click("main li summary")
    assert_good_page(page, "en")
    page.goto(EVERYTHING_OPEN.replace("causes", "diagnosis"))
    save_as(page, "An imaginably long name for settings, as it may really be too")
    expect(page.locator("input[type=checkbox][name=replaces]")).to_be_visible()
    assert_good_page(page, "en")


def test_the_count_follows_every_change_and_is_what_the_server_says(
    visitor: Visitor, learner: None
) -> None:
    page = open_as(visitor)
    page.goto("/quiz/new")
    expect(page.locator(COUNT)).to_be_hidden()
    spoken = page.get_by_role("status").filter(has_text="questions match.")
    expect(spoken).to_have_count(1)
    everything = number(page)
    page.click(f"{FILTERS} > summary")
    page.check("input[name=topic][value=causes]")
    expect(page.locator("output")).not_to_have_text(f"{everything} questions match.")
    causes = number(page)
    assert 0 < causes < everything
    page.check("input[name=status][value=wrong]")
    expect(page.locator("output")).to_contain_text("No question matches.")
    page.uncheck("input[name=status][value=wrong]")
    expect(page.locator("output")).to_contain_text(f"{causes} questions match.")
    page.fill("input[name=length]", "99")
    expect(page.locator("output")).to_contain_text("The quiz will be shorter")
    page.check("input[name=mode][value=measure]")
    expect(page.locator("output")).to_contain_text("A measure leaves out cases")
    counted = said(page)
    page.reload()
    page.goto("/quiz/new?mode=measure&topic=causes")
    assert said(page) == counted, "the page itself says the same"


def test_a_burst_of_changes_is_counted_once_and_tells_no_token(
    visitor: Visitor, learner: None
) -> None:
    page = open_as(visitor)
    page.goto("/quiz/new")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """() => document.querySelectorAll("input[name=topic]").forEach((box) => box.click())"""
    )
    page.wait_for_timeout(1000)
    (count,) = (url for url in asked if "/quiz/count" in url)
    assert count.count("topic=") == 7
    assert not re.search("csrf|client_key|name=", count)


def test_a_late_answer_does_not_take_the_place_of_a_newer_one(
    visitor: Visitor, live_app: Flask, learner: None
) -> None:
    asked: list[str] = []

    def be_late_once() -> None:
        if request.endpoint == "quiz.count":
            asked.append(request.full_path)
            time.sleep(1.5 if len(asked) == 1 else 0)

    live_app.before_request_funcs.setdefault(None, []).append(be_late_once)
    page = open_as(visitor)
    page.goto("/quiz/new?topic=causes&topic=treatment")
    both = said(page)
    page.uncheck("input[name=topic][value=causes]")
    page.wait_for_timeout(600)
    page.check("input[name=topic][value=causes]")
    page.wait_for_timeout(2000)
    assert len(asked) == 2
    assert said(page) == both


def test_a_count_that_cannot_be_had_says_nothing_and_gives_the_button_back(
    visitor: Visitor, learner: None
) -> None:
    page = open_as(visitor)
    page.goto("/quiz/new?topic=causes")
    page.context.set_offline(offline=True)
    page.uncheck("input[name=topic][value=causes]")
    expect(page.locator("output")).to_be_empty()
    expect(page.locator(COUNT)).to_be_visible()
    page.context.set_offline(offline=False)
    page.check("input[name=topic][value=causes]")
    expect(page.locator("output")).to_contain_text("questions match.")
    expect(page.locator(COUNT)).to_be_hidden()


def test_choosing_an_exam_opens_what_only_an_exam_has(visitor: Visitor, learner: None) -> None:
    page = open_as(visitor)
    page.goto("/quiz/new")
    expect(page.locator("input[name=minutes]")).to_be_hidden()
    page.check("input[name=mode][value=exam]")
    expect(page.locator("input[name=minutes]")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_an_exam_is_put_together_saved_and_begun_by_keyboard_alone(
    visitor: Visitor, live_app: Flask, learner: None, width: int
) -> None:
    page = open_as(visitor, width=width)
    page.goto("/quiz/new")
    keyboard = Keyboard(page, "en")
    keyboard.tab_to("input[name=mode]")
    keyboard.press("ArrowDown", "ArrowDown")
    keyboard.write("input[name=length]", "7")
    keyboard.tab_to("form.slab summary")
    keyboard.press("Enter")
    keyboard.tab_to("input[name=topic][value=causes]")
    keyboard.press("Space")
    keyboard.tab_to("input[name=difficulty]")
    keyboard.press("Space")
    keyboard.tab_to("input[name=asks_confidence]")
    keyboard.press("Space")
    keyboard.write("input[name=minutes]", "20")
    keyboard.tab_to("input[name=convention]")
    keyboard.press("ArrowDown")
    keyboard.tab_to(CHECK)
    keyboard.tab_to("form.slab summary")
    keyboard.press("Enter")
    keyboard.write("input[name=name]", "Causes")
    keyboard.go("Enter")
    expect(page.locator("[role=status] .flash")).to_contain_text("Saved as “Causes”.")
    with database(live_app) as session:
        assert session.scalars(select(Attempt)).all() == []
        settings = session.scalars(select(SavedBuild)).one().settings
    assert (settings["mode"], settings["length"], settings["minutes"]) == ("exam", 7, 20)
    assert (settings["topics"], settings["convention"]) == (["causes"], "classic")
    assert (settings["difficulties"], settings["asks_confidence"]) == (["easy"], True)

    keyboard.follow("form[action$='/start'] button")
    assert re.search(r"/quiz/\d+/1$", page.url)


def test_saved_settings_are_deleted_by_keyboard_after_a_second_look(
    visitor: Visitor, live_app: Flask, learner: None
) -> None:
    page = open_as(visitor)
    page.goto("/quiz/new")
    save_as(page, "Causes")
    page.goto("/quiz/new")
    keyboard = Keyboard(page, "en")
    expect(page.locator(DELETE)).to_be_hidden()
    keyboard.tab_to("main li summary")
    keyboard.press("Enter")
    expect(page.locator(DELETE)).to_be_visible()
    keyboard.follow(DELETE)
    expect(page.locator("[role=status] .flash")).to_contain_text("“Causes” was deleted.")
    expect(page.locator("main li")).to_have_count(0)


def test_all_of_it_works_without_javascript(
    visitor: Visitor, live_app: Flask, learner: None
) -> None:
    page = open_as(visitor, width=320, javascript=False)
    page.goto("/quiz/new")
    everything = number(page)
    page.click(f"{FILTERS} > summary")
    page.check("input[name=topic][value=treatment]")
    click(page, COUNT)
    assert page.url.endswith("#count")
    expect(page.locator("output")).to_be_in_viewport()
    treatment = number(page)
    assert 0 < treatment < everything
    assert page.title().startswith(f"{treatment} questions match.")
    expect(page.locator("input[name=topic][value=treatment]")).to_be_checked()
    page.check("input[name=status][value=flagged]")
    click(page, CHECK)
    expect(page.locator("#status-error")).to_contain_text("No question matches.")
    page.uncheck("input[name=status][value=flagged]")
    save_as(page, "Treatment")
    page.fill("input[name=length]", "6")
    page.check("input[name=mode][value=exam]")
    page.click(f"{MARKING} > summary")
    page.fill("input[name=minutes]", "9")
    click(page, SAVE)
    assert_no_sideways_scroll(page)
    click(page, "form[action$='/start'] button")
    with database(live_app) as session:
        attempt = session.scalars(select(Attempt)).one()
        assert (attempt.mode, attempt.topics, attempt.length) == ("exam", ["treatment"], 6)
        assert attempt.deadline_at is not None
    page.goto("/quiz/new")
    page.click("main li summary")
    click(page, DELETE)
    expect(page.locator("main li")).to_have_count(0)
