"""The page of a question of every type, before it is answered and after."""

from __future__ import annotations

import pytest

from tests.domain.content import samples
from tests.factories import log_in, make_learner
from tests.services import studying
from tests.services.made_banks import SLUG, load, made_item
from tests.web.questions import begin, checked, controls, labels, soup, text_of
from tests.web.steps import (
    answer,
    content_at,
    last_response,
    recorded,
    right_answer,
    start_quiz_on,
    title,
    wrong_answer,
)

KINDS = ("sba", "multiple", "short_menu", "long_menu", "short_answer", "concordance")


@pytest.fixture
def learner(session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


def test_a_single_best_answer_has_radios_and_letters(alice, learner):
    page = alice.get(begin(learner, made_item("sba")))
    assert {box["type"] for box in controls(page)} == {"radio"}
    assert [box["data-shortcut"] for box in controls(page)] == list("ABCD")
    assert not soup(page).select("#choice-hint")


def test_a_multiple_response_says_that_several_may_be_right(alice, learner):
    page = alice.get(begin(learner, made_item("multiple")))
    assert {box["type"] for box in controls(page)} == {"checkbox"}
    assert text_of(soup(page).select_one("#choice-hint")) == "Several answers may be right."


def test_a_short_menu_announces_how_many(alice, learner):
    page = alice.get(begin(learner, made_item("short_menu")))
    assert text_of(soup(page).select_one("#choice-hint")) == "Choose exactly 3 answers."
    assert [box["data-shortcut"] for box in controls(page)] == list("ABCDE")


def test_a_long_menu_is_in_alphabetical_order_and_has_no_letters(alice, client, session):
    for language in ("en", "fr"):
        name = f"reader-{language}"
        load(made_item("long_menu", options__j__text__fr="Éther", options__a__text__en="zinc salt"))
        attempt = studying.start(make_learner(name, language=language), slug=SLUG, length=1)
        reader = client.application.test_client()
        log_in(reader, name)
        page = reader.get(f"/quiz/{attempt.id}/1")
        found = labels(page)
        assert len(found) == 10
        if language == "en":
            assert found == sorted(found, key=str.casefold)
            assert found[-1] == "zinc salt"
        else:
            assert found[:5] == ["Aspirine", "Colchicine", "Digoxine", "Éther", "Fer"]
        assert not any(box.has_attr("data-shortcut") for box in controls(page))
        assert not soup(page).select(".letter")


def test_a_concordance_question_shows_all_of_its_script(alice, learner):
    page = alice.get(begin(learner, made_item("concordance")))
    main = soup(page)
    said = text_of(main)
    for part in (
        "A man of 50 wakes with a red and painful foot.",
        (
            "If you were thinking of An attack of gout and then you find The redness is centred on "
            "the big toe. this hypothesis becomes …"
        ),
        "The panel was made up to show the format: no expert was asked.",
    ):
        assert part in said
    assert [box["value"] for box in controls(page)] == ["m2", "m1", "z0", "p1", "p2"]
    assert {box["type"] for box in controls(page)} == {"radio"}
    described = main.select_one("fieldset.choices")["aria-describedby"].split()
    assert all(main.find(id=name) for name in described)
    assert len(described) == 2


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("investigation", ["thinking of asking for", "asking for it becomes", "More useful"]),
        ("treatment", ["thinking of proposing", "proposing it becomes", "More appropriate"]),
    ],
)
def test_a_scale_says_what_it_is_about(alice, learner, kind, words):
    said = text_of(soup(alice.get(begin(learner, samples.item("concordance", {"kind": kind})))))
    assert all(word in said for word in words)


def test_a_real_panel_is_not_said_to_be_made_up(alice, learner):
    url = begin(learner, made_item("concordance", panel__illustrative=False))
    assert "made up" not in alice.get(url).text
    answer(alice, url, choice="p1")
    assert "made up" not in alice.get(url).text


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_of_every_type_is_told_so(alice, learner, session, kind):
    url = begin(learner, made_item(kind))
    content = content_at(session, url)
    done = answer(alice, url, **right_answer(content))
    assert (done.status_code, done.location) == (302, url)
    feedback = alice.get(url)
    concordance = "You gave the most frequent answer of the panel"
    expected = concordance if kind == "concordance" else "Right"
    assert title(feedback).startswith(expected)
    assert soup(feedback).h1.get_text().strip().endswith(expected)
    assert "The text says so plainly." in feedback.text
    assert controls(feedback) == []
    assert (last_response(session).points, last_response(session).credit) == (1.0, 1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_of_every_type_is_told_so(alice, learner, session, kind):
    url = begin(learner, made_item(kind))
    answer(alice, url, **wrong_answer(content_at(session, url)))
    feedback = title(alice.get(url))
    assert feedback.startswith("Nobody on the panel" if kind == "concordance" else "Not quite")
    assert last_response(session).credit == 0


def test_too_many_choices_of_a_menu_are_sent_back_and_stay_chosen(alice, learner, session):
    for kind, most in (("short_menu", 3), ("long_menu", 2)):
        url = begin(learner, made_item(kind), asks_confidence=True)
        before = recorded(session)
        page = answer(alice, url, choice=["a", "b", "c", "d"], confidence="2")
        assert page.status_code == 422, kind
        assert f"Choose {most} answers at most." in page.text
        assert checked(page) == {"a", "b", "c", "d"}
        assert checked(page, "confidence") == {"2"}
        assert recorded(session) == before


def test_fewer_choices_than_announced_are_an_answer(alice, learner):
    url = begin(learner, made_item("short_menu"))
    assert answer(alice, url, choice=["b", "c"]).status_code == 302
    page = alice.get(url)
    assert title(page).startswith("Partly right: 0.67 of 1")
    assert "2 right answers of 3 were chosen: 0.67 of 1 point." in page.text


def test_a_form_sent_back_without_an_answer_keeps_how_sure_one_is_and_the_time(alice, learner):
    url = begin(learner, made_item("sba"), asks_confidence=True)
    page = answer(alice, url, confidence="3", duration_ms="4000")
    assert page.status_code == 422
    assert checked(page, "confidence") == {"3"}
    assert controls(page, "duration_ms")[0]["value"] == "4000"


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("long_menu", (["zz"], ["b", "zz"], ["\x00"], ["B"])),
        ("concordance", (["zz"], ["p1", "p2"], ["3"], ["a"])),
        ("short_menu", (["f"], [""])),
    ],
)
def test_what_was_not_offered_is_refused(alice, learner, session, kind, choices):
    url = begin(learner, made_item(kind))
    before = recorded(session)
    for choice in choices:
        assert answer(alice, url, choice=choice).status_code == 400, choice
    assert recorded(session) == before


def test_the_shipped_questions_of_every_type_can_be_answered(client, session):
    make_learner()
    log_in(client)
    for kind in KINDS:
        url, content = start_quiz_on(client, session, kind)
        assert content.type == kind
        answer(client, url, **right_answer(content))
        assert last_response(session).credit == 1.0, kind
        assert client.get(url).status_code == 200
