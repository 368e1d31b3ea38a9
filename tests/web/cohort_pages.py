"""Walking through the pages of cohorts, as instructors and learners do."""

from __future__ import annotations

import io

from tests.factories import csrf_token, hidden, log_in, make_learner


def browser_of(app, name, role="student", language="en"):
    """A browser in which a new account is logged in."""
    make_learner(name, role=role, language=language)
    client = app.test_client()
    log_in(client, name)
    return client


def send(client, path, page="/settings", **fields):
    """Post a form with the token of another page."""
    return client.post(path, data={"csrf_token": csrf_token(client.get(page)), **fields})


def make_cohort(client, name="Promotion 2026"):
    """Make a cohort through its form; the address of its page."""
    form = client.get("/teach/cohorts/new")
    key = hidden(form, "client_key")
    done = send(client, "/teach/cohorts/new", name=name, client_key=key)
    assert done.status_code == 302, done.text
    return done.location


def hand_in(client, cohort, roster):
    """Hand in a roster as a file; the page of what it would do, or of what is wrong."""
    data = roster if isinstance(roster, bytes) else roster.encode()
    return send(client, f"{cohort}/learners/import", file=(io.BytesIO(data), "liste.csv"))


def shown_roster(page):
    """The fields of the form that applies what a page shows."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(page.text, "html.parser").select_one('form[action$="/apply"]')
    fields = {field["name"]: field["value"] for field in form.select("input")}
    # As a browser sends it: the first line end of a text area is none of its text.
    text = form.select_one("textarea").get_text().removeprefix("\n")
    return {**fields, "text": text.replace("\r\n", "\n").replace("\n", "\r\n")}
