"""Requests that no form of ours sends: refused with a page, never an error of the server."""

from __future__ import annotations

import json

import pytest

from tests.factories import BANK, csrf_token, log_in, make_learner
from tests.web.site import addresses
from tests.web.steps import CARDS, recorded, start_quiz

FORM = "application/x-www-form-urlencoded"
BODIES = [
    (b"", FORM),
    (b"%", FORM),
    (b"%%%%=%%%%", FORM),
    (b"\x00\xff\xfe", FORM),
    (b"=&=&=", FORM),
    (b"&" * 5000, FORM),
    (b"a=1&" * 2000, FORM),
    (b"[" * 100_000, "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'"text"', "application/json"),
    (b'{"email": {"a": 1}, "next": ["//x"]}', "application/json"),
    (b'{"email": "\\ud800", "password": "\\u0000"}', "application/json"),
    (b"{", "application/json"),
    (b"\xff", "application/json; charset=utf-16"),
    (json.dumps({"item": 2**63, "grade": True}).encode(), "application/json"),
    (b'{"grade": Infinity, "seen": NaN}', "application/json"),
    (b"x", "multipart/form-data"),
    (b"x", "multipart/form-data; boundary="),
    (b"--b\r\n\r\n", "multipart/form-data; boundary=b"),
    (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b"),
    (b"<a/>", "text/xml"),
    (b"x", "a/b; charset=nonsense"),
    (b"x", "\xff"),
]
VALUES = [
    "\x00",
    "a\x00b",
    "\ud800",
    "9" * 400,
    str(2**63),
    "-1",
    "NaN",
    "{}",
    "\u202e",
    "x" * 9000,
]
FIELDS = (
    "email",
    "password",
    "password_confirm",
    "new_password",
    "new_password_confirm",
    "remember",
    "time_zone",
    "bank",
    "topic",
    "type",
    "difficulty",
    "status",
    "mode",
    "length",
    "minutes",
    "convention",
    "name",
    "replaces",
    "client_key",
    "duration_ms",
    "choice",
    "text",
    "item",
    "seen",
    "grade",
    "language",
    "next",
    "theme",
    "new_per_day",
)


@pytest.fixture
def alice(client, session):
    make_learner()
    log_in(client)
    return client


def test_no_body_of_any_kind_makes_an_error_of_the_server(app, alice, session):
    url = start_quiz(alice)
    before = recorded(session)
    token = csrf_token(alice.get("/settings"))
    stranger = app.test_client()
    strangers_token = csrf_token(stranger.get("/login"))
    for endpoint, path in addresses(app, "POST", attempt=int(url.split("/")[2])):
        if endpoint == "security.logout":
            continue
        for browser, proof in ((alice, token), (stranger, strangers_token)):
            for body, kind in BODIES:
                answered = browser.post(
                    path, data=body, content_type=kind, headers={"X-CSRFToken": proof}
                )
                assert answered.status_code < 500, (path, body[:40], kind)
    assert recorded(session) == before


def test_no_value_of_any_field_makes_an_error_of_the_server(app, alice, session):
    url = start_quiz(alice)
    before = recorded(session)
    for browser in (alice, app.test_client()):
        token = csrf_token(browser.get("/settings" if browser is alice else "/login"))
        for endpoint, path in addresses(app, "POST", attempt=int(url.split("/")[2])):
            if endpoint == "security.logout":
                continue
            for value in VALUES:
                encoded = value.encode("utf-8", "surrogatepass")
                fields = dict.fromkeys(FIELDS, encoded)
                answered = browser.post(path, data={**fields, "csrf_token": token})
                assert answered.status_code < 500, (path, value[:20])
    # The questions before reading need nothing but a key, and one value looks like one.
    attempts, *answers = before
    assert recorded(session) == (attempts + 1, *answers)


def test_no_query_makes_an_error_of_the_server(app, alice):
    builder = ("bank", "topic", "type", "status", "difficulty", "mode", "length", "saved")
    names = ("next", "reveal", *builder, "v", "auth_token", "include_auth_token")
    for _, path in addresses(app, "GET"):
        for value in (b"%00", b"%ED%A0%80", b"%ff", b"%", b"9" * 400, b"[" * 3000, b"%0d%0aX:y"):
            query = b"&".join(b"%s=%s" % (name.encode(), value) for name in names)
            page = alice.get(f"{path}?{query.decode()}", buffered=True)
            assert page.status_code < 500, (path, value[:20])
            assert "X" not in page.headers


def test_a_post_that_is_too_large_is_413_wherever_it_goes(app, alice):
    for path in ("/language", "/login", CARDS, "/quiz/new", "/settings"):
        refused = alice.post(path, data={"text": "x" * 1_100_000})
        assert refused.status_code == 413, path
        assert "<h1" in refused.text
    assert alice.get("/settings").status_code == 200


def test_a_form_of_too_many_parts_is_refused(alice):
    parts = {f"field{number}": "x" for number in range(201)}
    refused = alice.post("/settings", data=parts, content_type="multipart/form-data")
    assert refused.status_code in (400, 413)


def test_other_methods_are_refused_with_a_page(app, alice):
    for _, path in addresses(app, "GET"):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            refused = alice.open(path, method=method, buffered=True)
            assert refused.status_code in (400, 404, 405), (method, path)
    for path in (CARDS, f"{CARDS}/undo", "/logout", "/language"):
        page = alice.get(path)
        assert page.status_code in (200, 404, 405), path
    assert alice.get("/settings").status_code == 200, "reading an address logs nobody out"


def test_hostile_headers_make_no_error_of_the_server(app, session):
    for name, values in {
        "Accept-Language": ("\x00", "*", "x" * 9000, ";q=;q=", "fr;q=nan", "en-\ud800"),
        "Accept": ("", "application/json", "*/*;q=x", "image/png"),
        "User-Agent": ("", "<script>", "x" * 9000),
        "Cookie": ("rarissime", "rarissime=;" * 500, "\x01=\x02", "session=x"),
        "X-Forwarded-For": ("x", "1.2.3.4" * 500),
        "X-Forwarded-Host": ("evil.example",),
        "If-None-Match": ("*", '"x"', "W/"),
        "Range": ("bytes=0-", "bytes=9-1", "x"),
    }.items():
        for value in values:
            client = app.test_client()
            sent = {name: value.encode("utf-8", "replace").decode("latin-1")}
            for path in ("/", "/login", f"/banks/{BANK}/text", "/healthz"):
                page = client.get(path, headers=sent)
                assert page.status_code < 500, (name, value[:20], path)
                assert "evil.example" not in page.text + page.headers.get("Location", "")
