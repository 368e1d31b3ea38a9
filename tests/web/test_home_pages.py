"""Today, progress, reading: what they say in each state a learner can be in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import delete, select, update

from quizapp.domain.learning.build import Mode
from quizapp.models import Bank as BankRow
from quizapp.models import (
    Fact,
    Item,
    ItemParameters,
    ItemRevision,
    MemoryState,
    Note,
    Sentence,
    Text,
    User,
)
from tests.factories import BANK, NOON, log_in, make_learner
from tests.services import studying
from tests.web.steps import CARDS, UNKNOWN, after, answer, grade, start_quiz

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


def test_progress_leads_to_the_only_bank_there_is(alice):
    assert alice.get("/progress").location == PROGRESS


def test_progress_without_an_answer_invites_to_begin(alice):
    page = alice.get(PROGRESS)
    assert "Nothing to show yet" in text_of(page)
    assert "<svg" not in page.text


def test_progress_with_few_answers_says_that_they_are_not_enough(alice):
    url = start_quiz(alice)
    for _ in range(3):
        answer(alice, url, **UNKNOWN)
        url = after(url)
    words = text_of(alice.get(PROGRESS))
    assert "3 items met" in words
    assert "3 answers in all" in words
    assert "ot enough answers yet" in words


def test_progress_with_enough_answers_shows_each_plot_beside_its_table(alice, session):
    url = start_quiz(alice, length=20)
    for _ in range(20):
        answer(alice, url, **UNKNOWN)
        url = after(url)
    page = alice.get(PROGRESS)
    soup = BeautifulSoup(page.text, "html.parser")
    plots, tables = soup.select("figure svg"), soup.select("figure table")
    assert len(plots) == len(tables) == 3
    assert all(plot.get("role") == "img" or plot.get("aria-hidden") for plot in plots)
    assert "20 answers in all" in text_of(page)
    session.rollback()
    due = len(session.scalars(select(MemoryState)).all())
    forecast = [int(c.get_text()) for c in tables[0].select("td.number")]
    assert sum(forecast) <= due
    assert sum(forecast) > 0


def answered(learner, number, *, confidence, **wanted):
    """A quiz on the shipped bank that was answered from the first to the last question."""
    now = datetime.now(UTC)
    attempt = studying.start(
        learner,
        **{"slug": BANK, "length": number, "asks_confidence": True, "types": ["sba"], **wanted},
        now=now,
    )
    while (attempt := studying.again(attempt)).finished_at is None:
        position = attempt.answered + 1
        studying.answer(learner, attempt, position, confidence=confidence, now=now)


def confidence_of(page):
    soup = BeautifulSoup(page.text, "html.parser")
    heading = next(
        h for h in soup.select("h2") if h.get_text() == "How sure you are, and how right"
    )
    return heading.parent


def test_how_sure_one_is_is_not_plotted_before_ten_answers(client, session):
    alice = make_learner(language="en")
    log_in(client)
    answered(alice, 9, confidence=3)
    section = confidence_of(client.get(PROGRESS))
    assert "Not enough answers yet (9 so far)" in section.get_text()
    assert "When you put a quiz together" in section.get_text()
    assert not section.select("svg")

    answered(alice, 1, confidence=2)
    section = confidence_of(client.get(PROGRESS))
    cells = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]
    assert cells == [
        ["Unsure (0 answers)", "–", "0–67%"],
        ["Fairly sure (1 answer)", "100% (27–100%)", "67–80%"],
        ["Sure (9 answers)", "100% (77–100%)", "80–100%"],
    ]
    assert len(section.select("svg.chart rect.b")) == 3
    assert len(section.select("svg.chart rect.a")) == 2, "what was never said has no interval"


def test_progress_shows_the_last_measures_and_the_bank_as_a_whole(client, session):
    alice = make_learner(language="en")
    log_in(client)
    assert "Last measures" not in text_of(client.get(PROGRESS))
    answered(alice, 8, confidence=None, mode=Mode.MEASURE, topics=["causes", "diagnosis"])
    answered(alice, 8, confidence=None, mode=Mode.MEASURE)
    soup = BeautifulSoup(client.get(PROGRESS).text, "html.parser")
    measures, mastery = (
        [
            row.get_text(" ", strip=True)
            for row in soup.select(f"figure:has(#{plot}-title) tbody th")
        ]
        for plot in ("measures", "mastery")
    )
    assert [re.sub(r"^\d+ \w+", "day", label) for label in measures] == [
        "day (8 answers)",
        "day (2 topics) (8 answers)",
    ]
    assert mastery[0] == "Whole bank (16 answers)"
    assert len(mastery) == 8


def test_one_sees_ones_own_progress(alice, app):
    grade(alice)
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    assert "Nothing to show yet" in text_of(bob.get(PROGRESS))
    assert "Nothing to show yet" not in text_of(alice.get(PROGRESS))


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
