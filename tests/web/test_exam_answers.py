"""Two tabs, two devices, a script and a forger: what is kept of their answers, and who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.factories import log_in, make_learner
from tests.services.exams import positions
from tests.services.made_banks import load, made_items
from tests.web.exams import (
    JSON,
    address,
    autosave,
    begin,
    begin_on_one_of_each,
    checked,
    form_of,
    hand_in,
    saved,
    send,
    text_of,
)
from tests.web.steps import recorded, title

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


def test_a_page_from_before_another_save_comes_again_with_both_answers(browser, session, exam):
    url = address(exam)
    stale = form_of(browser.get(url), choice="c", struck="a")
    send(browser, url, choice="b")

    told = browser.post(url, data=stale)

    assert told.status_code == 409
    assert title(told).startswith("Error:")
    assert "Another answer was saved meanwhile" in told.text
    assert (
        "The big toe"
        in BeautifulSoup(told.text, "html.parser").select_one("[data-error-summary]").get_text()
    )
    assert checked(told) == {"c"}
    assert checked(told, "struck") == {"a"}
    assert saved(session, exam) == [{"chosen": ["b"]}]

    replaced = browser.post(url, data=form_of(told, choice="c", go=""))

    assert replaced.status_code == 302
    assert saved(session, exam) == [{"chosen": ["b"]}, {"chosen": ["c"]}]


def test_what_was_typed_elsewhere_or_taken_back_is_told_too(alice, browser, every_kind):
    [position] = positions(alice, every_kind, "short_answer")
    url = address(every_kind, position)
    for elsewhere, said in (("<b>ice</b>", "<b>ice</b>"), ("", "no answer")):
        stale = form_of(browser.get(url), text="colchicine")
        send(browser, url, text=elsewhere)
        told = browser.post(url, data=stale)
        assert said in text_of(told)
        assert "<b>ice" not in told.text
        assert 'value="colchicine"' in told.text


def test_the_same_form_twice_is_one_answer(browser, session, exam):
    form = form_of(browser.get(address(exam)), choice="b", go="2")

    assert [browser.post(address(exam), data=form).location for _ in range(2)] == [
        address(exam, 2)
    ] * 2
    assert saved(session, exam) == [{"chosen": ["b"]}]


def test_the_same_key_with_another_answer_is_a_conflict(browser, session, exam):
    form = form_of(browser.get(address(exam)), choice="b")
    browser.post(address(exam), data=form)

    for headers in ({}, JSON):
        again = browser.post(address(exam), data={**form, "choice": "c"}, headers=headers)
        assert again.status_code == 409

    assert saved(session, exam) == [{"chosen": ["b"]}]


def test_a_script_is_told_what_to_say_next_time(browser, session, exam):
    form = form_of(browser.get(address(exam)), choice="a")
    for number, choice in enumerate("abc", start=1):
        done = autosave(browser, address(exam), {**form, "choice": choice})
        assert done.status_code == 200
        assert set(done.json) == {"seen", "client_key", "left"}
        assert done.json["seen"] == number
        assert 3500 < done.json["left"] <= 3600
        form |= {name: done.json[name] for name in ("seen", "client_key")}

    assert [answer["chosen"] for answer in saved(session, exam)] == [["a"], ["b"], ["c"]]


def test_a_script_that_heard_no_answer_may_ask_again(browser, session, exam):
    form = form_of(browser.get(address(exam)), choice="a")

    told = [autosave(browser, address(exam), form).json["seen"] for _ in range(3)]

    assert told == [1, 1, 1]
    assert len(saved(session, exam)) == 1


def test_a_script_is_told_that_its_page_is_out_of_date(browser, session, exam):
    stale = form_of(browser.get(address(exam)), choice="c")
    send(browser, address(exam), choice="b")

    told = autosave(browser, address(exam), stale)

    assert told.status_code == 409
    assert saved(session, exam) == [{"chosen": ["b"]}]


def test_a_script_is_told_what_cannot_be_saved(alice, browser, session, every_kind):
    [position] = positions(alice, every_kind, "short_menu")
    url = address(every_kind, position)
    form = form_of(browser.get(url), choice=["a", "b", "c", "d"])

    told = autosave(browser, url, form)

    assert (told.status_code, told.json) == (422, {"problem": "Choose 3 answers at most."})
    assert autosave(browser, url, {**form, "choice": ["a", "b", "c"]}).status_code == 200


def test_a_script_may_ask_how_much_time_is_left(alice, browser, exam):
    for path in (address(exam), f"/quiz/{exam}/review"):
        told = browser.get(path, headers=JSON)
        assert set(told.json) == {"left"}
    unlimited = begin(alice, length=4, minutes=None)
    assert browser.get(address(unlimited), headers=JSON).json == {"left": None}
    expired = begin(alice, length=4, started=61 * MINUTE)
    assert browser.get(address(expired), headers=JSON).json == {"location": f"/quiz/{expired}"}


FORGED = [
    ("sba", {"choice": "z"}),
    ("sba", {"choice": ["a", "b"]}),
    ("sba", {"choice": "a", "struck": "zz"}),
    ("sba", {"choice": "\x00"}),
    ("multiple", {"choice": list("abcdef")}),
    ("short_menu", {"choice": list("abcd")}),
    ("long_menu", {"choice": list("abc")}),
    ("concordance", {"choice": "a"}),
    ("concordance", {"choice": ["m1", "p1"]}),
    ("short_answer", {"text": "a" * 201}),
    ("sba", {"choice": "a", "seen": "-1"}),
    ("sba", {"choice": "a", "seen": ""}),
    ("sba", {"choice": "a", "seen": "1" * 400}),
    ("sba", {"choice": "a", "client_key": "short"}),
]


def test_forged_answers_are_refused_and_the_exam_can_still_be_handed_in(
    alice, browser, session, every_kind
):
    for kind, forged in FORGED:
        [position] = positions(alice, every_kind, kind)
        url = address(every_kind, position)
        form = form_of(browser.get(url)) | forged
        for headers in ({}, JSON):
            sent = browser.post(url, data=form, headers=headers)
            assert sent.status_code in (400, 422), (kind, forged)
        assert saved(session, every_kind, position) == []

    assert hand_in(browser, every_kind).location == f"/quiz/{every_kind}/result"
    assert recorded(session) == (1, 9, 0)


def test_what_does_not_belong_to_a_question_is_ignored(alice, browser, session, every_kind):
    [position] = positions(alice, every_kind, "short_answer")
    url = address(every_kind, position)

    assert send(browser, url, text="ice", choice="a", confidence="7").status_code == 302

    assert saved(session, every_kind, position) == [{"language": "en", "text": "ice"}]
