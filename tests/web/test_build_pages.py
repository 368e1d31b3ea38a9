"""The builder: one form for every quiz, a count of what it finds, settings under a name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from quizapp.domain.content.vocabulary import Topic
from quizapp.models import Attempt, Item, SavedBuild
from tests.domain.content import samples
from tests.factories import BANK, NOON, csrf_token, hidden, log_in, make_learner
from tests.services.made_banks import SLUG, load, made_items
from tests.web.steps import post, recorded, start_quiz, title

NEW, KEY = "/quiz/new", "k" * 20


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def soup(page):
    return BeautifulSoup(page.text, "html.parser")


def said(page):
    """What the page says of the number of questions."""
    return soup(page).output.get_text()


def send(client, action="start", **fields):
    """Send the builder's form as it is proposed, but for some fields."""
    page = client.get(NEW)
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key", "bank")}
    return client.post(NEW, data={**keys, "length": "5", "action": action, **fields})


def ask_count(client, **query):
    return client.get("/quiz/count", query_string={"bank": BANK, **query})


def save(client, name="Causes", **fields):
    """Keep settings; the number of their row."""
    saved = send(client, "save", name=name, **fields)
    assert saved.status_code == 302, saved.text
    return int(re.search(r"saved=(\d+)", saved.location)[1])


def filled_in(page):
    """What a form would send: its fields by name, ticked ones only."""
    fields = {}
    for field in soup(page).select("form.slab input"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        fields.setdefault(field["name"], []).append(field.get("value", ""))
    return {name: values for name, values in fields.items() if any(values)}


def open_parts(page):
    return [part.summary.get_text() for part in soup(page).select("form.slab details[open]")]


def last_attempt(session):
    session.rollback()
    return session.scalars(select(Attempt).order_by(Attempt.id.desc())).first()


def errors_at(page, name):
    """The error that stands at a field and is tied to it; the summary leads to it."""
    document = soup(page)
    problem = document.find(id=f"{name}-error")
    assert problem, page.text
    assert document.select_one(f'[aria-describedby~="{name}-error"]')
    links = [link["href"][1:] for link in document.select("[data-error-summary] a")]
    assert any(document.find(id=target) for target in links if target.startswith(name)), links
    return problem.get_text()


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


def test_counting_shows_the_form_as_it_was_filled_in_and_records_nothing(alice, session):
    fields = {
        "mode": ["exam"],
        "length": ["30"],
        "topic": ["causes"],
        "status": ["unseen"],
        "minutes": ["45"],
        "convention": ["classic"],
        "name": ["Not yet"],
    }
    page = send(alice, "count", **fields)
    assert page.status_code == 200
    assert filled_in(page).items() >= fields.items()
    assert re.match(r"\d+ questions match\.", said(page))
    assert title(page).startswith(said(page))
    assert recorded(session) == (0, 0, 0)


def test_the_count_is_the_same_on_the_page_in_its_answer_and_in_what_is_drawn(alice, session):
    for query in ({}, {"topic": ["causes"]}, {"type": ["case", "sba"]}, {"mode": "measure"}):
        page = send(alice, "count", **query)
        answer = ask_count(alice, **query, length="5")
        assert answer.json["text"] == said(page)
        assert str(answer.json["questions"]) in said(page)
    everything = ask_count(alice).json["questions"]
    stated = session.scalars(
        select(Item.id).where(Item.type.not_in(["cloze", "basic"]), Item.retired_at.is_(None))
    )
    assert everything == len(stated.all())


def test_the_answer_of_the_count_is_for_its_reader_alone(alice, app):
    answer = ask_count(alice)
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert app.test_client().get("/quiz/count").status_code == 302


@pytest.mark.parametrize("bank", ["", "none", "\x00", "a/b", "é", "x" * 5000])
def test_a_bank_that_there_is_not_has_no_count(alice, bank):
    assert ask_count(alice, bank=bank).status_code == 404


def test_hostile_words_change_no_count(alice):
    plain = ask_count(alice).json
    for value in ("\x00", "'; DROP TABLE items", "9" * 400, "x" * 5000):
        names = ("topic", "type", "difficulty", "status", "mode", "length")
        assert (
            ask_count(alice, **dict.fromkeys(names, value)).json["questions"]
            == (plain["questions"])
        )


def test_a_count_says_what_it_means_for_the_quiz(alice, app):
    with app.app_context():
        load(*made_items(4), *samples.case().items)
    for query, text in (
        ({"length": "7"}, "7 questions match."),
        ({"length": "8"}, "7 questions match. The quiz will be shorter than you asked for."),
        ({"type": "case"}, "3 questions match. The quiz will be shorter than you asked for."),
        (
            {"mode": "measure"},
            (
                "4 questions match. A measure leaves out cases and script concordance. "
                "So few measure little."
            ),
        ),
        (
            {"type": "sba", "status": "wrong"},
            "No question matches. 4 would, with nothing ticked under “Your history”.",
        ),
        (
            {"topic": "causes", "type": "multiple"},
            "No question matches. Take off several of your ticks.",
        ),
    ):
        assert ask_count(alice, bank=SLUG, **query).json["text"] == text


def test_questions_of_an_exam_in_progress_are_said_to_wait(alice, app):
    with app.app_context():
        load(*made_items(6))
    send(alice, bank=SLUG, mode="exam", length="4")
    assert ask_count(alice, bank=SLUG, length="2").json["text"] == (
        "2 questions match. 4 more wait for the end of an exam in progress."
    )


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"type": "sba", "status": "flagged"}, "status"),
        ({"topic": "causes", "type": "sba"}, "topic"),
        ({"topic": "definition", "type": "multiple"}, "type"),
        ({"topic": "causes", "status": "wrong", "type": "sba"}, "topic"),
        ({"mode": "measure", "type": ["case", "concordance"]}, "type"),
        ({"mode": "exam", "status": "due"}, "status"),
    ],
)
def test_a_quiz_of_nothing_is_refused_and_says_what_to_loosen(alice, app, session, fields, at):
    with app.app_context():
        load(*made_items(4), *made_items(1, "multiple", "causes"), *samples.case().items)
    refused = send(alice, bank=SLUG, **fields)
    assert refused.status_code == 422
    assert "No question matches." in errors_at(refused, at)
    assert filled_in(refused)["bank"] == [SLUG]
    assert soup(refused).select_one("nav [aria-current]")["href"] == NEW
    assert recorded(session) == (0, 0, 0)


