"""Moves on the pages of an exam, as a browser without scripts makes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp.domain.content.schema import ConcordanceItem, Item, ShortAnswerItem
from quizapp.domain.grading.fit import option_ids
from quizapp.domain.grading.score import key_ids
from quizapp.models import AnswerSave
from quizapp.services.learners import Learner
from tests.factories import csrf_token, hidden
from tests.services import exams
from tests.services.made_banks import load

JSON = {"Accept": "application/json"}


def begin(learner: Learner, *, started: timedelta = timedelta(0), **wanted: Any) -> int:
    """Start an exam that began so long ago; its number. ``wanted`` is what `exams.begin` takes."""
    return exams.begin(learner, now=datetime.now(UTC) - started, **wanted).id


def begin_on_one_of_each(learner: Learner, **wanted: Any) -> int:
    """An exam with a question of every type, and a case of three at its end."""
    load(*exams.one_of_each())
    return begin(learner, length=9, **wanted)


def address(attempt: int, position: int = 1) -> str:
    return f"/quiz/{attempt}/{position}"


def form_of(page: TestResponse, **fields: Any) -> dict[str, Any]:
    """What the page's form sends with these fields filled in, and none of its buttons."""
    names = ("csrf_token", "client_key", "seen")
    return {name: hidden(page, name) for name in names} | fields


def send(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Fill in the form of a page, and use the button named among the fields."""
    page = client.get(url)
    assert page.status_code == 200, page.text
    return client.post(url, data=form_of(page, **fields))


def autosave(client: FlaskClient, url: str, form: dict[str, Any]) -> TestResponse:
    """Send a form as the script of the page does."""
    return client.post(url, data=form, headers=JSON)


def hand_in(client: FlaskClient, attempt: int) -> TestResponse:
    token = csrf_token(client.get(f"/quiz/{attempt}/review"))
    return client.post(f"/quiz/{attempt}/hand-in", data={"csrf_token": token})


def fields_for(content: Item, *, right: bool = True) -> dict[str, Any]:
    """The fields of an answer of the right shape, right or as wrong as it can be."""
    if isinstance(content, ShortAnswerItem):
        return {"text": content.answers["fr"][0] if right else "une réponse fausse"}
    keys = key_ids(content)
    others = [option for option in option_ids(content) if option not in keys]
    most = 1 if isinstance(content, ConcordanceItem) else len(keys)
    return {"choice": list(keys if right else others)[:most]}


def checked(page: TestResponse, name: str = "choice") -> set[str]:
    """The values of the boxes of a name that are ticked."""
    soup = BeautifulSoup(page.text, "html.parser")
    return {str(box["value"]) for box in soup.select(f"input[name={name}][checked]")}


def buttons(page: TestResponse) -> list[tuple[str, str, str]]:
    """Name, value and text of each button of the main form, in order."""
    soup = BeautifulSoup(page.text, "html.parser")
    return [
        (button.get("name", ""), button.get("value", ""), button.get_text(" ", strip=True))
        for button in soup.select("main form button")
    ]


def text_of(page: TestResponse) -> str:
    """What the page says to a reader, in one line."""
    main = BeautifulSoup(page.text, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ", strip=True).split())


def saved(session: Session, attempt: int, position: int = 1) -> list[dict[str, Any]]:
    """The answers that were saved at a place, the oldest first."""
    session.rollback()
    rows = select(AnswerSave.answer).where(
        AnswerSave.attempt_id == attempt, AnswerSave.position == position
    )
    return list(session.scalars(rows.order_by(AnswerSave.number)))
