"""A question of an exam: what its page shows, and where each of its buttons leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import ItemFlag
from tests.factories import log_in, make_learner
from tests.services.exams import KINDS, positions
from tests.services.made_banks import load, made_items
from tests.web.exams import (
    JSON,
    address,
    begin,
    begin_on_one_of_each,
    buttons,
    checked,
    fields_for,
    form_of,
    saved,
    send,
    text_of,
)
from tests.web.steps import content_at, recorded, title

MINUTE = timedelta(minutes=1)


@pytest.fixture
def alice(session):
    return make_learner("alice", language="en")


@pytest.fixture
def browser(alice, client):
    log_in(client)
    return client


@pytest.fixture
def exam(alice):
    """An exam of four single best answers, of an hour."""
    load(*made_items(4))
    return begin(alice, length=4, asks_confidence=True)


@pytest.fixture
def every_kind(alice):
    return begin_on_one_of_each(alice)


def test_an_answer_is_saved_and_shown_again_and_not_marked(browser, session, exam):
    done = send(browser, address(exam), choice="b", confidence="2", struck=["a", "c"], go="2")

    assert (done.status_code, done.location) == (302, address(exam, 2))
    assert saved(session, exam) == [{"chosen": ["b"]}]
    page = browser.get(address(exam))
    assert checked(page) == {"b"}
    assert checked(page, "confidence") == {"2"}
    assert checked(page, "struck") == {"a", "c"}
    assert recorded(session) == (1, 0, 0)


@pytest.mark.parametrize("kind", [*KINDS, "case"])
def test_every_type_of_question_can_be_answered_on_its_page(
    alice, browser, session, every_kind, kind
):
    position = positions(alice, every_kind, kind)[0]
    url = address(every_kind, position)
    answer = fields_for(content_at(session, url))

    assert send(browser, url, **answer).location == url

    page = browser.get(url)
    if "text" in answer:
        assert f'value="{answer["text"]}"' in page.text
    else:
        assert checked(page) == set(answer["choice"])


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ({"go": "2"}, "/quiz/{}/2"),
        ({"go": "4"}, "/quiz/{}/4"),
        ({"go": ""}, "/quiz/{}/3"),
        ({"go": "review"}, "/quiz/{}/review"),
        ({"go": "leave"}, "/"),
        ({"flag": "1"}, "/quiz/{}/3"),
        ({"unknown": "1"}, "/quiz/{}/3"),
        ({}, "/quiz/{}/3"),
        ({"go": "//evil.example"}, "/quiz/{}/3"),
        ({"go": "9" * 400}, "/quiz/{}/3"),
        ({"go": "²"}, "/quiz/{}/3"),
    ],
)
def test_every_button_saves_and_then_leads_where_it_says(browser, session, exam, button, leads_to):
    done = send(browser, address(exam, 3), choice="c", **button)

    assert (done.status_code, done.location) == (302, leads_to.format(exam))
    kept = [] if "unknown" in button else ["c"]
    assert saved(session, exam, 3) == [{"chosen": kept}]


def test_saving_in_place_says_so(browser, exam):
    send(browser, address(exam), choice="b", go="")
    assert "Saved." in browser.get(address(exam)).text


def test_the_first_button_is_the_one_that_enter_means(alice, browser, every_kind):
    """A browser presses the first button of a form when Enter is pressed in a field."""
    first = positions(alice, every_kind, "case")[0]
    assert buttons(browser.get(address(every_kind, 2)))[0][:2] == ("go", "3")
    assert buttons(browser.get(address(every_kind, first)))[0][:2] == ("validate", str(first + 1))


def test_one_moves_on_and_back_and_at_the_end_to_the_review(browser, exam):
    def ways(position):
        named = {(name, value) for name, value, _ in buttons(browser.get(address(exam, position)))}
        return {value for name, value in named if name == "go"} - {"", "leave"}

    first, last = buttons(browser.get(address(exam, 1))), buttons(browser.get(address(exam, 4)))
    assert first[0][:2] == ("go", "2")
    assert ("go", "1", "Previous") not in first
    assert last[0] == ("go", "review", "Review and hand in N")
    assert ("go", "3", "Previous") in last
    assert ways(2) == {"1", "2", "3", "4", "review"}


def test_the_grid_says_the_state_of_every_question_in_words(alice, browser, every_kind):
    first, second, third = positions(alice, every_kind, "case")
    send(browser, address(every_kind, 2), choice=[], go="", flag="1")
    send(browser, address(every_kind, first), skip=str(second))

    grid = BeautifulSoup(browser.get(address(every_kind, 1)).text, "html.parser").select(".many li")
    said = [" ".join(line.get_text(" ", strip=True).split()) for line in grid][-9:]

    assert said[0] == "1 not answered, you are here"
    assert said[1] == "2 not answered, flagged"
    assert said[first - 1] == f"{first} not answered, validated, no way back"
    assert said[second - 1] == f"{second} not answered"
    assert said[third - 1] == f"{third} opens after question {second}"
    opened = [line.button is not None for line in grid][-9:]
    assert [number for number, opens in enumerate(opened, 1) if not opens] == [first, third]


def test_a_flag_is_put_on_and_taken_off(browser, session, exam):
    url = address(exam)
    send(browser, url, choice="b", flag="1")
    assert session.scalars(select(ItemFlag)).one().user_id
    page = browser.get(url)
    assert "Flagged." in page.text
    assert ("flag", "0", "Take the flag off F") in buttons(page)
    assert checked(page) == {"b"}, "the answer was saved with it"

    send(browser, url, choice="b", flag="0")

    session.rollback()
    assert session.scalars(select(ItemFlag)).all() == []
    assert ("flag", "1", "Flag F") in buttons(browser.get(url))


def test_confidence_is_asked_only_where_the_exam_asks_it(alice, browser, exam):
    assert 'name="confidence"' in browser.get(address(exam)).text
    without = begin(alice, length=4)
    assert 'name="confidence"' not in browser.get(address(without)).text


# Cases


def test_a_case_goes_one_way(alice, browser, session, every_kind):
    first, second, third = positions(alice, every_kind, "case")
    assert browser.get(address(every_kind, second)).status_code == 404

    done = send(browser, address(every_kind, first), choice="b", validate=str(second))

    assert done.location == address(every_kind, second)
    assert "gros orteil est rouge" not in browser.get(address(every_kind, first)).text
    page = browser.get(address(every_kind, second))
    assert "red and tender" in page.text, "the new information comes with the next question"
    assert browser.get(address(every_kind, third)).status_code == 404
    locked = browser.get(address(every_kind, first))
    assert locked.status_code == 200
    assert f"Question {first} is validated" in title(locked)
    assert "name=" not in text_of(locked)
    assert not BeautifulSoup(locked.text, "html.parser").select("main input")


def test_a_locked_question_takes_nothing_any_more(alice, browser, session, every_kind):
    first, second, _ = positions(alice, every_kind, "case")
    url = address(every_kind, first)
    stale = form_of(browser.get(url), choice="a", validate=str(second))
    send(browser, url, choice="b", validate=str(second))

    late = browser.post(url, data=stale)

    assert late.status_code == 409
    assert "is validated" in title(late)
    assert saved(session, every_kind, first) == [{"chosen": ["b"]}]


def test_a_draft_of_a_case_can_be_changed_until_it_is_validated(
    alice, browser, session, every_kind
):
    first, second, _ = positions(alice, every_kind, "case")
    for choice in ("a", "b"):
        send(browser, address(every_kind, first), choice=choice, go="1")

    assert browser.get(address(every_kind, second)).status_code == 404
    assert checked(browser.get(address(every_kind, first))) == {"b"}


def test_to_validate_a_blank_is_asked_for_once_more(alice, browser, session, every_kind):
    first, second, _ = positions(alice, every_kind, "case")
    url = address(every_kind, first)

    asked = send(browser, url, validate=str(second))

    assert asked.status_code == 422
    assert "no way back to this question" in asked.text
    assert ("skip", str(second), "Go on without an answer") in buttons(asked)
    assert saved(session, every_kind, first) == []
    assert title(asked).startswith("Error:")

    done = browser.post(url, data=form_of(asked, skip=str(second)))

    assert done.location == address(every_kind, second)
    assert saved(session, every_kind, first) == [{"chosen": []}]


def test_an_unopened_question_takes_no_answer(alice, browser, session, every_kind):
    first, second, _ = positions(alice, every_kind, "case")
    form = form_of(browser.get(address(every_kind, first)), choice="b")

    for headers in ({}, JSON):
        sent = browser.post(address(every_kind, second), data=form, headers=headers)
        assert sent.status_code == 404

    assert saved(session, every_kind, second) == []
