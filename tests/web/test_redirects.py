"""Nobody is led away from this site by an address that somebody else made up."""

from __future__ import annotations

import re

import pytest

from tests.factories import PASSWORD, csrf_token, make_learner
from tests.web.steps import post

# Places that are not this site, as browsers read them: they drop tabs, line ends and leading
# control characters, and take a backslash for a slash.
TRICKS = [
    "http://evil.example",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/////evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\\\evil.example",
    "/\\\\evil.example",
    "//\\evil.example",
    " //evil.example",
    "\t//evil.example",
    "\n//evil.example",
    "\r\n//evil.example",
    "\x00//evil.example",
    "\x19//evil.example",
    "\x1f/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "/\t\\evil.example",
    "/\r\n\\evil.example",
    "\t/\t/\tevil.example",
    "/\x00/evil.example",
    "//evil.example\\@localhost",
    "//localhost@evil.example",
    "//localhost:80@evil.example",
    "http://localhost@evil.example",
    "http://localhost:pass@evil.example",
    "http://localhost.evil.example",
    "http://localhost%2eevil.example",
    "http://evil.example#localhost",
    "http://evil.example?localhost",
    "http://evil.example\\.localhost",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "http:\\\\evil.example",
    "http:\\evil.example",
    "https:evil.example",
    "ht\ttp://evil.example",
    "http\n://evil.example",
    "http:\t//evil.example",
    " http://evil.example",
    "\x01http://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://evil.example",
    "mailto:a@evil.example",
    "//0x7f000001",
    "//[::1]",
    "//evil。example",
    "//ⓔvil.example",
    "／／evil.example",
    "/／evil.example",
    "http://[::1",
    "//[",
    "/../..//evil.example",
    "/./\\evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/%2f/evil.example",
    "/;//evil.example",
    "@evil.example",
    ":@evil.example",
    ".evil.example",
    "/\ud800//evil.example",
    "/" + "a" * 3000,
]


def stays(location: str) -> bool:
    """Whether a browser stays here; by the URL standard, and in doubt it does not."""
    shown = location.strip("".join(map(chr, range(33))))
    shown = shown.translate({ord(dropped): None for dropped in "\t\n\r"}).replace("\\", "/")
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", shown, re.IGNORECASE)
    if scheme is None and not shown.startswith("//"):
        return True
    if scheme is not None and scheme[1].lower() != "http":
        return False
    rest = shown[scheme.end() :] if scheme else shown
    authority = re.split(r"[/?#]", rest.lstrip("/"))[0]
    return authority == "localhost"


def test_the_judge_of_these_tests_knows_the_tricks_that_browsers_fall_for():
    for trick in TRICKS[:27]:
        assert not stays(trick), trick
    for path in ("/", "/settings", "/banks/x/text?y=//evil.example", "http://localhost/quiz/new"):
        assert stays(path), path


@pytest.mark.usefixtures("session")
def test_logging_in_leads_to_the_page_that_was_asked_for(client):
    make_learner()
    asked = client.get("/quiz/new?bank=calcinose-tumorale")
    assert asked.status_code == 302
    login = client.get(asked.location)
    done = client.post(
        asked.location,
        data={"csrf_token": csrf_token(login), "email": "alice@example.org", "password": PASSWORD},
    )
    assert done.location == "/quiz/new?bank=calcinose-tumorale"


@pytest.mark.usefixtures("session")
def test_logging_in_never_leads_away(app):
    make_learner()
    for number, trick in enumerate(TRICKS):
        for place in ("query_string", "data"):
            client = app.test_client()
            client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}.{place}"
            form = {
                "csrf_token": csrf_token(client.get("/login")),
                "email": "alice@example.org",
                "password": PASSWORD,
            }
            extra = {"next": trick.encode("utf-8", "surrogatepass")}
            sent = {"data": form, "query_string": None}
            sent[place] = {**(sent[place] or {}), **extra}
            done = client.post("/login", **sent)
            assert done.status_code in (302, 400), (trick, place)
            assert done.status_code == 400 or stays(done.location), (trick, place, done.location)


@pytest.mark.usefixtures("session")
def test_a_log_in_page_opened_while_logged_in_never_leads_away(client):
    make_learner()
    post(client, "/login", email="alice@example.org", password=PASSWORD)
    for trick in TRICKS:
        page = client.get("/login", query_string={"next": trick.encode("utf-8", "surrogatepass")})
        assert page.status_code in (302, 400), trick
        assert page.status_code == 400 or stays(page.location), (trick, page.location)


def test_switching_the_language_never_leads_away(client):
    token = csrf_token(client.get("/"))
    for trick in TRICKS:
        sent = {"language": "en", "next": trick.encode("utf-8", "surrogatepass")}
        done = client.post("/language", data={"csrf_token": token, **sent})
        assert done.status_code == 302, trick
        assert stays(done.location), (trick, done.location)


@pytest.mark.usefixtures("session")
def test_switching_the_language_leads_back_to_the_same_page(client):
    make_learner()
    post(client, "/login", email="alice@example.org", password=PASSWORD)
    for path in ("/settings", "/banks/calcinose-tumorale/text?x=1", "/quiz/new?bank=a&topic=b"):
        assert post(client, "/language", "/", language="en", next=path).location == path
    assert 'lang="en"' in client.get("/").text
    assert post(client, "/language", "/", language="fr", next="/").location == "/"
    assert 'html lang="fr"' in client.get("/").text
    for nonsense in ("", "de", "<b>", "fr\x00", "f" * 5000):
        assert post(client, "/language", "/", language=nonsense).status_code == 302
    assert 'html lang="fr"' in client.get("/").text
