"""No form of another site does anything here."""

from __future__ import annotations

from sqlalchemy import select

from quizapp.models import Base
from tests.factories import BANK, PASSWORD, csrf_token, log_in, make_learner
from tests.web.site import addresses
from tests.web.steps import CARDS, answer, content_at, grade, is_logged_in, right_answer, start_quiz

KEY = "0123456789abcdef0123456789abcdef"


def everything(session):
    """All rows of all tables."""
    session.rollback()
    return {
        table.name: sorted(map(repr, session.execute(select(table))))
        for table in Base.metadata.tables.values()
    }


def meaningful(url, content):
    """What would do something at each address if the token were there."""
    new_password = {"new_password": "trois grains", "new_password_confirm": "trois grains"}
    return {
        "/register": {"email": "b@x.org", "password": PASSWORD, "password_confirm": PASSWORD},
        "/login": {"email": "alice@example.org", "password": "wrong"},
        "/reset": {"email": "alice@example.org"},
        "/change": {"password": PASSWORD, **new_password},
        "/quiz/new": {"bank": BANK, "topic": "causes", "length": "5", "client_key": KEY},
        url: {"client_key": KEY, **right_answer(content)},
        CARDS: {"item": "2", "seen": "0", "grade": "3", "client_key": KEY},
        "/settings": {
            "language": "en",
            "time_zone": "Europe/Rome",
            "theme": "dark",
            "text_size": "large",
            "new_per_day": "1",
            "due_per_day": "1",
        },
        "/language": {"language": "en", "next": "/"},
    }


def test_every_address_refuses_a_post_without_a_token_of_this_browser(app, client, session):
    make_learner()
    log_in(client)
    url = start_quiz(client)
    grade(client)
    forms = meaningful(url, content_at(session, url))
    before = everything(session)
    stolen = csrf_token(app.test_client().get("/login"))
    paths = [path for _, path in addresses(app, "POST", attempt=int(url.split("/")[2]))]
    assert len(paths) >= 11
    assert set(forms) <= set(paths)
    for path in paths:
        for token in ({}, {"csrf_token": ""}, {"csrf_token": stolen}, {"csrf_token": "x.y.z"}):
            refused = client.post(path, data={**forms.get(path, {}), **token})
            assert refused.status_code == 400, (path, token)
            assert "<h1" in refused.text
    assert everything(session) == before
    assert is_logged_in(client), "nor does another site log anybody out"
    assert 'html lang="fr"' in client.get("/").text


def test_a_stranger_needs_a_token_too(app, session):
    make_learner()
    before = everything(session)
    for _, path in addresses(app, "POST"):
        assert app.test_client().post(path).status_code == 400, path
        sent_as_json = app.test_client().post(path, json={"email": "alice@example.org"})
        assert sent_as_json.status_code == 400, path
    assert everything(session) == before


def test_the_same_forms_do_something_with_their_token(client, session):
    """The counterpart: the test above would pass on forms that never work."""
    make_learner()
    log_in(client)
    url = start_quiz(client)
    before = everything(session)
    done = answer(client, url, **right_answer(content_at(session, url)))
    assert done.status_code == 302
    assert grade(client).status_code == 302
    after = everything(session)
    assert len(after["responses"]) == len(before["responses"]) + 1
    assert len(after["reviews"]) == len(before["reviews"]) + 2


def test_a_token_from_before_the_log_in_opens_nothing_after_another_ones_log_in(client, session):
    """A computer in a library: the page that Alice left open is of no use to Bob's session."""
    make_learner("alice")
    make_learner("bob")
    log_in(client, "alice")
    page = client.get("/settings")
    client.post("/logout", data={"csrf_token": csrf_token(page)})
    log_in(client, "bob")
    late = client.post("/language", data={"csrf_token": csrf_token(page), "language": "en"})
    assert late.status_code in (302, 400)
    assert late.status_code == 400 or 'html lang="fr"' not in client.get("/").text
