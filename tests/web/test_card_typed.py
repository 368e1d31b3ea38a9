"""Answers typed on the front of a card: marked on its back, the learner decides; and two grades."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from quizapp.models import Review, User
from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_item
from tests.web.steps import grade_form

CARDS = f"/cards/{SLUG}"
ACCEPTED = made_item("short_answer").answers["en"][0]


def choose(session, **options):
    session.execute(update(User).values(**options))
    session.commit()


@pytest.fixture
def alice(client, session):
    load(made_item("short_answer"))
    make_learner(language="en")
    choose(session, types_answers=True)
    log_in(client)
    return client


def type_in(client, *texts):
    """Type on the front of the next card; the page that follows."""
    front = client.get(CARDS)
    fields = dict(
        re.findall(r'type="hidden" name="(item|seen|csrf_token)" value="(\w+[^"]*)"', front.text)
    )
    done = client.post(f"{CARDS}/typed", data={**fields, "text": list(texts)})
    assert done.status_code == 302, done.text
    assert "text" not in done.location
    return client.get(done.location)


def primary(page):
    """The grade that stands out, and the keys that give it."""
    found = re.search(
        r'name="grade" value="(\d)" class="button primary"\s*data-shortcut="([^"]*)"', page.text
    )
    return found[1], found[2]


@pytest.mark.parametrize(
    ("typed", "verdict", "grade"),
    [
        (ACCEPTED, "right", "3"),
        (ACCEPTED[:3] + ACCEPTED[4:], "right, despite a typing error", "2"),
        ("paracetamol", "not quite", "1"),
        ("", "nothing typed", "3"),
    ],
)
def test_a_typed_answer_is_marked_and_suggests_a_grade(alice, typed, verdict, grade):
    back = type_in(alice, typed)
    assert re.search(rf"{verdict}\s*</dd>", back.text)
    assert primary(back) == (grade, f"{grade} Space")
    assert ("Suggested grade" in back.text) == bool(typed)


def test_the_learner_decides_whatever_is_suggested(alice, session):
    back = type_in(alice, "paracetamol")
    assert alice.post(CARDS, data=grade_form(back, 4)).status_code == 302
    assert session.scalars(select(Review.grade)).all() == [4]


def test_the_answer_is_not_on_the_front_and_what_was_typed_is_gone_with_the_grade(alice, session):
    front = alice.get(CARDS)
    assert ACCEPTED not in front.text
    assert 'name="text"' in front.text
    back = type_in(alice, "unforgettable")
    assert "unforgettable" in back.text
    alice.post(CARDS, data=grade_form(back, 1))
    again = alice.get(f"{CARDS}?reveal={hidden(back, 'item')}")
    assert "unforgettable" not in again.text


def test_what_is_typed_is_data(alice):
    back = type_in(alice, "<b>bold</b> {{ 7*7 }} *x*")
    assert "&lt;b&gt;bold&lt;/b&gt; {{ 7*7 }} *x*" in back.text


def test_a_rejected_answer_is_told_why_in_the_authors_words(alice):
    rejected = made_item("short_answer").rejected.get("en", {})
    for typed, why in rejected.items():
        assert why in type_in(alice, typed).text


def test_a_cloze_has_a_field_for_each_gap(alice):
    text = "Gout is {{a deposit::noun}} of {{urate}} crystals."
    load(made_item("cloze", text__en=text))
    front = alice.get(CARDS)
    assert front.text.count('name="text"') == 2
    assert "Gap 1: <span" in front.text
    back = type_in(alice, "deposit", "calcium")
    assert [verdict.strip() for verdict in re.findall(r": (right|not quite)", back.text)] == [
        "right",
        "not quite",
    ]
    assert primary(back)[0] == "2"


def test_more_texts_than_gaps_and_very_long_ones_do_no_harm(alice):
    assert type_in(alice, "x" * 5000, *["y" * 200] * 40).status_code == 200
    assert type_in(alice, "é\u4e2d\U0001f600" * 3000).status_code == 200


def test_what_was_typed_on_another_card_or_an_earlier_showing_is_not_marked(alice, session):
    back = type_in(alice, "paracetamol")
    alice.post(CARDS, data=grade_form(back, 1))
    with alice.session_transaction() as cookie:
        item = int(hidden(back, "item"))
        cookie["typed"] = {"item": item, "seen": 0, "texts": ["paracetamol"]}
    assert "paracetamol" not in alice.get(f"{CARDS}?reveal={item}").text


def test_a_form_without_its_card_is_422(alice):
    token = csrf_token(alice.get(CARDS))
    for item in ("", "x", "0", str(2**63)):
        page = alice.post(
            f"{CARDS}/typed", data={"csrf_token": token, "item": item, "seen": "0", "text": "x"}
        )
        assert page.status_code == 422


@pytest.mark.parametrize("kind", ["sba", "multiple", "basic", "concordance"])
def test_a_card_that_is_not_answered_in_words_is_turned_as_ever(alice, kind):
    load(made_item(kind))
    front = alice.get(CARDS)
    assert 'name="text"' not in front.text
    assert "?reveal=" in front.text


def test_who_does_not_type_sees_no_field(alice, session):
    choose(session, types_answers=False)
    assert 'name="text"' not in alice.get(CARDS).text


def test_two_grades_are_again_and_good_on_the_first_two_keys(alice, session):
    choose(session, two_grades=True, types_answers=False)
    front = alice.get(CARDS)
    back = alice.get(re.search(r'href="([^"]+reveal=\d+)"', front.text)[1])
    assert re.findall(r'name="grade" value="(\d)"[^>]*data-shortcut="([^"]*)"', back.text) == [
        ("1", "1"),
        ("3", "2 3 Space"),
    ]
    assert alice.post(CARDS, data=grade_form(back, 3)).status_code == 302


def test_a_slip_is_good_for_who_has_two_grades(alice, session):
    choose(session, two_grades=True)
    assert primary(type_in(alice, ACCEPTED[:3] + ACCEPTED[4:]))[0] == "3"
