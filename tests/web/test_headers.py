"""What every response tells the browser, and what no page contains."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import event

from quizapp.extensions import db
from tests.factories import log_in, make_learner
from tests.web.site import addresses
from tests.web.steps import CARDS, UNKNOWN, another_app, answer, grade, reveal_url, start_quiz

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

pytestmark = pytest.mark.usefixtures("session")


def broken():
    raise ZeroDivisionError("a defect")


def every_kind(client):
    """One response of each status that there is."""
    return {
        200: client.get("/"),
        302: client.get("/progress"),
        400: client.post("/language"),
        404: client.get("/no-such-page"),
        405: client.get("/logout"),
        413: client.post("/language", data={"x": "y" * 1_100_000}),
        422: answer(client, start_quiz(client)),
        500: client.get("/banks/"),
    }


def test_every_response_carries_the_security_headers(app, client):
    make_learner()
    log_in(client)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["learn.banks"] = broken
    for meant, response in every_kind(client).items():
        if meant != 405:
            assert response.status_code == meant
        headers = response.headers
        assert headers.getlist("Content-Security-Policy") == [CSP], meant
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store", meant
        assert "Strict-Transport-Security" not in headers
        assert "Server" not in headers or "Python" not in headers["Server"]


def test_static_files_and_health_carry_them_too(client):
    for path in ("/static/css/app.css", "/static/none.css", "/healthz", "/login"):
        headers = client.get(path, buffered=True).headers
        assert headers["Content-Security-Policy"] == CSP, path
        assert headers["X-Content-Type-Options"] == "nosniff", path


def test_only_a_file_under_its_fingerprint_is_kept_for_ever(client):
    page = BeautifulSoup(client.get("/").text, "html.parser")
    sheets = [link["href"] for link in page.select("link[rel=stylesheet]")]
    assert len(sheets) == 2
    for sheet in sheets:
        assert "immutable" in client.get(sheet, buffered=True).headers["Cache-Control"]
        assert client.get(sheet.split("?")[0], buffered=True).headers["Cache-Control"] == "no-cache"


def test_a_strangers_page_is_not_kept_by_shared_caches(client):
    for path in ("/", "/styleguide", "/nothing"):
        assert client.get(path).headers["Cache-Control"] == "private, no-cache"
    for path in ("/login", "/register", "/reset", "/reset/token"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


def test_https_alone_is_promised_for_a_year(app):
    with another_app(app, https=True) as secure:
        page = secure.test_client().get("/login", base_url="https://localhost")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def pages_of(app, client):
    """Every page that this browser can see, with its path."""
    for endpoint, path in addresses(app, "GET"):
        if endpoint not in {"static", "security.static", "system.health", "quiz.count"}:
            yield path, client.get(path)


def study_pages(client):
    """The pages that take a step to reach."""
    url = start_quiz(client)
    yield "a question", client.get(url)
    yield "an error", answer(client, url)
    answer(client, url, **UNKNOWN)
    yield "feedback", client.get(url)
    yield "a result", client.get(f"{url.rsplit('/', 1)[0]}/result")
    front = client.get(CARDS)
    yield "a front", front
    yield "a back", client.get(reveal_url(front))
    grade(client)
    yield "a summary", client.get(f"{CARDS}/summary")
    yield "a mistake", client.post("/language")


def test_no_page_has_a_script_or_a_style_of_its_own(app, client):
    make_learner("alice")
    make_learner("ines", role="instructor")
    teacher = app.test_client()
    log_in(client, "alice")
    log_in(teacher, "ines")
    seen = 0
    for browser in (client, teacher, app.test_client()):
        pages = list(pages_of(app, browser))
        pages += study_pages(browser) if browser is client else []
        for name, page in pages:
            if page.status_code in (302, 308):
                continue
            seen += 1
            check_markup(name, page.text)
    assert seen > 35


def check_markup(name, text):
    soup = BeautifulSoup(text, "html.parser")
    assert soup.title, name
    assert soup.html["lang"] in ("fr", "en"), name
    assert len(soup.select("h1")) == 1 or name == "/styleguide", name
    assert not soup.select("style, iframe, object, embed, base, [style], script:not([src])"), name
    for element in soup.select("*"):
        assert not [a for a in element.attrs if a.startswith("on")], (name, element)
        for attribute in ("src", "href", "action", "formaction"):
            target = element.get(attribute, "")
            assert not target.lower().strip().startswith(("javascript:", "data:")), (name, element)
            outside = target.startswith("//") or "://" in target
            assert not outside or (element.name == "a" and "noopener" in element["rel"]), element
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids)), (name, sorted(ids))


def test_a_page_of_each_language_says_so(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert 'html lang="en"' in client.get("/").text
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "de, ja"
    assert 'html lang="fr"' in client.get("/").text


def test_nothing_is_asked_of_the_database_for_a_static_file(app, client):
    make_learner()
    log_in(client)
    with app.app_context():
        engine = db.engine
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get("/static/css/app.css?v=1", buffered=True)
    assert asked == []
