"""A person at the browser: what every page must be like, and moves by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import case, null, update
from sqlalchemy.orm import Session

from quizapp.extensions import db
from quizapp.models import Item
from tests.factories import NOON, PASSWORD
from tests.support.browser import Visitor, assert_axe_clean, assert_no_sideways_scroll

# What hides the element that has the focus: "" when nothing does. An option is its whole label.
# What is taller than the room above the bar must at least begin in sight.
HIDES_THE_FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const box = (focused.closest("label") ?? focused).getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight) return "out of the window";
  for (const bar of document.querySelectorAll("body *")) {
    if (!["sticky", "fixed"].includes(getComputedStyle(bar).position)) continue;
    if (bar.contains(focused)) continue;
    const other = bar.getBoundingClientRect();
    const apart = box.bottom <= other.top + 1 || box.top >= other.bottom - 1
      || box.right <= other.left || box.left >= other.right;
    const begins = box.height > other.top && box.top >= 0 && box.top < other.top - 24;
    if (!apart && !begins) return `${bar.tagName}.${bar.className}`;
  }
  return "";
}"""

FOCUSED = """() => {
  const { tagName, id, name, textContent } = document.activeElement;
  return `${tagName} ${id ?? ""} ${name ?? ""} ${textContent.trim().slice(0, 40)}`;
}"""

RESULT_HEADING = "[data-autofocus-result]"
TEXT_FIELD = "main input[name=text]"
CHOICES = "main input[name=choice]"
CHECK = "main form button.primary"
UNKNOWN = "main button[name=unknown]"
NEXT = "main .actions a.button"


@contextmanager
def database(app: Flask) -> Iterator[Session]:
    """A look into what the pages have recorded."""
    with app.app_context():
        yield db.session()
        db.session.remove()


def ask_only(app: Flask, kind: str) -> None:
    """Leave one type of items in the banks."""
    with database(app) as session:
        session.execute(
            update(Item).values(retired_at=case((Item.type == kind, null()), else_=NOON))
        )
        session.commit()


def click(page: Page, selector: str) -> None:
    """Use a link or button, and wait for the page it leads to with its scripts."""
    with page.expect_navigation():
        page.click(selector)


def log_in(page: Page, name: str = "alice", password: str = PASSWORD) -> Page:
    """Log in through the form with the mouse's help; ``page`` is anywhere."""
    page.goto("/login")
    page.fill("input[name=email]", f"{name}@example.org")
    page.fill("input[name=password]", password)
    click(page, CHECK)
    return page


def register(page: Page, name: str = "alice") -> None:
    """Fill in the registration form that is open, with the mouse's help."""
    page.fill("input[name=email]", f"{name}@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=password_confirm]", PASSWORD)
    click(page, CHECK)


def start_quiz(page: Page) -> Page:
    """Begin a quiz of 5 with everything as the page proposes it."""
    page.goto("/quiz/new")
    click(page, CHECK)
    return page


def assert_good_page(page: Page, language: str) -> None:
    """Fail on what is wrong with any page: language, title, width, focus out of sight, axe."""
    assert page.locator("html").get_attribute("lang") == language, page.url
    assert page.title().removesuffix("Rarissime").strip(" ·"), f"{page.url} has no title"
    assert_no_sideways_scroll(page)
    assert_nothing_hides_the_focus(page)
    assert_axe_clean(page)


def assert_nothing_hides_the_focus(page: Page) -> None:
    hidden_by = page.evaluate(HIDES_THE_FOCUS)
    assert not hidden_by, f"{page.url}, {page.evaluate(FOCUSED)}: hidden by {hidden_by}"


def assert_result_first(page: Page) -> None:
    """The heading of the result has the focus, and the title begins with what it says."""
    heading = page.locator(RESULT_HEADING)
    expect(heading).to_be_focused()
    said = heading.inner_text().lstrip("✓≈✗").strip()
    assert page.title().startswith(said), f"{page.title()!r} does not begin with {said!r}"


def open_as(visitor: Visitor, name: str = "alice", **kwargs: Any) -> Page:
    """A window in which somebody is logged in."""
    return log_in(visitor.open("/login", **kwargs), name)


@dataclass
class Keyboard:
    """Hands on the keyboard. Each page that is reached is checked as a whole."""

    page: Page
    language: str

    def press(self, *keys: str) -> None:
        """Keys that leave the page where it is."""
        for key in keys:
            self.page.keyboard.press(key)

    def go(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        assert_good_page(self.page, self.language)

    def tab_to(self, selector: str) -> None:
        """Move the focus forward; nothing on the way may be out of sight."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            assert_nothing_hides_the_focus(self.page)
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{self.page.url}: Tab never reaches {selector}")

    def follow(self, selector: str, key: str = "Enter") -> None:
        """Reach a link or button, and use it."""
        self.tab_to(selector)
        self.go(key)

    def write(self, selector: str, text: str) -> None:
        """Reach a field, and type."""
        self.tab_to(selector)
        self.page.keyboard.type(text)

    def heading(self) -> Locator:
        return self.page.locator(RESULT_HEADING)

    def register(self, email: str) -> None:
        """From the welcome page to the new learner's first page."""
        self.follow("a.button[href='/register']")
        self.write("input[name=email]", email)
        self.write("input[name=password]", PASSWORD)
        self.write("input[name=password_confirm]", PASSWORD)
        self.follow(CHECK)

    def begin_quiz(self) -> None:
        """From Today to the first question, having tried the form's groups."""
        self.follow("main .slab a[href^='/quiz/new']")
        page = self.page
        self.tab_to("input[name=mode]")
        self.press("ArrowDown")
        expect(page.locator("input[name=mode][value=measure]")).to_be_checked()
        self.press("ArrowUp")
        self.tab_to("input[name=length]")
        page.keyboard.type("5")
        self.tab_to("form.slab summary")
        self.press("Enter")
        # Two ticks are an answer to these: a menu may take one only.
        for kind in ("sba", "multiple", "short_answer"):
            self.tab_to(f"input[name=type][value={kind}]")
            self.press("Space")
            expect(page.locator(f"input[name=type][value={kind}]")).to_be_checked()
        self.follow(CHECK, "Space")

    def answer_with_shortcuts(self) -> None:
        """Letters and Enter; a short answer is typed."""
        if self.page.locator(TEXT_FIELD).count():
            self.write(TEXT_FIELD, "une bonne question")
        else:
            self.press("b")
            expect(self.page.locator(CHOICES).nth(1)).to_be_checked()
            expect(self.page.locator(CHOICES).nth(1)).to_be_focused()
        self.go("Enter")

    def answer_with_tab(self) -> None:
        """Nothing but what every browser knows: Tab, Space and arrows."""
        page = self.page
        if page.locator(TEXT_FIELD).count():
            self.write(TEXT_FIELD, "1 n u s ?")
            expect(page.locator(TEXT_FIELD)).to_have_value("1 n u s ?")
        else:
            self.tab_to(CHOICES)
            self.press("Space")
            expect(page.locator(CHOICES).first).to_be_checked()
            if page.locator(CHOICES).first.get_attribute("type") == "radio":
                self.press("ArrowDown")
            else:
                self.press("Tab", "Space")
            expect(page.locator(CHOICES).nth(1)).to_be_checked()
        self.follow(CHECK, "Space")
