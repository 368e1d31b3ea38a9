"""Walking through the pages of cohorts, as instructors and learners do."""

from __future__ import annotations

import io

from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

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


def send_multipart(client, path, **fields):
    """The same as browsers send files; whole, because werkzeug's tests leave large ones open."""
    token = csrf_token(client.get("/settings"))
    boundary, body = encode_multipart({"csrf_token": token, **fields})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(path, data=body, content_type=kind)


def hand_in(client, cohort, roster):
    """Hand in a roster as a file; the page of what it would do, or of what is wrong."""
    data = roster if isinstance(roster, bytes) else roster.encode()
    file = FileStorage(io.BytesIO(data), "liste.csv", content_type="text/csv")
    return send_multipart(client, f"{cohort}/learners/import", file=file)


def shown_roster(page):
    """The fields of the form that applies what a page shows."""
    form = BeautifulSoup(page.text, "html.parser").select_one('form[action$="/apply"]')
    fields = {field["name"]: field["value"] for field in form.select("input")}
    # As a browser sends it: the first line end of a text area is none of its text.
    text = form.select_one("textarea").get_text().removeprefix("\n")
    return {**fields, "text": text.replace("\r\n", "\n").replace("\n", "\r\n")}
