"""What people do on the pages, one function for each move."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import case, func, null, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quizapp import create_app
from quizapp.domain.content.schema import SCALE, ConcordanceItem, ShortAnswerItem
from quizapp.domain.content.schema import Item as Content
from quizapp.domain.grading.score import key_ids
from quizapp.extensions import db
from quizapp.models import Attempt, AttemptItem, Item, ItemRevision, Response, Review
from quizapp.services.catalogue import item_content
from quizapp.services.quizzes.attempts import TOPICS
from tests.factories import BANK, NOON, csrf_token, hidden


@contextmanager
def another_app(app: Flask, **changes: Any) -> Iterator[Flask]:
    """The application on the same database with other settings."""
    other = create_app(dataclasses.replace(app.extensions["settings"], **changes))
    other.test_client_class = app.test_client_class
    try:
        yield other
    finally:
        with other.app_context():
            db.engine.dispose()


CARDS = f"/cards/{BANK}"
UNKNOWN = {"unknown": "1"}


def title(page: TestResponse) -> str:
    """What the browser's tab says."""
    found = re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)
    assert found, f"no title in {page.request.path}"
    return found[1]


def is_logged_in(client: FlaskClient) -> bool:
    """Whether this browser still gets a page that is for its owner only."""
    return client.get("/settings").status_code == 200


def post(client: FlaskClient, url: str, form: str | None = None, **fields: Any) -> TestResponse:
    """Send a form with the token of a page; ``form`` is the page's address if it is another."""
    token = csrf_token(client.get(form or url))
    return client.post(url, data={"csrf_token": token, **fields})


def start_quiz(
    client: FlaskClient, *, length: int = 5, topics: Any = TOPICS, **settings: Any
) -> str:
    """Begin a quiz; the address of its first question. ``settings`` are further fields."""
    page = client.get("/quiz/new")
    data = {
        "csrf_token": csrf_token(page),
        "client_key": hidden(page, "client_key"),
        "bank": BANK,
        "topic": list(topics),
        "length": str(length),
        **settings,
    }
    started = client.post("/quiz/new", data=data)
    assert started.status_code == 302, started.text
    return started.location


def start_quiz_on(client: FlaskClient, session: Session, kind: str) -> tuple[str, Content]:
    """Begin a quiz in a bank that has questions of this type only; its address and content."""
    session.rollback()
    session.execute(update(Item).values(retired_at=case((Item.type == kind, null()), else_=NOON)))
    session.commit()
    url = start_quiz(client)
    return url, content_at(session, url)


def answer(client: FlaskClient, url: str, **fields: Any) -> TestResponse:
    """Answer the question at this address with the keys of its page."""
    page = client.get(url)
    assert page.status_code == 200, page.text
    form = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
    return client.post(url, data={**form, **fields})


def grade(client: FlaskClient, number: int = 3) -> TestResponse:
    """Reveal the next card and grade it."""
    front = client.get(CARDS)
    back = client.get(reveal_url(front))
    return client.post(CARDS, data=grade_form(back, number))


def reveal_url(front: TestResponse) -> str:
    """Where «Show the answer» leads."""
    found = re.search(rf'href="({CARDS}\?reveal=\d+)"', front.text)
    assert found, front.text
    return found[1]


def grade_form(back: TestResponse, number: Any) -> dict[str, Any]:
    """What the grade buttons of a revealed card send."""
    names = ("csrf_token", "client_key", "item", "seen")
    return {name: hidden(back, name) for name in names} | {"grade": str(number)}


def right_answer(content: Content) -> dict[str, Any]:
    """The fields of a right answer in French; of a scale, one that most of the panel gave."""
    if isinstance(content, ShortAnswerItem):
        return {"text": content.answers["fr"][0]}
    keys = list(key_ids(content))
    return {"choice": keys[:1] if isinstance(content, ConcordanceItem) else keys}


def wrong_answer(content: Content) -> dict[str, Any]:
    """The fields of an answer without a point."""
    if isinstance(content, ShortAnswerItem):
        return {"text": "une réponse fausse"}
    if isinstance(content, ConcordanceItem):
        return {"choice": SCALE[content.panel.counts.index(0)]}
    wrong = [option.id for option in content.distractors]
    return {"choice": wrong[: len(content.keys)] if "menu" in content.type else wrong}


def content_at(session: Session, url: str) -> Content:
    """What is asked at an address like /quiz/3/1, whoever is asked."""
    attempt_id, position = map(int, url.split("?", maxsplit=1)[0].split("/")[-2:])
    session.rollback()
    revision_id, digest = session.execute(
        select(ItemRevision.id, ItemRevision.digest)
        .join(AttemptItem, AttemptItem.revision_id == ItemRevision.id)
        .where(AttemptItem.attempt_id == attempt_id, AttemptItem.position == position)
    ).one()
    return item_content(session, revision_id=revision_id, digest=digest)


def content_of(session: Session, item_id: int) -> Content:
    """What an item says now."""
    session.rollback()
    revision_id, digest = session.execute(
        select(ItemRevision.id, ItemRevision.digest)
        .join(Item, Item.revision_id == ItemRevision.id)
        .where(Item.id == item_id)
    ).one()
    return item_content(session, revision_id=revision_id, digest=digest)


def recorded(session: Session) -> tuple[int, int, int]:
    """How many attempts, responses and reviews there are."""
    session.rollback()
    counts = (
        session.scalar(select(func.count()).select_from(t)) for t in (Attempt, Response, Review)
    )
    return tuple(count or 0 for count in counts)


def last_response(session: Session) -> Response:
    """The answer that was recorded last."""
    session.rollback()
    response = session.scalars(select(Response).order_by(Response.id.desc())).first()
    assert response is not None
    return response


def after(url: str) -> str:
    """The address of the question that follows."""
    base, position = url.rsplit("/", 1)
    return f"{base}/{int(position) + 1}"
