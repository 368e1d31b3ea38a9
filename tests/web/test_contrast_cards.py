"""A card whose options the learner mixes up shows the two side by side."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.models import User
from quizapp.services.learners import as_learner
from tests.factories import NOON, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_item
from tests.services.studying import answer, item_id, start
from tests.web.steps import grade_form, post

CARDS = f"/cards/{SLUG}"
DAY = timedelta(days=1)
KEY, WRONG, OTHERS = "The big toe", "The right knee", ("The little finger", "The lumbar spine")


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


@pytest.fixture
def learner(alice, session):
    return as_learner(session.scalars(select(User)).unique().one())


def pick(learner, *options, times=2, kind="sba"):
    for number in range(times):
        attempt = start(learner, length=1, types=[kind], now=NOON + number * DAY)
        given = ChosenOptions(frozenset(options))
        answer(learner, attempt, given=given, now=NOON + number * DAY)


def shown(page):
    """The options on the page, and all of its text."""
    soup = BeautifulSoup(page.text, "html.parser")
    return [" ".join(li.get_text().split()) for li in soup.select("main ul.feedback li")], soup


def test_the_front_asks_between_the_two_and_does_not_tell_which_is_right(alice, learner):
    load(made_item())
    pick(learner, "a")
    front = alice.get(CARDS)
    options, soup = shown(front)
    assert sorted(options) == sorted([KEY, WRONG])
    assert "You have mixed these two up: which one is right?" in soup.get_text()
    assert not soup.select(".right, .wrong")
    for told in ("Right answer", "Wrong answer", "2 times", "Tell them apart", *OTHERS):
        assert told not in soup.main.get_text()


def test_the_back_shows_both_with_their_rationales_and_how_often(alice, learner):
    load(made_item())
    pick(learner, "a", times=3)
    back = alice.get(f"{CARDS}?reveal={item_id('go-sba-definition-01')}")
    soup = BeautifulSoup(back.text, "html.parser")
    panel = soup.select_one("ul[aria-labelledby=contrast]")
    assert KEY in panel.select_one("li.right").get_text()
    assert WRONG in panel.select_one("li.wrong").get_text()
    assert len(panel.select("li")) == 2
    assert "3 times" in soup.get_text()
    content = made_item()
    for option in (content.keys[0], content.distractors[0]):
        assert option.rationale["en"] in panel.get_text()


def test_a_card_without_a_pair_looks_as_always(alice, learner):
    load(made_item())
    pick(learner, "a", times=1)
    options, soup = shown(alice.get(CARDS))
    assert len(options) == 4
    back = alice.get(f"{CARDS}?reveal={item_id('go-sba-definition-01')}")
    assert "contrast" not in back.text
    assert "mixed" not in soup.get_text()


def test_grading_it_good_ends_it_and_undo_brings_it_back(alice, learner):
    load(made_item())
    pick(learner, "a")
    address = f"{CARDS}?reveal={item_id('go-sba-definition-01')}"
    alice.post(CARDS, data=grade_form(alice.get(address), 3))
    assert "contrast" not in alice.get(address).text
    post(alice, f"{CARDS}/undo", CARDS + "/summary")
    assert "Tell them apart" in alice.get(address).text


def test_a_menu_asks_which_belongs_to_the_right_answers(alice, learner):
    load(made_item("long_menu"))
    content = made_item("long_menu")
    pick(learner, content.distractors[0].id, kind="long_menu")
    front = alice.get(CARDS)
    options, soup = shown(front)
    assert len(options) == 2
    assert "which one belongs to the right answers?" in soup.get_text()
    assert re.search(r"reveal=\d+", front.text)


def test_somebody_else_sees_the_card_as_always(alice, learner, app):
    load(made_item())
    pick(learner, "a")
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    assert len(shown(bob.get(CARDS))[0]) == 4
