"""Filling in the builder of quizzes, and reading its page."""

from __future__ import annotations

from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import Attempt
from tests.factories import BANK, hidden

NEW = "/quiz/new"


def soup(page):
    return BeautifulSoup(page.text, "html.parser")


def said(page):
    """What the page says of the number of questions."""
    return soup(page).output.get_text()


def send(client, action="start", **fields):
    """Send the builder's form as it is proposed, but for some fields."""
    page = client.get(NEW)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key", "bank")}
    return client.post(NEW, data={**keys, "length": "5", "action": action, **fields})


def ask_count(client, **query):
    return client.get("/quiz/count", query_string={"bank": BANK, **query})


def filled_in(page):
    """What a form would send: its fields by name, ticked ones only."""
    fields = {}
    for field in soup(page).select("form.slab input"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        fields.setdefault(field["name"], []).append(field.get("value", ""))
    return {name: values for name, values in fields.items() if any(values)}


def open_parts(page):
    return [part.summary.get_text() for part in soup(page).select("form.slab details[open]")]


def last_attempt(session):
    session.rollback()
    return session.scalars(select(Attempt).order_by(Attempt.id.desc())).first()


def errors_at(page, name):
    """The error that stands at a field and is tied to it; the summary leads to it."""
    document = soup(page)
    problem = document.find(id=f"{name}-error")
    assert problem, page.text
    assert document.select_one(f'[aria-describedby~="{name}-error"]')
    links = [link["href"][1:] for link in document.select("[data-error-summary] a")]
    assert any(document.find(id=target) for target in links if target.startswith(name)), links
    return problem.get_text()
