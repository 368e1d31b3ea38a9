"""What readers of French are shown: nothing but what our catalogue says, set as French is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template, render_template_string
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.web import words
from quizapp.web.locale import moment, short_day
from tests.factories import BANK, hidden, log_in, make_learner
from tests.support.databases import SQLiteDatabases
from tests.web.french import check, loose, mark_the_catalogue, past_the_catalogue, send, visit

MAILS = ("reset_instructions", "reset_notice", "change_notice")
READ_AS_THEY_ARE = (
    "/",
    "/banks/",
    f"/banks/{BANK}/text",
    f"/cards/{BANK}",
    f"/cards/{BANK}/summary",
    "/change",
    f"/progress/{BANK}",
    "/quiz/new",
    "/settings",
    "/styleguide",
    "/teach/banks",
    f"/teach/banks/{BANK}",
)
ERRORS = (400, 403, 404, 409, 413, 429, 500, 503)


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind is enough: words do not depend on where rows are kept."""
    return sqlite_databases


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    mark_the_catalogue(monkeypatch)


def learner_pages(client: FlaskClient) -> Iterator[TestResponse]:
    """Everything a student meets, in an order in which they could meet it."""
    for path in (
        "/",
        "/banks/",
        f"/banks/{BANK}/text",
        f"/progress/{BANK}",
        "/settings",
        "/change",
    ):
        yield visit(client, path)
    yield send(client, "/settings", new_per_day="beaucoup", due_per_day="-1")
    yield send(client, "/change", password="faux", new_password="court")
    new = visit(client, "/quiz/new")
    yield new
    key = hidden(new, "client_key")
    yield send(client, "/quiz/new", client_key=key, bank=BANK, length="0")
    topics = ["definition", "treatment", "diagnosis"]
    page = send(client, "/quiz/new", client_key=key, bank=BANK, length="5", topic=topics)
    for _ in range(5):
        yield page
        path = page.request.path
        yield send(client, path, client_key=hidden(page, "client_key"))
        yield send(client, path, client_key=hidden(page, "client_key"), unknown="1")
        following = path.rsplit("/", 1)
        page = visit(client, f"{following[0]}/{min(int(following[1]) + 1, 5)}")
    yield visit(client, path.rsplit("/", 1)[0] + "/result")
    for grade in (1, 2, 3, 4):
        front = visit(client, f"/cards/{BANK}")
        yield front
        reveal = re.search(r"\?reveal=(\d+)", front.text)
        assert reveal
        back = visit(client, f"/cards/{BANK}?reveal={reveal[1]}")
        yield back
        fields = {name: hidden(back, name) for name in ("csrf_token", "client_key", "item", "seen")}
        yield check(
            client.post(f"/cards/{BANK}", data={**fields, "grade": grade}, follow_redirects=True)
        )
    yield check(client.post(f"/cards/{BANK}", data={"csrf_token": fields["csrf_token"]}))
    yield visit(client, f"/cards/{BANK}/summary")
    undo = {"csrf_token": fields["csrf_token"]}
    yield check(client.post(f"/cards/{BANK}/undo", data=undo, follow_redirects=True))
    for path in ("/", f"/progress/{BANK}", "/teach/banks", "/styleguide", "/nulle-part"):
        yield visit(client, path)


def stranger_pages(client: FlaskClient) -> Iterator[TestResponse]:
    """Everything that is open to people who have not logged in."""
    for path in ("/", "/login", "/register", "/reset", "/banks/", "/reset/inconnu", "/nulle-part"):
        yield visit(client, path)
    yield send(client, "/login", email="", password="")
    yield send(client, "/login", email="alice@example.org", password="pas celui-ci")
    yield send(client, "/register", email="", password="", password_confirm="")
    yield send(client, "/register", email="anne", password="court", password_confirm="autre")
    yield send(client, "/register", email="a@example.org", password="motdepasse")
    yield send(client, "/reset", email="alice@example.org")


def teacher_pages(client: FlaskClient) -> Iterator[TestResponse]:
    for path in ("/", "/teach/banks", f"/teach/banks/{BANK}"):
        yield visit(client, path)


@pytest.mark.usefixtures("marked")
def test_strangers_see_nothing_that_came_past_the_catalogue(app: Flask) -> None:
    with app.app_context():
        make_learner("alice")
    assert list(stranger_pages(app.test_client()))


@pytest.mark.usefixtures("marked")
def test_students_see_nothing_that_came_past_the_catalogue(app: Flask) -> None:
    with app.app_context():
        make_learner("alice")
    client = app.test_client()
    log_in(client, "alice")
    assert list(learner_pages(client))


@pytest.mark.usefixtures("marked")
def test_instructors_see_nothing_that_came_past_the_catalogue(app: Flask) -> None:
    with app.app_context():
        make_learner("irene", role="instructor")
    client = app.test_client()
    log_in(client, "irene")
    assert list(teacher_pages(client))


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("status", ERRORS)
def test_error_pages_say_nothing_that_came_past_the_catalogue(app: Flask, status: int) -> None:
    with app.test_request_context():
        assert not past_the_catalogue(render_template(f"errors/{status}.html"))


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("kind", ["html", "txt"])
def test_mails_say_nothing_that_came_past_the_catalogue(app: Flask, name: str, kind: str) -> None:
    with app.test_request_context():
        mail = render_template(
            f"security/email/{name}.{kind}", reset_link="https://a/b", within="2"
        )
    assert not past_the_catalogue(mail)
    assert kind == "txt" or '<html lang="fr">' in mail


def test_every_word_is_set_as_french_is(app: Flask) -> None:
    with app.app_context():
        make_learner("irene", role="instructor")
    client = app.test_client()
    log_in(client, "irene")
    for page in (client.get(path) for path in READ_AS_THEY_ARE):
        assert page.status_code == 200, page.request.path
        assert not loose(page), page.request.path


def test_a_reader_of_english_gets_english(client: FlaskClient) -> None:
    page = client.get("/login", headers={"Accept-Language": "en"})
    assert '<html lang="en"' in page.text
    assert "<h1>Log in</h1>" in page.text


def test_numbers_and_dates_are_french(app: Flask) -> None:
    with app.test_request_context():
        assert words.points(0.5) == "0,5"
        assert words.points(2.0) == "2"
        assert short_day(date(2026, 11, 28)) == "28 nov."
        assert short_day(date(2026, 12, 1)) == "1er déc."
        assert moment(datetime(2026, 11, 28, 7, 5, tzinfo=UTC)) == "28 nov. à 8\u202fh\u202f05"
        percent = "{% import '_macros/charts.html' as charts %}{{ charts.percent(0.684) }}"
        assert render_template_string(percent) == "68\u202f%"


def test_numbers_and_dates_are_english(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert words.points(0.5) == "0.5"
        assert short_day(date(2026, 12, 1)) == "1 Dec"
        assert moment(datetime(2026, 11, 28, 7, 5, tzinfo=UTC)) == "28 Nov at 08:05"


def test_the_first_of_the_month_is_the_readers_own(app: Flask) -> None:
    with app.test_request_context():
        late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
        assert moment(late) == "1er déc. à 0\u202fh\u202f30"
