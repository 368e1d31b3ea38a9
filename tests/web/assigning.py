"""Filling in the form of an assignment, and reading its page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import Assignment
from tests.factories import hidden
from tests.services.made_banks import SLUG


def soup(page):
    return BeautifulSoup(page.text, "html.parser")


def local(days: float) -> str:
    """A moment so many days from now, as a browser sends it; accounts of tests are in UTC here."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%dT%H:%M}"


def filled_in(page):
    """What the page's form would send by itself: a browser's view of it."""
    form = soup(page).select_one("form.slab")
    fields = {}
    for control in form.select("input, textarea"):
        if control.get("type") in ("radio", "checkbox") and not control.has_attr("checked"):
            continue
        value = control.get_text() if control.name == "textarea" else control.get("value", "")
        fields.setdefault(control["name"], []).append(value.strip())
    for control in form.select("select"):
        chosen = control.select_one("option[selected]") or control.option
        fields[control["name"]] = [chosen.get("value", "")]
    return fields


def send(client, path, action="save", **changes):
    """Send the form of a page as it stands, but for some fields; ``None`` leaves one out."""
    fields = filled_in(client.get(path)) | {"action": [action]} | changes
    return client.post(path, data={name: v for name, v in fields.items() if v is not None})


def make(client, cohort_id, **changes):
    """Keep a draft on the made-up bank; the redirect to its page."""
    changes = {"bank": SLUG, "title": "Contrôle"} | changes
    return send(client, f"/teach/cohorts/{cohort_id}/assignments/new", **changes)


def press(client, page, path):
    """Press a button that posts."""
    return client.post(path, data={"csrf_token": hidden(page, "csrf_token")})


def last(session):
    session.rollback()
    return session.scalars(select(Assignment).order_by(Assignment.id.desc())).first()


def errors_at(page, name):
    """The error that stands at a field; the summary leads to it."""
    document = soup(page)
    links = [link["href"][1:] for link in document.select("[data-error-summary] a")]
    assert any(target.startswith(name) and document.find(id=target) for target in links), links
    return document.find(id=f"{name}-error").get_text()
