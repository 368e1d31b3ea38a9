"""Take the pictures of the README anew: ``make screenshots``.

A made-up student answers a quiz and a few cards in a real browser, in English, on a database of its
own; an instructor looks at the bank.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from playwright.sync_api import Browser, Page
from sqlalchemy import select

from quizapp import create_app
from quizapp.database import transaction
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Item
from quizapp.services.catalogue import find_bank
from quizapp.services.deck import card_grades, cards
from quizapp.services.learners import Learner
from tests.factories import BANK, PASSWORD, make_learner
from tests.support.browser import Visitor, launched_browser
from tests.support.databases import SQLiteDatabases, settings_for
from tests.support.live_server import serving

PICTURES = Path(__file__).parent / "screenshots"
PHONE = {"width": 375, "height": 760}


def main() -> None:
    """Start the application, play the student and the instructor, leave the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SQLiteDatabases(folder).filled(folder) as url:
            app = create_app(settings_for(url, folder))
            with app.app_context():
                study_for_weeks(make_learner("alice", language="en"))
                make_learner("irene", role="instructor", language="en")
            with serving(app) as address, launched_browser() as browser:
                visit(browser, address)


def study_for_weeks(learner: Learner) -> None:
    """Grade half of the cards, some days or weeks ago, so that there is something to forget."""
    rng, now = Random(7), datetime.now(UTC)
    bank = find_bank(db.session(), BANK)
    items = db.session.scalars(
        select(Item.id).where(Item.bank_id == bank.id).order_by(Item.position)
    ).all()
    for number, item in enumerate(items[::2]):
        first = now - timedelta(days=rng.randint(4, 60))
        for at in (first, first + timedelta(days=3)):
            with transaction() as session:
                card = cards.find_card(session, learner=learner, bank_id=bank.id, item_id=item)
                card_grades.grade_card(
                    session,
                    learner=learner,
                    bank_id=bank.id,
                    item_id=item,
                    seen_reviews=card.reviews,
                    grade=rng.choice([Grade.AGAIN, Grade.GOOD, Grade.GOOD, Grade.EASY]),
                    client_key=f"{number}-{at:%d}",
                    duration_ms=rng.randint(4000, 20_000),
                    now=at,
                )


def visit(browser: Browser, address: str) -> None:
    visitor = Visitor(browser, address)
    student = log_in(visitor, "alice")
    answer_a_quiz(student)
    student.goto("/")
    picture(student, "today")
    grade_cards(student, 4)
    student.goto("/progress")
    picture(student, "progress")
    student.goto(f"/banks/{BANK}/text")
    picture(student, "map")
    sit_an_exam(student)
    phone = visitor.open(f"/cards/{BANK}", **PHONE, language="en", cookies_of=student)
    phone.keyboard.press("Space")
    phone.wait_for_selector(".grades")
    picture(phone, "card-phone")
    instructor = log_in(visitor, "irene")
    instructor.goto(f"/teach/banks/{BANK}")
    picture(instructor, "teach")
    visitor.close()


def log_in(visitor: Visitor, name: str) -> Page:
    page = visitor.open("/login", width=1000, height=720, language="en")
    page.fill("[name=email]", f"{name}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")
    return page


def answer_a_quiz(page: Page) -> None:
    page.goto("/quiz/new")
    page.click("main button.primary")
    for number in range(1, 6):
        page.wait_for_url(f"**/{number}")
        if page.locator("main input[name=text]").count():
            page.fill("main input[name=text]", "pain")
        else:
            page.locator("main input[name=choice]").nth(1).check()
        page.click("main button.primary")
        page.wait_for_selector(".verdict")
        if number == 1:
            picture(page, "feedback")
        page.click("main .actions a.primary")
    page.wait_for_url("**/result")
    picture(page, "result")


def sit_an_exam(page: Page) -> None:
    page.goto("/quiz/new")
    page.check("input[name=mode][value=exam]")
    page.fill("input[name=length]", "20")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    page.fill("input[name=minutes]", "30")
    page.click("main form button.primary")
    page.wait_for_selector("form[data-exam]")
    first = page.url.rpartition("/")[0]
    for number in range(1, 21):  # the first question with options to strike out
        page.goto(f"{first}/{number}")
        if page.locator("input[name=struck]").count() >= 4:
            break
    page.locator("input[name=struck]").nth(3).check()
    page.locator("input[name=choice]").first.check()
    page.get_by_text("Saved.").wait_for()
    picture(page, "exam")


def grade_cards(page: Page, number: int) -> None:
    page.goto(f"/cards/{BANK}")
    for _ in range(number):
        page.click("main .actions a.primary")
        page.click("button[name=grade][value='3']")
        page.wait_for_selector("main .actions a.primary")


def picture(page: Page, name: str) -> None:
    page.evaluate("document.activeElement?.blur()")
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
