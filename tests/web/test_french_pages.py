"""What readers of French are shown: nothing but what our catalogue says, set as French is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from babel.support import Translations
from bs4 import BeautifulSoup
from flask import Flask, render_template, render_template_string
from flask.testing import FlaskClient
from flask_babel import Domain
from werkzeug.test import TestResponse

from quizapp.web import words
from quizapp.web.locale import moment, short_day
from tests.factories import BANK, csrf_token, hidden, log_in, make_learner
from tests.support.databases import SQLiteDatabases

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

# Text that comes from nowhere in the catalogue, and should not: names, dates, keys, numbers.
OUTSIDE = re.compile(
    r"Rarissime|Calcinose tumorale|English|Français|\S+@\S+|https?://\S+|P\d+\.\d+|\b[A-ZSh]\b"
    r"|\b\d{1,2}(?:er)? (?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\b"
)
LOOSE = re.compile(r"(?<=\S) [?!;»%](?!\w)|(?<=\S) :(?=\s|$)|« |(?<=\w)'(?=\w)|\.\.\.")


@pytest.fixture
def databases(sqlite_databases: SQLiteDatabases) -> SQLiteDatabases:
    """One kind is enough: words do not depend on where rows are kept."""
    return sqlite_databases


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put ⟦brackets⟧ around whatever our catalogue says; the rest came past it.

    Flask-Security has a French catalogue of its own, which would not be ours.
    """

    class Marked:
        def __init__(self, translations: Translations) -> None:
            self.catalog, self.plural = translations._catalog, translations.plural

        def ugettext(self, text: str) -> str:
            found = self.catalog.get(text)
            return text if found is None else f"⟦{found}⟧"

        def ungettext(self, singular: str, plural: str, count: int) -> str:
            found = self.catalog.get((singular, self.plural(count)))
            return (singular if count == 1 else plural) if found is None else f"⟦{found}⟧"

    def get_translations(domain: Domain) -> Marked:
        return Marked(real(domain) if domain.domain == ["messages"] else Translations())

    real = Domain.get_translations
    monkeypatch.setattr(Domain, "get_translations", get_translations)


def shown(page: str) -> Iterator[str]:
    """The texts of a page that are the interface's own: seen, or read out by a screen reader.

    What has a language of its own is content.
    """
    soup = BeautifulSoup(page, "html.parser")
    for element in soup.select("script, style, option, [lang]:not(html)"):
        element.decompose()
    for name in ("aria-label", "title", "placeholder", "alt"):
        for element in soup.select(f"[{name}]"):
            yield str(element[name])
    yield soup.get_text("\n")


def past_the_catalogue(page: str) -> set[str]:
    """The words shown that are in no brackets."""
    text = "\n".join(shown(page))
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:  # one may stand inside another
        text = less
    return set(re.findall(r"[^\W\d_]+", OUTSIDE.sub("", text)))


def check(page: TestResponse) -> TestResponse:
    """Fail unless the page says that it is French and all its words come from the catalogue."""
    assert '<html lang="fr"' in page.text, page.request.path
    found = past_the_catalogue(page.text)
    assert not found, f"{page.request.method} {page.request.path} ({page.status_code}): {found}"
    return page


def visit(client: FlaskClient, path: str) -> TestResponse:
    return check(client.get(path, follow_redirects=True))


def send(client: FlaskClient, path: str, **data: object) -> TestResponse:
    token = csrf_token(client.get(path))
    return check(client.post(path, data={"csrf_token": token, **data}, follow_redirects=True))


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
    yield send(client, "/quiz/new", client_key=key, bank=BANK, length="5")
    topics = ["definition", "treatment", "diagnosis"]
    page = send(client, "/quiz/new", client_key=key, bank=BANK, length="5", topics=topics)
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
        soup = BeautifulSoup(page.text, "html.parser")
        for element in soup.select("script, style, code, [lang]:not([lang|=fr])"):
            element.decompose()
        wrong = [text for text in soup.stripped_strings if LOOSE.search(text)]
        assert not wrong, f"{page.request.path}: {wrong}"


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
