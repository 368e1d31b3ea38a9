"""Sitting an exam at a real browser."""

from __future__ import annotations

from typing import Any

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from quizapp.models import AnswerSave, Attempt, Response
from tests.browser.steps import CHOICES, TEXT_FIELD, database
from tests.factories import make_learner
from tests.services.made_banks import load, made_items
from tests.web.exams import begin, begin_on_one_of_each

STATUS = "[data-saving]"
MAIN_BUTTON = "form[data-exam] button.primary"
SAVE = "form[data-exam] button[name=go][value='']"
FLAG = "form[data-exam] button[name=flag]"
TIMER = "[data-timer]"
SAVED = {"en": "Saved.", "fr": "Enregistré."}


def seat(app: Flask, *, language: str = "en", every_kind: bool = False, **wanted: Any) -> int:
    """Make Alice, and start an exam of hers on questions of one type or of all; its number."""
    with app.app_context():
        alice = make_learner("alice", language=language)
        if every_kind:
            return begin_on_one_of_each(alice, **wanted)
        load(*made_items(4))
        return begin(alice, length=4, **wanted)


def saves(app: Flask, attempt: int, position: int = 1) -> list[list[str]]:
    """The options that were saved at a place, the oldest save first."""
    query = select(AnswerSave.answer).where(
        AnswerSave.attempt_id == attempt, AnswerSave.position == position
    )
    with database(app) as session:
        return [one["chosen"] for one in session.scalars(query.order_by(AnswerSave.number))]


def ending(app: Flask, attempt: int) -> str | None:
    with database(app) as session:
        return session.get_one(Attempt, attempt).ending


def responses(app: Flask, attempt: int) -> list[Response]:
    with database(app) as session:
        rows = select(Response).where(Response.attempt_id == attempt)
        return list(session.scalars(rows.order_by(Response.position)))


def choice(page: Page, option: str) -> Any:
    return page.locator(f"{CHOICES}[value='{option}']")


def answer_by_mouse(page: Page) -> None:
    """Any answer to the question that is open."""
    if page.locator(TEXT_FIELD).count():
        page.fill(TEXT_FIELD, "colchicine")
    else:
        page.locator(CHOICES).first.check()


def expect_saved(page: Page) -> None:
    expect(page.locator(STATUS)).to_have_text("Saved.")