def test_where_nothing_is_ticked_and_nothing_is_left_the_page_does_not_speak_of_ticks(
    alice, app, session
):
    with app.app_context():
        load(*made_items(2), *samples.case().items)
    send(alice, bank=SLUG, mode="exam", length="5", type="sba")
    text = ask_count(alice, bank=SLUG, mode="measure").json["text"]
    assert text == (
        "No question matches. A measure leaves out cases and script concordance. "
        "2 more wait for the end of an exam in progress."
    )
    refused = send(alice, bank=SLUG, mode="measure")
    assert refused.status_code == 422
    assert errors_at(refused, "bank").endswith(text)


def test_cases_that_do_not_fit_say_how_many_questions_they_have(alice, app, session):
    with app.app_context():
        load(*samples.case().items)
    for mode in ("practice", "exam"):
        refused = send(alice, bank=SLUG, mode=mode, length="2")
        assert refused.status_code == 422
        assert "ask for 3 questions or more" in errors_at(refused, "length")
    assert recorded(session) == (0, 0, 0)


def test_where_every_question_was_retired_meanwhile_the_form_says_so(alice, session):
    page = alice.get(NEW)
    session.execute(update(Item).values(retired_at=NOON))
    session.commit()
    keys = {name: hidden(page, name) for name in ("csrf_token", "client_key", "bank")}
    refused = alice.post(NEW, data={**keys, "length": "5"})
    assert refused.status_code == 422
    assert "No condition has been loaded yet." in refused.text


def test_today_counts_mistakes_and_flags_and_leads_to_a_quiz_of_them(alice, session):
    assert "status=" not in alice.get("/").text
    url = start_quiz(alice, type="sba")
    token = csrf_token(alice.get(url))
    alice.post(f"{url}/flag", data={"csrf_token": token, "flagged": "1"})
    post(alice, url, client_key=KEY, unknown="1")
    home = soup(alice.get("/"))
    for status, text in (("wrong", "Your mistakes (1)"), ("flagged", "Your flagged questions (1)")):
        (link,) = home.select(f'a[href*="status={status}"]')
        assert link.get_text() == text
        assert said(alice.get(link["href"])).startswith("1 question matches.")


def test_today_leads_back_into_everything_that_is_open(alice, session):
    practice = start_quiz(alice)
    post(alice, practice, client_key=KEY, unknown="1")
    start_quiz(alice, mode="measure")
    start_quiz(alice, mode="exam", length=7, minutes="300", topics=["diagnosis"])
    start_quiz(alice, mode="exam", length=3, topics=["causes"])
    home = soup(alice.get("/"))
    lines = [re.sub(r"\s+", " ", line.get_text()).strip() for line in home.select("p.flash")]
    assert [line.split(":")[0] for line in lines] == [
        "An exam is in progress, 299 minutes left, 0 of 7 answered",
        "An exam is in progress, no time limit, 0 of 3 answered",
        "Your measure is waiting at question 1",
        "A quiz is waiting at question 2 of 5",
    ]
    assert len({link["href"] for link in home.select("p.flash a")}) == 4


@pytest.mark.parametrize(
    ("ago", "text"),
    [(29, "less than a minute left"), (28, "1 minute left"), (31, "The time of your exam is over")],
)
def test_today_says_how_an_exam_stands(alice, session, ago, text):
    start_quiz(alice, mode="exam", length=3, minutes="30")
    attempt = last_attempt(session)
    passed = timedelta(minutes=ago, seconds=5)
    attempt.started_at, attempt.deadline_at = (
        attempt.started_at - passed,
        attempt.deadline_at - passed,
    )
    session.commit()
    line = soup(alice.get("/")).select_one("p.flash").get_text()
    assert text in line
    assert ("See what you reached" in line) is (ago > 30)
