"""The blank page: write, compare, review what was left out."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import Recall
from tests.factories import BANK, NOON, hidden, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_item
from tests.web.steps import post, title

TEXT = f"/banks/{BANK}/text"
PAGE = f"/banks/{BANK}/recall/1"
BODY = "Calcium under the skin.\n\nThe *body* cannot clear it."


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def soup_of(page):
    return BeautifulSoup(page.text, "html.parser")


def write(client, body=BODY, path=PAGE):
    return post(client, path, body=body, client_key=hidden(client.get(path), "client_key"))


def all_recalls(session):
    session.rollback()
    return session.scalars(select(Recall).order_by(Recall.id)).all()


def test_every_paragraph_leads_to_a_blank_page_that_shows_none_of_its_words(alice):
    soup = soup_of(alice.get(TEXT))
    addresses = [link["href"] for link in soup.select('article a[href*="/recall/"]')]
    assert len(addresses) == len(soup.select("article h2"))
    for address in addresses:
        page = alice.get(address)
        assert page.status_code == 200
        assert page.text.count("<textarea") == 1
    sentences = [span.get_text(" ", strip=True) for span in soup.select("article span[id^=P1]")]
    shown = alice.get(addresses[0]).text
    assert not [text for text in sentences if text.split(" (")[0] in shown]


def test_a_page_is_written_compared_and_leads_to_the_cards_on_what_was_left_out(alice, session):
    written = write(alice)
    [recall] = all_recalls(session)
    assert written.location == f"/banks/{BANK}/recalls/{recall.id}"
    page = alice.get(written.location)
    soup = soup_of(page)
    assert [box["value"] for box in soup.select("input[name=covered]")] == ["P1.1", "P1.2", "P1.3"]
    assert soup.select_one("blockquote em").get_text() == "body"
    assert not soup.select("main a.primary")

    done = post(alice, written.location, covered=["P1.1", "P1.2"])

    assert done.location == written.location
    page = alice.get(done.location)
    soup = soup_of(page)
    assert title(page).startswith("2 of 3 sentences covered")
    assert soup.h1.has_attr("data-autofocus-result")
    assert [box["value"] for box in soup.select("input[checked]")] == ["P1.1", "P1.2"]
    primary = soup.select_one("main a.primary")
    parts = urlsplit(primary["href"])
    query = parse_qs(parts.query)
    assert (parts.path, query["find"], query["order"]) == (
        f"/cards/{BANK}",
        ["sentence:P1.3"],
        ["recall"],
    )
    assert alice.get(primary["href"]).status_code == 200


def test_where_nothing_was_left_out_the_text_is_the_main_action(alice):
    page = write(alice).location
    post(alice, page, covered=["P1.1", "P1.2", "P1.3"])
    soup = soup_of(alice.get(page))
    assert "Nothing was left out." in soup.get_text()
    assert soup.select_one("main a.primary")["href"].startswith(TEXT)


def test_earlier_pages_are_listed_with_what_they_covered(alice):
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        first = write(alice).location
        post(alice, first, covered=["P1.2"])
        clock.shift(timedelta(minutes=30))
        second = write(alice, body="Again").location
        page = soup_of(alice.get(PAGE))
    lines = [" ".join(line.get_text().split()) for line in page.select("main li")]
    assert [line.a["href"] for line in page.select("main li")] == [second, first]
    assert "not compared yet" in lines[0]
    assert "1 of 3 sentences covered" in lines[1]
    assert (
        page.select("main li")[0].a["href"]
        not in soup_of(alice.get(f"/banks/{BANK}/recall/2")).get_text()
    )


def test_markup_is_data(alice):
    body = "<script>alert(1)</script> <img src=x onerror=y> [a](javascript:b) **gras**"
    soup = soup_of(alice.get(write(alice, body=body).location))
    quoted = soup.select_one("blockquote")
    assert not quoted.select("script, img, a")
    assert "<script>" in quoted.get_text()
    assert quoted.select_one("strong").get_text() == "gras"


@pytest.mark.parametrize("body", ["", "   \n ", "\x00"])
def test_an_empty_page_is_asked_for_again(alice, session, body):
    page = write(alice, body=body)
    assert page.status_code == 422
    assert "data-error-summary" in page.text
    assert all_recalls(session) == []


def test_too_much_is_refused_with_what_to_do_and_nothing_of_it_is_lost(alice, session):
    body = "mot " * 1251
    page = write(alice, body=body)
    assert page.status_code == 422
    soup = soup_of(page)
    assert "shorten your text by 3" in soup.select_one("[data-error-summary]").get_text()
    assert soup.textarea.get_text().strip() == body.strip()
    assert all_recalls(session) == []
    again = post(alice, PAGE, body=body[:5000].strip(), client_key=hidden(page, "client_key"))
    assert again.status_code == 302


def test_line_ends_of_a_browser_count_once(alice, session):
    body = "\r\n".join(["x" * 49] * 100)
    assert write(alice, body=body).status_code == 302
    assert all_recalls(session)[0].body == body.replace("\r\n", "\n")


def test_the_same_form_sent_twice_is_kept_once(alice, session):
    key = hidden(alice.get(PAGE), "client_key")
    first = post(alice, PAGE, body=BODY, client_key=key)
    assert post(alice, PAGE, body=BODY, client_key=key).location == first.location
    assert post(alice, PAGE, body="Other", client_key=key).status_code == 409
    assert len(all_recalls(session)) == 1


def test_a_text_that_comes_after_the_session_has_ended_is_given_back(alice, session):
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        form = alice.get(PAGE)
        data = {"csrf_token": hidden(form, "csrf_token"), "client_key": hidden(form, "client_key")}
        clock.shift(timedelta(hours=3))
        page = alice.post(PAGE, data={**data, "body": BODY})
        assert page.status_code == 401
        soup = soup_of(page)
        assert soup.textarea.get_text().strip() == BODY
        assert soup.select_one('main a[href="/login"]')
        assert all_recalls(session) == []

        log_in(alice)
        again = {name: hidden(page, name) for name in ("csrf_token", "client_key")}
        done = alice.post(soup.select_one("main form")["action"], data={**again, "body": BODY})

        assert done.status_code == 302
        assert [recall.body for recall in all_recalls(session)] == [BODY]


def test_another_learners_page_does_not_exist(alice, app, session):
    address = write(alice).location
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    assert bob.get(address).status_code == 404
    assert post(bob, address, "/settings", covered=["P1.1"]).status_code == 404
    assert all_recalls(session)[0].compared_at is None


def test_pages_that_cannot_exist_are_404(alice):
    load(made_item())
    address = write(alice).location
    for path in (
        f"/banks/{BANK}/recall/0",
        f"/banks/{BANK}/recall/99",
        f"/banks/{BANK}/recall/1000",
        f"/banks/{BANK}/recall/x",
        "/banks/none/recall/1",
        f"/banks/{BANK}/recalls/999",
        f"/banks/{BANK}/recalls/{2**60}",
        address.replace(BANK, SLUG),
    ):
        assert alice.get(path).status_code == 404, path


def test_a_page_stays_in_the_language_that_it_was_written_in(alice):
    address = write(alice).location
    post(alice, "/language", "/", language="fr", next="/")
    soup = soup_of(alice.get(address))
    assert soup.select_one("blockquote")["lang"] == "en"
    assert {span["lang"] for span in soup.select("label span[lang]")} == {"en"}
