"""A database that is away: said so, nothing pretended, and all well again by itself."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError

from quizapp.extensions import db
from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.support.postgres import connect
from tests.web.steps import (
    CARDS,
    UNKNOWN,
    another_app,
    content_at,
    grade_form,
    post,
    recorded,
    reveal_url,
    right_answer,
    start_quiz,
)


@contextmanager
def database_away(app, session, databases, database_url):
    """Take the database away while the block lasts, as a stopped server or a lost disk would."""
    session.rollback()
    session.close()
    with app.app_context():
        db.engine.dispose()
    if database_url.startswith("sqlite"):
        path = Path(make_url(database_url).database or "")
        kept = path.rename(path.with_suffix(".away"))
        path.mkdir()
        yield
        path.rmdir()
        kept.rename(path)
    else:
        name = make_url(database_url).database or ""
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        here, away = sql.Identifier(name), sql.Identifier(f"{name}_away")
        with connect(databases._server.url) as server:
            server.execute(rename.format(here, away))
            yield
            server.execute(rename.format(away, here))


@contextmanager
def failing_commits(app):
    """Let the disk be full: what is written fails at the last moment."""
    with app.app_context():
        engine = db.engine

    def refuse(connection):
        if connection.get_execution_options().get("quizapp_write"):
            raise OperationalError("COMMIT", {}, Exception("no space left on device"))

    event.listen(engine, "commit", refuse)
    yield
    event.remove(engine, "commit", refuse)


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def test_health_is_ok_while_the_database_answers_and_503_while_it_does_not(
    app, client, session, databases, database_url
):
    assert (client.get("/healthz").status_code, client.get("/healthz").json) == (
        200,
        {"status": "ok"},
    )
    with database_away(app, session, databases, database_url):
        away = client.get("/healthz")
        assert away.status_code == 503
        assert away.json["status"] != "ok"
        assert int(away.headers["Retry-After"]) > 0
    assert client.get("/healthz").status_code == 200


def test_a_database_without_our_tables_is_not_healthy(app, client, session, empty_database_url):
    with another_app(app, database_url=empty_database_url) as unprepared:
        assert unprepared.test_client().get("/healthz").status_code == 503


def test_every_page_says_503_and_when_to_come_back(app, alice, session, databases, database_url):
    stranger = app.test_client()
    with database_away(app, session, databases, database_url):
        for browser, paths in (
            (alice, ("/", "/banks/", CARDS, "/quiz/new", "/quiz/1/1", "/settings", "/progress")),
            (stranger, ("/",)),
        ):
            for path in paths:
                began = time.monotonic()
                page = browser.get(path)
                assert page.status_code == 503, path
                assert int(page.headers["Retry-After"]) > 0
                assert "<h1" in page.text
                assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
                assert time.monotonic() - began < 5
        sheet = alice.get("/static/css/app.css", buffered=True)
        assert sheet.status_code == 200, "the page of the outage needs its style sheet"
    assert alice.get("/settings").status_code == 200, "nobody was logged out"


def test_an_answer_during_an_outage_is_not_confirmed_and_counts_once_when_sent_again(
    app, alice, session, databases, database_url
):
    url = start_quiz(alice)
    page = alice.get(url)
    form = {
        "csrf_token": csrf_token(page),
        "client_key": hidden(page, "client_key"),
        **right_answer(content_at(session, url)),
    }
    card = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
    with database_away(app, session, databases, database_url):
        for address, data in ((url, form), (CARDS, card)):
            refused = alice.post(address, data=data)
            assert refused.status_code == 503, address
            assert "Retry-After" in refused.headers
    assert recorded(session) == (1, 0, 0)
    for address, data in ((url, form), (CARDS, card)):
        assert alice.post(address, data=data).status_code == 302
        assert alice.post(address, data=data).status_code == 302
    assert recorded(session) == (1, 1, 2)


def test_an_answer_that_cannot_be_committed_is_not_confirmed(app, alice, session):
    url = start_quiz(alice)
    page = alice.get(url)
    form = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key"), **UNKNOWN}
    card = grade_form(alice.get(reveal_url(alice.get(CARDS))), 3)
    with failing_commits(app):
        for address, data in ((url, form), (CARDS, card)):
            assert alice.post(address, data=data).status_code == 503, address
    assert recorded(session) == (1, 0, 0)
    assert alice.post(url, data=form).status_code == 302
    assert alice.post(CARDS, data=card).status_code == 302
    assert recorded(session) == (1, 1, 2)


def test_a_log_in_during_an_outage_is_503_and_works_afterwards(
    app, session, databases, database_url
):
    make_learner()
    client = app.test_client()
    token = csrf_token(client.get("/login"))
    fields = {"csrf_token": token, "email": "alice@example.org", "password": "un nuage sur"}
    with database_away(app, session, databases, database_url):
        assert client.post("/login", data=fields).status_code == 503
    assert log_in(client).status_code == 302


def test_a_log_in_that_cannot_be_committed_is_503_and_logs_nobody_in(app, session):
    make_learner()
    client = app.test_client()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    refused = []
    with app.app_context():
        engine = db.engine

    def refuse(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO login_sessions"):
            refused.append(statement)
            raise OperationalError(statement, {}, Exception("disk I/O error"))

    event.listen(engine, "before_cursor_execute", refuse)
    assert log_in(client).status_code == 503
    assert refused
    event.remove(engine, "before_cursor_execute", refuse)
    assert client.get("/settings").status_code == 302
    assert log_in(client).status_code == 302


def test_a_defect_is_a_500_page_that_records_nothing_and_names_nothing(app, alice, session, caplog):
    def broken(**_):
        raise ZeroDivisionError("the secret detail")

    app.view_functions["learn.banks"] = broken
    page = alice.get("/banks/")
    assert page.status_code == 500
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text
    assert "secret detail" in caplog.text
    assert alice.get("/").status_code == 200
    assert post(alice, "/logout", "/").status_code == 302
