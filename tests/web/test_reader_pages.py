"""The study text as a map of the reader's memory, and what a reading does."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning.memory import Grade
from quizapp.models import Attempt, Item, ItemSentence, Reading, User
from quizapp.services import catalogue
from quizapp.services.learners import as_learner
from quizapp.services.text.memory_map import map_memory
from tests.factories import BANK, NOON, hidden, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_item
from tests.services.studying import answer as give
from tests.services.studying import grade, start
from tests.web.steps import answer, content_at, is_logged_in, post, title, wrong_answer

TEXT = f"/banks/{BANK}/text"
GOUT = f"/banks/{SLUG}/text"
DAY = timedelta(days=1)
CLASSES = {"held", "fading", "faded", "unseen"}


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


@pytest.fixture
def learner(alice, session):
    """Alice, as the services know her."""
    return as_learner(session.scalars(select(User)).unique().one())


@pytest.fixture
def studied(learner, session):
    """Half of the shipped bank met within a month, so that every mark is there."""
    items = session.scalars(select(Item.id).order_by(Item.id)).all()
    grades = (Grade.AGAIN, Grade.HARD, Grade.EASY)
    for number, item in enumerate(items[::2]):
        when = NOON - (1 + number % 29) * DAY
        grade(learner, item, grades[number % 3], slug=BANK, now=when)
    return learner


def soup_of(page):
    return BeautifulSoup(page.text, "html.parser")


def links(soup):
    """The sentences that begin a session, by their id."""
    return {span["id"]: span.a for span in soup.select("article span[id]") if span.a is not None}


def query_of(address):
    parts = urlsplit(address)
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def at_noon(client, path=TEXT):
    with time_machine.travel(NOON, tick=False):
        if not is_logged_in(client):
            log_in(client)
        return client.get(path)


def test_every_sentence_shows_the_mark_that_the_map_gives_it(alice, studied, session):
    page = at_noon(alice)
    soup = soup_of(page)
    bank = catalogue.find_bank(session, BANK)
    drawn = map_memory(session, learner=studied, bank=bank, now=NOON)
    found = links(soup)
    assert {one.id for one in drawn.sentences if one.items} == set(found)
    for one in drawn.sentences:
        link = found[one.id]
        assert CLASSES & set(link["class"]) == {one.mark.value}
        said = link.select_one(".visually-hidden").get_text().strip()
        assert said == ("(never seen)" if one.percent is None else f"({one.percent}%)")
    assert f"{drawn.held} of {drawn.total} sentences held" in soup.main.get_text()


def test_a_sentence_leads_to_at_most_three_of_its_items_the_weakest_first(alice):
    for name, link in links(soup_of(at_noon(alice))).items():
        path, query = query_of(link["href"])
        assert path == f"/cards/{BANK}"
        assert query["find"] == f"sentence:{name}"
        assert (query["order"], query["most"]) == ("recall", "3")
        assert "since" not in query, "it begins when it is opened, however old the page is"


def test_following_a_sentence_shows_a_card_on_it(alice, session):
    for name in ("P1.1", "P3.2"):
        link = links(soup_of(alice.get(TEXT)))[name]
        front = alice.get(link["href"])
        assert front.status_code == 200, front.location
        shown = int(re.search(r"reveal=(\d+)", front.text)[1])
        keys = session.scalars(select(ItemSentence.key).where(ItemSentence.item_id == shown))
        assert name in set(keys)


def test_the_weak_ones_are_reviewed_by_the_main_action(alice, studied, session):
    soup = soup_of(at_noon(alice))
    bank = catalogue.find_bank(session, BANK)
    weak = map_memory(session, learner=studied, bank=bank, now=NOON).weak_items
    primary = soup.select_one("main a.primary")
    assert f"({len(weak)})" in primary.get_text()
    path, query = query_of(primary["href"])
    assert (path, query["find"], query["order"]) == (
        f"/cards/{BANK}",
        "retrievability<0.8",
        "recall",
    )
    assert "most" not in query


def test_the_strip_and_the_table_say_the_same_as_the_sentences(alice, studied):
    soup = soup_of(at_noon(alice))
    found = links(soup)
    bars = soup.select(".strip svg a")
    assert [bar["href"] for bar in bars] == [link["href"] for link in found.values()]
    assert {bar["tabindex"] for bar in bars} == {"-1"}, "the keyboard has the sentences themselves"
    rows = soup.select("details tbody tr")
    assert len(rows) == len(found)
    for row, link in zip(rows, found.values(), strict=True):
        assert row.a["href"] == link["href"]
        assert f"({row.td.get_text()})" == link.select_one(".visually-hidden").get_text().strip()
    headings = [section.get_text().strip() for section in soup.select(".strip li > a")]
    assert headings == [heading.get_text().strip() for heading in soup.select("article h2")]


def test_a_sentence_without_an_item_is_plain_text(alice):
    load(made_item())
    soup = soup_of(alice.get(GOUT))
    assert set(links(soup)) == {"P1.2"}
    assert len(soup.select("article span[id^=P]")) == 5


def test_french_and_english_show_one_map(alice, studied, app, session):
    in_english = links(soup_of(at_noon(alice)))
    with time_machine.travel(NOON, tick=False):
        post(alice, "/language", "/", language="fr", next="/")
        page = alice.get(TEXT)
    in_french = links(soup_of(page))
    assert soup_of(page).article["lang"] == "fr"
    assert {name: link["class"] for name, link in in_french.items()} == {
        name: link["class"] for name, link in in_english.items()
    }
    assert {name: link["href"] for name, link in in_french.items()} == {
        name: link["href"] for name, link in in_english.items()
    }


def test_the_marks_can_be_hidden_and_then_the_text_is_plain(alice, studied):
    shown = soup_of(at_noon(alice))
    switch = shown.select_one('a[href$="?marks=hidden"]')
    hidden_page = at_noon(alice, switch["href"])
    soup = soup_of(hidden_page)
    assert links(soup) == {}
    assert soup.select(".strip, .memory") == []
    assert soup.select_one(f'a[href="{TEXT}?marks=shown"]')
    assert [p.get_text() for p in soup.select("article p")] != []
    assert links(soup_of(at_noon(alice, f"{TEXT}?marks=shown")))
    assert links(soup_of(at_noon(alice, f"{TEXT}?marks=%00")))


def test_one_sees_ones_own_memory_alone(alice, studied, app):
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    marks = {tuple(link["class"]) for link in links(soup_of(bob.get(TEXT))).values()}
    assert marks == {("memory", "unseen")}


def test_what_an_exam_in_progress_asks_is_not_on_the_map(alice, learner, session):
    load(made_item())
    assert set(links(soup_of(alice.get(GOUT)))) == {"P1.2"}
    begun = post(
        alice,
        "/quiz/new",
        bank=SLUG,
        mode="exam",
        length="1",
        client_key="an-exam-that-goes-on",
    )
    assert begun.status_code == 302, begun.text
    soup = soup_of(alice.get(GOUT))
    assert links(soup) == {}


def readings(session):
    session.rollback()
    return session.scalars(select(Reading)).all()


def test_having_read_is_noted_once_a_day_by_a_button(alice, session):
    with time_machine.travel(NOON, tick=False):
        log_in(alice)
        done = post(alice, f"{TEXT}/read", TEXT)
        assert (done.status_code, done.location) == (302, TEXT)
        page = alice.get(TEXT)
        assert "Noted: you have read this text today." in page.text
        assert "Answers given today count less" in page.text
        assert "data-reading" not in page.text
        post(alice, f"{TEXT}/read", "/settings")
    [reading] = readings(session)
    assert (reading.read_at, reading.language) == (NOON, "en")
    with time_machine.travel(NOON + DAY, tick=False):
        log_in(alice)
        assert "data-reading" in alice.get(TEXT).text


def test_the_page_notes_it_in_silence(alice, session):
    page = alice.get(TEXT)
    done = alice.post(
        f"{TEXT}/read",
        data={"csrf_token": hidden(page, "csrf_token")},
        headers={"Accept": "application/json"},
    )
    assert done.json == {"read": True}
    assert len(readings(session)) == 1
    assert "Noted:" not in soup_of(alice.get(TEXT)).select_one("[data-flashes]").get_text()


def test_looking_at_the_text_records_nothing(alice, session):
    alice.get(TEXT)
    assert readings(session) == []


def test_three_questions_are_offered_before_a_first_reading_and_never_after(alice, session):
    page = alice.get(TEXT)
    assert "Three questions before you read?" in page.text
    key = hidden(page, "client_key")
    begun = post(alice, f"{TEXT}/questions", TEXT, client_key=key)
    assert begun.status_code == 302
    url = alice.get(begun.location).location
    attempt = session.scalars(select(Attempt)).one()
    assert (attempt.purpose, attempt.length) == ("prequestions", 3)

    for position in (1, 2, 3):
        address = f"{url.rsplit('/', 1)[0]}/{position}"
        answer(alice, address, **wrong_answer(content_at(session, address)))

    result = alice.get(f"{url.rsplit('/', 1)[0]}/result")
    primary = soup_of(result).select("main a.primary")
    assert [link["href"] for link in primary] == [TEXT]
    assert "Being wrong before reading is fine" in result.text
    assert "Three questions before you read?" not in alice.get(TEXT).text


def test_reading_at_once_ends_the_offer(alice):
    assert "Three questions" in alice.get(TEXT).text
    post(alice, f"{TEXT}/read", TEXT)
    assert "Three questions" not in alice.get(TEXT).text


def test_asking_twice_with_one_form_begins_one_quiz(alice, session):
    key = hidden(alice.get(TEXT), "client_key")
    first = post(alice, f"{TEXT}/questions", TEXT, client_key=key)
    again = post(alice, f"{TEXT}/questions", TEXT, client_key=key)
    assert first.location == again.location
    session.rollback()
    assert len(session.scalars(select(Attempt)).all()) == 1


def test_a_form_that_cannot_be_read_begins_nothing(alice, session):
    for key in ("", "short", "k" * 65):
        done = post(alice, f"{TEXT}/questions", TEXT, client_key=key)
        assert done.location == TEXT
        assert "out of date" in alice.get(TEXT).text
    assert session.scalars(select(Attempt)).all() == []


def test_where_nothing_can_be_asked_one_is_told_to_read(alice, session):
    load(made_item("basic"))
    done = post(alice, f"{GOUT}/questions", GOUT, client_key="nothing-to-ask-here")
    assert done.location == GOUT
    assert "no question to ask" in alice.get(GOUT).text
    assert session.scalars(select(Attempt)).all() == []


def test_what_one_mixes_up_is_listed_without_its_answer_and_leads_to_its_cards(alice, learner):
    load(made_item())
    assert "What you mix up" not in alice.get(GOUT).text
    for number in range(2):
        attempt = start(learner, length=1, now=NOON + number * DAY)
        give(learner, attempt, given=ChosenOptions(frozenset("a")), now=NOON + number * DAY)
    soup = soup_of(alice.get(GOUT))
    section = soup.select_one("[aria-labelledby=confusions]")
    assert "Which site is the most likely?" in section.get_text()
    assert "big toe" not in section.get_text().lower()
    path, query = query_of(section.select_one("a.button")["href"])
    assert (path, query["find"]) == (f"/cards/{SLUG}", "is:confused")


def test_a_bank_that_does_not_exist_has_no_text_to_read_or_to_be_asked_about(alice):
    for path in ("/banks/none/text/read", "/banks/none/text/questions"):
        assert post(alice, path, TEXT, client_key="0123456789abcdef").status_code == 404


def test_the_title_is_that_of_the_text(alice):
    assert title(alice.get(TEXT)).startswith("Tumoral calcinosis")
