"""The builder: one form for every quiz, what each mode takes of it, and what it refuses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.domain.content.vocabulary import Topic
from quizapp.models import SavedBuild
from tests.factories import BANK, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_items
from tests.web.building import NEW, errors_at, filled_in, last_attempt, open_parts, said, send, soup
from tests.web.steps import recorded, title


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def test_the_page_proposes_five_questions_of_practice_and_keeps_the_rest_folded(alice):
    page = alice.get(NEW)
    assert (
        filled_in(page).items()
        >= {
            "mode": ["practice"],
            "length": ["5"],
            "bank": [BANK],
            "convention": ["edn"],
        }.items()
    )
    assert not filled_in(page).keys() & {"topic", "type", "difficulty", "status", "minutes"}
    assert open_parts(page) == []
    assert re.fullmatch(r"\d+ questions match\.", said(page))
    started = send(alice)
    assert re.fullmatch(r"/quiz/\d+/1", started.location)


def test_with_several_conditions_one_is_chosen(alice, app):
    with app.app_context():
        load(*made_items(3))
    boxes = soup(alice.get(f"{NEW}?bank={SLUG}")).select("input[type=radio][name=bank]")
    assert [(box["value"], box.has_attr("checked")) for box in boxes] == [
        (BANK, False),
        (SLUG, True),
    ]
    assert said(alice.get(f"{NEW}?bank={SLUG}")).startswith("3 questions match.")


def test_an_address_proposes_settings_and_opens_what_they_are_in(alice):
    page = alice.get(
        f"{NEW}?bank={BANK}&mode=exam&length=20&topic=causes&topic=diagnosis&type=sba&status=wrong"
        "&difficulty=hard&minutes=30&extra_time=y&convention=kprim&asks_confidence=y"
    )
    assert (
        filled_in(page).items()
        >= {
            "mode": ["exam"],
            "length": ["20"],
            "topic": ["causes", "diagnosis"],
            "type": ["sba"],
            "status": ["wrong"],
            "difficulty": ["hard"],
            "minutes": ["30"],
            "extra_time": ["y"],
            "convention": ["kprim"],
            "asks_confidence": ["y"],
        }.items()
    )
    assert open_parts(page) == ["Choose the questions", "Confidence, time and marking"]


@pytest.mark.parametrize(
    "query",
    [
        "mode=nothing&length=0&topic=nothing&status=&type=cloze&minutes=x&convention=%00",
        "length=99999999999999999999&minutes=-1&saved=x&bank=../../etc",
        "length=1e9&saved=-1&saved=2&bank=%F0%9F%92%A3",
        "saved=9999999999999999999999&topic[]=causes&bank=" + "x" * 3000,
    ],
)
def test_an_address_that_makes_no_sense_is_passed_over(alice, query):
    page = alice.get(f"{NEW}?{query}")
    assert page.status_code == 200
    expected = filled_in(alice.get(NEW)) | {"client_key": [], "csrf_token": []}
    assert filled_in(page) | {"client_key": [], "csrf_token": []} == expected


def test_a_repeated_word_of_an_address_counts_once(alice):
    many = "&".join(["topic=causes"] * 400)
    assert filled_in(alice.get(f"{NEW}?{many}"))["topic"] == ["causes"]


def test_practice_takes_no_notice_of_what_only_an_exam_has(alice, session):
    assert send(
        alice, minutes="-5", extra_time="y", convention="nonsense", length="7"
    ).location.endswith("/1")
    attempt = last_attempt(session)
    assert (attempt.mode, attempt.length, attempt.convention) == ("practice", 7, "edn")
    assert (attempt.deadline_at, attempt.asks_confidence) == (None, False)


@pytest.mark.parametrize("length", ["", "0", "500", "many"])
def test_a_measure_takes_no_notice_of_a_number_of_questions(alice, session, length):
    assert send(alice, mode="measure", length=length, minutes="10").status_code == 302
    attempt = last_attempt(session)
    assert (attempt.mode, attempt.length, attempt.deadline_at) == ("measure", 20, None)


def test_an_exam_has_the_time_and_the_marking_that_were_asked_for(alice, session):
    exam = {"mode": "exam", "length": "10", "convention": "formula"}
    for minutes, extra, limit in (("30", "y", 40), (" 9 ", "", 9), ("", "y", None)):
        assert send(alice, **exam, minutes=minutes, extra_time=extra).status_code == 302
        attempt = last_attempt(session)
        assert (attempt.mode, attempt.length, attempt.convention) == ("exam", 10, "formula")
        if limit is None:
            assert attempt.deadline_at is None
        else:
            assert attempt.deadline_at - attempt.started_at == timedelta(minutes=limit)


def test_confidence_is_asked_where_it_is_wished_and_always_by_confidence_marking(alice, session):
    for fields, asked in (
        ({}, False),
        ({"asks_confidence": "y"}, True),
        ({"asks_confidence": "false"}, False),
        ({"mode": "measure", "asks_confidence": "y"}, True),
        ({"mode": "exam"}, False),
        ({"mode": "exam", "convention": "confidence"}, True),
        ({"mode": "practice", "convention": "confidence"}, False),
    ):
        assert send(alice, **fields).status_code == 302
        assert last_attempt(session).asks_confidence is asked, fields


def test_the_filters_of_the_form_are_those_of_the_attempt(alice, session):
    send(
        alice,
        topic=["causes", "diagnosis"],
        type=["sba", "multiple"],
        difficulty=["easy", "medium"],
        status=["unseen"],
    )
    attempt = last_attempt(session)
    assert attempt.topics == ["causes", "diagnosis"]
    assert attempt.filters == {
        "types": ["sba", "multiple"],
        "difficulties": ["easy", "medium"],
        "statuses": ["unseen"],
    }
    send(alice)
    assert last_attempt(session).topics == list(Topic), "nothing ticked: nothing left out"


@pytest.mark.parametrize(
    ("fields", "at", "text"),
    [
        ({"length": "0"}, "length", "1 to 100 questions"),
        ({"length": "101"}, "length", "1 to 100 questions"),
        ({"length": ""}, "length", "1 to 100 questions"),
        ({"mode": "exam", "length": "five"}, "length", "1 to 100 questions"),
        ({"mode": "exam", "minutes": "0"}, "minutes", "1 to 300 minutes"),
        ({"mode": "exam", "minutes": "301"}, "minutes", "1 to 300 minutes"),
        ({"mode": "exam", "minutes": "an hour"}, "minutes", "1 to 300 minutes"),
        ({"mode": "exam", "convention": "lottery"}, "convention", ""),
        ({"mode": "lottery"}, "mode", ""),
        ({"type": "cloze"}, "type", ""),
        ({"difficulty": "impossible"}, "difficulty", ""),
        ({"status": ["wrong", "lost"]}, "status", ""),
        ({"topic": "causes' OR 1=1"}, "topic", ""),
    ],
)
def test_what_the_form_does_not_offer_is_refused_at_its_field(alice, session, fields, at, text):
    for action in ("start", "count", "save"):
        page = send(alice, action, **fields, name="Any")
        assert page.status_code == 422
        assert text in errors_at(page, at)
        assert title(page).startswith("Error:")
        folded = soup(page).find(id=f"{at}-error").find_parent("details")
        assert folded is None or folded.has_attr("open")
    assert recorded(session) == (0, 0, 0)
    assert session.scalars(select(SavedBuild)).all() == []
