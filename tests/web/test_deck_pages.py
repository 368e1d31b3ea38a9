"""Your cards at a glance, what to study of them, and your tags."""

from __future__ import annotations

from random import Random
from urllib.parse import urlencode

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.domain.learning.card_query import parse
from quizapp.domain.learning.days import learning_day
from quizapp.domain.learning.query.terms import CardIs, State
from quizapp.models import CardTag
from tests.factories import BANK, NOON, hidden, log_in, make_learner
from tests.services.card_decks import matches, random_deck
from tests.services.exams import begin
from tests.services.studying import bank_id
from tests.web.steps import CARDS, title

DECK, TAGS = f"{CARDS}/deck", f"{CARDS}/tags"


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def learner(client, session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


@pytest.fixture
def deck(learner):
    return random_deck(learner, bank_id(BANK), Random(11))


def soup(page):
    return BeautifulSoup(page.text, "html.parser")


def send(client, **fields):
    page = client.get(TAGS)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key")}
    return client.post(TAGS, data={**keys, **fields})


def tags_of(session, learner):
    session.rollback()
    rows = session.execute(
        select(CardTag.item_id, CardTag.tag).where(CardTag.user_id == learner.id)
    )
    return {tuple(row) for row in rows}


def test_the_deck_counts_each_state_and_leads_to_its_cards(alice, learner, deck):
    page = soup(alice.get(DECK))
    today = learning_day(NOON, learner.zone)
    for state in CardIs:
        if state is CardIs.REVIEW:  # young and mature ones are counted apart
            continue
        count = sum(matches(State(state), card, today, learner.zone) for card in deck)
        link = page.select_one(f'a[href$="find=is:{state}"]')
        assert (link is None) == (count == 0), state
        if link is not None:
            assert link.get_text().split()[0] == str(count)
            assert f"{count} card" in title(alice.get(link["href"]))


def test_every_choice_of_custom_study_is_a_search_that_is_understood(alice, deck):
    form = soup(alice.get(DECK)).select_one(f'form[action="{CARDS}"]')
    choices = [option["value"] for option in form.select("#study option")]
    assert len(choices) == len(set(choices)) > 15
    for choice in choices:
        parse(choice)
    assert {"forgotten:1", "topic:causes", "is:flagged", "tag:hard", "due<=3"} <= set(choices)
    assert form.select_one("[name=since]")["value"] == NOON.isoformat()
    assert form["method"] == "get"


def test_a_choice_that_would_find_nothing_is_not_offered(alice):
    choices = {option["value"] for option in soup(alice.get(DECK)).select("#study option")}
    assert "is:flagged" not in choices
    assert "is:new" in choices


def test_today_leads_to_the_deck_and_the_deck_to_all_that_belongs_to_it(alice):
    assert soup(alice.get("/")).select_one(f'a[href="{DECK}"]')
    page = soup(alice.get(DECK))
    for path in ("browse", "options", "exam", "reschedule", "tags"):
        address = f"{CARDS}/{path}"
        assert page.select_one(f'a[href="{address}"]'), path
        assert alice.get(address).status_code == 200


def test_cards_of_an_exam_in_progress_are_not_counted_and_that_is_said(alice, learner):
    begin(learner, length=5, slug=BANK)
    assert "5 more are part of an exam or a measure in progress" in alice.get(DECK).text


def test_tags_are_listed_with_how_many_cards_have_each(alice, deck):
    page = soup(alice.get(TAGS))
    for tag in ("hard", "à-relire", "exam"):
        count = sum(tag in card.tags for card in deck)
        assert f"{count} cards" in page.find("h2", string=f"#{tag}").parent.get_text()


def test_without_tags_the_page_says_how_to_make_one(alice):
    assert "No tag yet" in alice.get(TAGS).text


def test_a_tag_is_renamed_on_all_its_cards_and_joined_with_one_of_the_same_name(
    alice, learner, deck, session
):
    done = send(alice, tag="hard", new=" Exam ", action="rename")
    assert done.status_code == 302
    expected = {
        (card.item.id, "exam" if tag == "hard" else tag) for card in deck for tag in card.tags
    }
    assert tags_of(session, learner) == expected
    assert "“hard” is now “exam”" in alice.get(TAGS).text


def test_a_tag_is_taken_off_everywhere_and_undo_brings_it_back(alice, learner, deck, session):
    before = tags_of(session, learner)
    assert send(alice, tag="hard", action="remove").status_code == 302
    assert tags_of(session, learner) == {row for row in before if row[1] != "hard"}
    undo = soup(alice.get(TAGS)).select_one("form[action*='/actions/']")
    alice.post(undo["action"], data={i["name"]: i["value"] for i in undo.select("input")})
    assert tags_of(session, learner) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tag": "hard", "new": " ()", "action": "rename"}, "Give the tag a name"),
        ({"tag": "hard", "new": "x", "action": "burn"}, "Not a valid choice"),
        ({"tag": "", "new": "x", "action": "rename"}, "out of date"),
    ],
)
def test_a_tag_that_cannot_be_changed_so_is_explained(alice, deck, fields, said):
    page = send(alice, **fields)
    assert page.status_code == 422
    assert said in page.text


def test_tags_of_others_stay_as_they_are(app, alice, learner, deck, session):
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    before = tags_of(session, learner)
    assert "No tag yet" in bob.get(TAGS).text
    page = bob.get(DECK)  # the tags' page has no form here
    keys = {"csrf_token": hidden(page, "csrf_token"), "client_key": "k" * 32}
    bob.post(TAGS, data={**keys, "tag": "hard", "action": "remove"})
    assert tags_of(session, learner) == before


def test_a_choice_is_studied_card_by_card_until_none_is_left(alice, learner):
    form = soup(alice.get(DECK)).select_one(f'form[action="{CARDS}"]')
    query = {"find": "topic:causes", "order": "position", "most": "2"}
    query["since"] = form.select_one("[name=since]")["value"]
    seen = []
    address = f"{CARDS}?{urlencode(query)}"
    for _ in range(2):
        front = soup(alice.get(address))
        back = soup(alice.get(front.select_one("a[href*=reveal]")["href"]))
        grades = back.select_one("form:has(fieldset.grades), form:has(button[name=grade])")
        fields = {field["name"]: field.get("value", "") for field in grades.select("input")}
        seen.append(fields["item"])
        address = alice.post(grades["action"], data={**fields, "grade": "3"}).location
    end = alice.get(address)
    assert len(set(seen)) == 2
    assert end.status_code == 302
    assert "/summary" in end.location
    assert alice.get(end.location).status_code == 200
