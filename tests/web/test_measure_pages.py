"""The pages of a measure: one question after the other, not a word of marks before the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.measure import MAX_ITEMS
from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.services import studying
from tests.services.made_banks import SLUG, load, made_items
from tests.web.steps import (
    UNKNOWN,
    after,
    answer,
    content_at,
    recorded,
    right_answer,
    title,
    wrong_answer,
)


@pytest.fixture
def learner(session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


def begin(learner, *, questions=12, **wanted):
    """Begin a measure; the address of its first question."""
    load(*made_items(questions))
    build = {"mode": Mode.MEASURE, "length": MAX_ITEMS, "now": datetime.now(UTC), **wanted}
    return f"/quiz/{studying.start(learner, slug=SLUG, **build).id}/1"


def attempt_of(url):
    return url.rsplit("/", 1)[0]


def test_an_answer_leads_to_the_next_question_without_a_word_on_it(alice, learner, session):
    url = begin(learner)
    for position, choose in enumerate((right_answer, wrong_answer, right_answer), start=1):
        done = answer(alice, url, **choose(content_at(session, url)))
        assert (done.status_code, done.location) == (302, after(url))
        url = after(url)
        assert title(alice.get(url)).startswith(f"Question {position + 1} ")


def test_right_and_wrong_answers_lead_to_pages_that_are_alike(alice, learner, session):
    """But for the question itself, nothing differs after a right answer and a wrong one."""
    shapes = set()
    for choose in (right_answer, wrong_answer):
        url = begin(learner)
        done = answer(alice, url, **choose(content_at(session, url)))
        page = alice.get(done.location)
        anonymous = re.sub(r"/quiz/\d+|value=\"[^\"]*\"", "", page.text)
        shapes.add(
            re.sub(r"<fieldset class=\"choices\".*?</fieldset>", "", anonymous, flags=re.DOTALL)
        )
        headers = [h for h in page.headers if h[0] not in ("Set-Cookie", "Content-Length")]
        shapes.add(str(sorted(headers)))
    assert len(shapes) == 2, "one body and one set of headers"


def test_an_answered_place_leads_back_to_the_open_one_until_the_end(alice, learner, session):
    url = begin(learner, questions=2)
    answer(alice, url, **right_answer(content_at(session, url)))
    for address in (url, f"{url}?choice=b", attempt_of(url)):
        page = alice.get(address)
        assert (page.status_code, page.location) == (302, after(url)), address

    end = answer(alice, after(url), **UNKNOWN)

    result = f"{attempt_of(url)}/result"
    assert (end.status_code, end.location) == (302, result)
    assert alice.get(attempt_of(url)).location == result
    assert title(alice.get(url)).startswith("Right")
    assert title(alice.get(after(url))).startswith("Not quite")


def test_the_page_says_which_question_and_that_the_measure_stops_by_itself(alice, learner):
    url = begin(learner)
    answer(alice, url, **UNKNOWN)
    page = alice.get(after(url)).text
    assert "<span>Question 2</span>" in page
    assert "8 to 20 questions, stops by itself" in page
    assert "2 of" not in page
    assert "<progress" not in page, "nobody knows how far it is"
    assert "minute" not in page


def test_every_question_says_why_it_is_asked(alice, learner):
    url = begin(learner)
    assert "neither easy nor hard for an average learner" in alice.get(url).text
    answer(alice, url, **UNKNOWN)
    assert "its answer tells the most" in alice.get(after(url)).text


@pytest.mark.parametrize(
    ("ago", "said"), [(0, "10 minutes left"), (9.5, "1 minute left"), (10.5, "this is the last")]
)
def test_the_time_left_is_told_where_it_is_limited(alice, learner, ago, said):
    started = datetime.now(UTC) - timedelta(minutes=ago)
    assert said in alice.get(begin(learner, minutes=10, now=started)).text


def test_the_answer_after_the_time_is_up_counts_and_is_the_last(alice, learner, session):
    url = begin(learner, minutes=10, now=datetime.now(UTC) - timedelta(minutes=11))
    end = answer(alice, url, **right_answer(content_at(session, url)))
    assert end.location == f"{attempt_of(url)}/result"
    assert recorded(session)[1] == 1


def test_a_second_tab_cannot_answer_differently(alice, learner, session):
    url = begin(learner)
    content = content_at(session, url)
    tabs = [
        {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
        for page in (alice.get(url), alice.get(url))
    ]
    alice.post(url, data={**tabs[0], **wrong_answer(content)})
    late = alice.post(url, data={**tabs[1], **right_answer(content)})
    again = alice.post(url, data={**tabs[0], **wrong_answer(content)})
    other = alice.post(url, data={**tabs[0], **right_answer(content)})
    assert (late.status_code, late.location) == (302, after(url))
    assert (again.status_code, again.location) == (302, after(url))
    assert other.status_code == 409
    assert recorded(session)[1] == 1


def test_it_goes_on_at_the_same_question_on_another_device(alice, app, learner):
    url = begin(learner)
    answer(alice, url, **UNKNOWN)
    options = re.findall(r'name="choice" value="(\w+)"', alice.get(after(url)).text)
    phone = app.test_client()
    log_in(phone)
    assert phone.get(attempt_of(url)).location == after(url)
    assert re.findall(r'name="choice" value="(\w+)"', phone.get(after(url)).text) == options
    answer(phone, after(url), **UNKNOWN)
    assert alice.get(after(url)).location == after(after(url))
