"""What is said of an answer: the choice, the key, the mark, how sure one was, what others chose."""

from __future__ import annotations

import pytest

from quizapp.domain.grading.convention import Convention
from tests.factories import log_in, make_learner
from tests.services.exams import ticked
from tests.services.made_banks import load, made_item
from tests.services.studying import crowd
from tests.web.questions import begin, checked, controls, soup, text_of
from tests.web.steps import UNKNOWN, answer, last_response, title


@pytest.fixture
def learner(session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


def states(page):
    """What stands at each option of a feedback page, in order: its state and its text."""
    found = soup(page).select(".feedback > li")
    return [(text_of(li.strong), text_of(li.select_one(".option"))) for li in found]


def test_feedback_begins_with_the_choice_then_the_key_then_the_rest(alice, learner):
    url = begin(learner, made_item("multiple"))
    answer(alice, url, choice=["d", "c"])
    page = alice.get(url)
    chosen, key, rest = states(page)[:2], states(page)[2:4], states(page)[4:]
    assert set(chosen) == {
        ("✗ Your choice: wrong", "Forced march"),
        ("✓ Your choice: right", "Local ice"),
    }
    assert set(key) == {("✓ Right, not chosen", "Colchicine"), ("✓ Right, not chosen", "Bed rest")}
    assert rest == [("– Wrong, not chosen", "Alcohol on waking")]
    assert page.text.count("The text states it so.") == 5


def test_the_rest_of_a_long_menu_is_folded_away(alice, learner):
    url = begin(learner, made_item("long_menu"))
    answer(alice, url, choice=["b", "a"])
    main = soup(alice.get(url))
    folded = main.select_one("details:has(.feedback)")
    assert text_of(folded.summary) == "7 wrong answers that were not chosen"
    assert len(folded.select("li")) == 7
    shown = [text_of(li.select_one(".option")) for li in main.select(".slab > .feedback > li")]
    assert shown == ["Aspirin", "Colchicine", "Ice"]


def test_what_the_author_says_of_a_rejected_answer_stands_beside_it(alice, learner):
    url = begin(learner, made_item("short_answer"))
    answer(alice, url, text="penicillin")
    first = soup(alice.get(url)).select_one(".feedback > li")
    assert text_of(first) == "✗ Your answer penicillin An antibiotic."


def test_the_panel_is_told_with_the_credit_of_each_answer(alice, learner):
    url = begin(learner, made_item("concordance"))
    answer(alice, url, choice="z0")
    page = alice.get(url)
    rows = [
        [text_of(cell) for cell in row("th") + row("td")] for row in soup(page).select("tbody tr")
    ]
    assert rows == [
        ["Ruled out, or nearly", "0", "0"],
        ["Less likely", "1", "0.17"],
        ["Neither more nor less likely (your choice)", "2", "0.33"],
        ["✓ More likely the panel’s most frequent answer", "6", "1"],
        ["Certain, or nearly", "3", "0.5"],
    ]
    assert "What the panel answered (12 members)" in page.text
    assert "The panel was made up to show the format: no expert was asked." in page.text
    assert title(page).startswith("Part of the panel agrees: 0.33 of 1")


@pytest.mark.parametrize(
    ("convention", "confidence", "said"),
    [
        (Convention.FORMULA, "", "Wrong: −0.33 of 1 point."),
        (Convention.CONFIDENCE, "3", "Wrong, at the level “Sure”: −6 of 3 points. You were sure."),
        (Convention.CONFIDENCE, "", "Wrong, at the level “Unsure”: 0 of 3 points."),
    ],
)
def test_points_that_are_taken_away_are_shown(alice, learner, convention, confidence, said):
    url = begin(learner, made_item("sba"), convention=convention, asks_confidence=True)
    answer(alice, url, choice="a", confidence=confidence)
    page = alice.get(url)
    assert said in text_of(soup(page).select_one(".verdict"))
    assert title(page).startswith("Not quite")


def test_confidence_is_asked_for_where_the_quiz_says_so_and_only_there(alice, learner):
    assert controls(alice.get(begin(learner, made_item("sba"))), "confidence") == []
    page = alice.get(begin(learner, asks_confidence=True))
    levels = controls(page, "confidence")
    assert [(box["value"], box["data-shortcut"]) for box in levels] == [
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
    ]
    assert checked(page, "confidence") == set()


@pytest.mark.parametrize(
    ("level", "said"),
    [("1", "You were unsure."), ("2", "You were fairly sure."), ("3", "You were sure.")],
)
def test_confidence_is_kept_and_said_back(alice, learner, session, level, said):
    url = begin(learner, made_item("sba"), asks_confidence=True)
    answer(alice, url, choice="b", confidence=level)
    assert last_response(session).confidence == int(level)
    assert said in text_of(soup(alice.get(url)).select_one(".verdict"))


def test_confidence_may_be_left_open_or_be_nonsense(alice, learner, session):
    load(made_item("sba"))
    for said in (
        {},
        {"confidence": ""},
        {"confidence": "4"},
        {"confidence": "0"},
        {"confidence": "x"},
    ):
        url = begin(learner, asks_confidence=True)
        assert answer(alice, url, choice="b", **said).status_code == 302
        assert last_response(session).confidence is None
        assert "You were" not in alice.get(url).text


def test_who_does_not_know_is_not_sure_of_anything(alice, learner, session):
    url = begin(learner, made_item("sba"), asks_confidence=True)
    answer(alice, url, choice="b", confidence="3", **UNKNOWN)
    assert last_response(session).confidence is None


def test_what_others_chose_is_told_after_the_answer_and_only_then(alice, learner):
    load(made_item("sba"))
    crowd([ticked("b")] * 15 + [ticked("a")] * 4 + [ticked()])
    url = begin(learner)
    assert "others" not in alice.get(url).text

    answer(alice, url, choice="a")

    main = soup(alice.get(url))
    shares = {
        text_of(li.select_one(".option")): (text_of(li.select_one(".hint")), li.progress["value"])
        for li in main.select(".feedback > li")
    }
    assert shares == {
        "The big toe": ("Chosen by 75% of the others", "75"),
        "The right knee": ("Chosen by 20% of the others", "20"),
        "The little finger": ("Chosen by 0% of the others", "0"),
        "The lumbar spine": ("Chosen by 0% of the others", "0"),
    }
    assert "What others chose: first answers of 20 learners. 5% of them did not know." in text_of(
        main
    )


def test_nothing_is_told_of_others_who_are_too_few(alice, learner):
    load(made_item("sba"))
    crowd([ticked("b")] * 19)
    url = begin(learner)
    answer(alice, url, choice="a")
    assert "others" not in soup(alice.get(url)).get_text()


def test_what_others_chose_on_a_scale_stands_beside_the_panel(alice, learner):
    load(made_item("concordance"))
    crowd([ticked("p1")] * 15 + [ticked("m2")] * 5)
    url = begin(learner)
    answer(alice, url, choice="m2")
    first = soup(alice.get(url)).select_one("tbody tr")
    assert "Chosen by 25% of the others" in text_of(first)
