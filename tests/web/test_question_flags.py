"""Flagging a question, answered or not: nothing that was filled in is lost."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import ItemFlag
from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.services import studying
from tests.services.made_banks import SLUG, load, made_item
from tests.web.steps import UNKNOWN, answer, recorded


@pytest.fixture
def learner(session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


def begin(learner, kind="sba"):
    load(made_item(kind))
    attempt = studying.start(learner, slug=SLUG, length=1, asks_confidence=True)
    return f"/quiz/{attempt.id}/1"


def button(page):
    return BeautifulSoup(page.text, "html.parser").select_one("button[name=flagged]")


def press(client, url, page=None, **filled):
    """Use the flag of a page, with what is filled in beside it; what the browser then shows."""
    page = page or client.get(url)
    fields = {"csrf_token": csrf_token(page), "flagged": button(page)["value"], **filled}
    if "client_key" in page.text:
        fields["client_key"] = hidden(page, "client_key")
    sent = client.post(f"{url}/flag", data=fields)
    assert sent.status_code == 302
    return client.get(sent.location)


def flags(session):
    session.rollback()
    return list(session.scalars(select(ItemFlag.item_id)))


def filled_in(page):
    found = BeautifulSoup(page.text, "html.parser")
    ticked = {box["value"] for box in found.select("input[name=choice][checked]")}
    sure = {box["value"] for box in found.select("input[name=confidence][checked]")}
    text = found.select_one("input[name=text]")
    return ticked, sure, text["value"] if text else None


def test_the_flag_goes_on_and_off_and_is_said(alice, learner, session):
    url = begin(learner)
    assert button(alice.get(url)).get_text().strip().startswith("Flag")
    assert button(alice.get(url))["data-shortcut"] == "F"

    flagged = press(alice, url)
    assert flags(session) == [studying.item_id("go-sba-definition-01")]
    assert button(flagged).get_text().strip().startswith("Take the flag off")
    assert "Flagged." in flagged.text

    unflagged = press(alice, url, flagged)
    assert flags(session) == []
    assert "The flag was taken off." in unflagged.text
    assert recorded(session)[1] == 0, "and nothing was answered"


def test_what_was_chosen_so_far_stays(alice, learner):
    url = begin(learner, "multiple")
    page = press(alice, url, choice=["b", "d"], confidence="2", duration_ms="4321")
    assert filled_in(page) == ({"b", "d"}, {"2"}, None)
    assert hidden(page, "duration_ms") == "4321"


def test_what_was_typed_so_far_stays_as_it_was_typed(alice, learner):
    url = begin(learner, "short_answer")
    for typed in ("la colchicine & co", '"><script>alert(1)</script>', "é" * 200, "كُلاس 💥"):
        page = press(alice, url, text=typed)
        assert filled_in(page)[2] == typed
        assert "<script>alert" not in page.text


def test_what_was_not_offered_does_not_come_along(alice, learner):
    url = begin(learner)
    page = press(alice, url, choice=["zz", "b", *map(str, range(2000))], text="y" * 5000)
    assert filled_in(page)[0] == {"b"}
    assert len(page.request.url) < 400


def test_it_can_be_sent_after_all_and_once(alice, learner, session):
    url = begin(learner)
    page = press(alice, url, choice="b", confidence="3")
    form = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
    assert alice.post(url, data={**form, "choice": "b", "confidence": "3"}).status_code == 302
    assert recorded(session)[1] == 1


def test_the_first_button_of_the_form_is_the_one_that_checks(alice, learner):
    """Enter uses it: a flag in its place would swallow the answer."""
    form = BeautifulSoup(alice.get(begin(learner)).text, "html.parser").main.form
    first = form.select("button")[0]
    assert first.get_text().strip().startswith("Check")
    assert not first.has_attr("formaction")


def test_the_feedback_has_the_flag_too(alice, learner, session):
    url = begin(learner)
    answer(alice, url, **UNKNOWN)
    flagged = press(alice, url)
    assert "Not quite" in flagged.text
    assert button(flagged).get_text().strip().startswith("Take the flag off")
    assert len(flags(session)) == 1


def test_nonsense_takes_no_flag_and_pressing_twice_is_pressing_once(alice, learner, session):
    url = begin(learner)
    token = csrf_token(alice.get(url))
    for value in ("1", "1"):
        alice.post(f"{url}/flag", data={"csrf_token": token, "flagged": value})
    assert len(flags(session)) == 1
    for value in ({}, {"flagged": "on"}, {"flagged": "\x00"}):
        assert alice.post(f"{url}/flag", data={"csrf_token": token, **value}).status_code == 302
    assert flags(session) == []


def test_another_learners_question_cannot_be_flagged(alice, app, learner, session):
    url = begin(learner)
    make_learner("bob")
    bob = app.test_client()
    log_in(bob, "bob")
    token = csrf_token(bob.get("/settings"))
    for path in (f"{url}/flag", "/quiz/999/1/flag", url.replace("/1", "/2") + "/flag"):
        assert bob.post(path, data={"csrf_token": token, "flagged": "1"}).status_code == 404
    assert (
        alice.post(
            f"{url[:-2]}/2/flag", data={"csrf_token": csrf_token(alice.get(url)), "flagged": "1"}
        ).status_code
        == 404
    ), "not reached yet"
    assert alice.get(f"{url}/flag").status_code in (404, 405)
    assert flags(session) == []
