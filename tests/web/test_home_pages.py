"""Today and reading: what they say in each state a learner can be in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import delete, select, update

from quizapp.models import Bank as BankRow
from quizapp.models import (
    Fact,
    Item,
    ItemParameters,
    ItemRevision,
    Note,
    Sentence,
    Text,
    User,
)
from tests.factories import BANK, NOON, log_in, make_learner
from tests.web.steps import CARDS, grade

PROGRESS = f"/progress/{BANK}"


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def text_of(page):
    """The words of a page, with single spaces."""
    soup = BeautifulSoup(page.text, "html.parser")
    return re.sub(r"\s+", " ", soup.main.get_text(" "))


def limits(session, **values):
    session.rollback()
    session.execute(update(User).values(**values))
    session.commit()


def test_a_stranger_is_told_what_this_is_and_where_to_begin(client):
    page = client.get("/")
    assert page.status_code == 200
    for link in ("/register", "/login"):
        assert f'href="{link}"' in page.text
    assert "calcin" in page.text.lower()


def test_today_says_how_many_cards_how_many_minutes_and_offers_one_button(alice):
    page = alice.get("/")
    words = text_of(page)
    assert "10 cards" in words
    assert "about 4 minutes" in words
    assert "10 new" in words
    assert page.text.count('class="button primary"') == 1
    assert f'href="{CARDS}"' in page.text


def test_when_all_is_done_today_says_when_the_next_card_comes(alice, session):
    limits(session, new_per_day=1)
    grade(alice, 4)
    words = text_of(alice.get("/"))
    assert "Nothing to review now. The next card comes on" in words
    assert f'href="{CARDS}"' not in alice.get("/").text


def test_paused_new_cards_are_called_so(alice, session):
    limits(session, new_per_day=0)
    assert "New cards are paused in your settings." in text_of(alice.get("/"))


def test_a_backlog_is_spread_over_the_days_that_follow(alice, session):
    limits(session, new_per_day=20, due_per_day=5)
    with time_machine.travel(NOON) as clock:
        log_in(alice)
        for _ in range(17):
            grade(alice, 4)
        clock.shift(timedelta(days=60))
        log_in(alice)
        words = text_of(alice.get("/"))
        assert "5 cards" in words
        assert "The other 12 are spread over the next 3 days." in words
        assert " new" not in words.partition("spread")[0], "a backlog is not to grow"


def test_where_nothing_is_loaded_every_page_says_so(alice, session):
    for table in (ItemParameters, ItemRevision, Item, Sentence, Text, Fact, Note, BankRow):
        session.execute(delete(table))
    session.commit()
    for path in ("/", "/banks/", "/quiz/new", "/progress"):
        page = alice.get(path)
        assert page.status_code == 200, path
        assert "No condition has been loaded yet." in text_of(page), path
    assert (
        "No condition has been loaded yet."
        in alice.application.test_client().get("/", headers={"Accept-Language": "en"}).text
    )


def test_a_bank_whose_items_are_all_retired_asks_for_nothing(alice, session):
    session.execute(update(Item).values(retired_at=NOON))
    session.commit()
    assert alice.get("/").status_code == 200
    assert alice.get(CARDS).location == f"{CARDS}/summary"
    assert alice.get(f"{CARDS}/summary").status_code == 200
    assert alice.get("/quiz/new").status_code == 200
    assert alice.get(PROGRESS).status_code == 200
    assert alice.get(f"/banks/{BANK}/text").status_code == 200


def test_the_text_is_read_in_ones_language_with_its_sentences_to_link_to(alice, app, session):
    english = alice.get(f"/banks/{BANK}/text")
    make_learner("fanny", language="fr")
    fanny = app.test_client()
    log_in(fanny, "fanny")
    french = fanny.get(f"/banks/{BANK}/text")
    for page, language in ((english, "en"), (french, "fr")):
        soup = BeautifulSoup(page.text, "html.parser")
        assert soup.article["lang"] == language
        ids = [span["id"] for span in soup.select("article span[id]")]
        assert ids[0] == "P1.1"
        keys = session.scalars(select(Sentence.key).join(Text).where(Text.language == language))
        assert ids == sorted(keys, key=lambda key: [int(n) for n in key[1:].split(".")])
    assert english.text != french.text


def test_the_style_guide_is_there_for_everybody(client):
    page = client.get("/styleguide")
    assert page.status_code == 200
    assert len(BeautifulSoup(page.text, "html.parser").select("svg")) >= 3
