"""The pages of a case in practice, and of a question that an exam keeps back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.database import transaction
from quizapp.domain.learning.build import Mode
from tests.domain.content import samples
from tests.factories import NOON, log_in, make_learner
from tests.services import studying
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.web.questions import begin, controls, soup, text_of
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

CASE = samples.case()


@pytest.fixture
def learner(session):
    return make_learner(language="en")


@pytest.fixture
def alice(client, learner):
    log_in(client)
    return client


def test_a_case_tells_its_story_step_by_step(alice, learner, session):
    url = begin(learner, *CASE.items, length=3)
    first = alice.get(url)
    said = text_of(soup(first))
    assert "Progressive case: A rude awakening step 1 of 3" in said
    assert "A man of 50 wakes with a pain in the foot" in said
    assert "big toe is red" not in said
    assert "What was known before" not in said

    answer(alice, url, **wrong_answer(content_at(session, url)))
    assert "big toe is red" not in alice.get(url).text, "not with the feedback either"

    second = soup(alice.get(after(url)))
    folded = second.select_one(".source details")
    assert text_of(folded.summary) == "What was known before"
    assert "A man of 50 wakes" in text_of(folded)
    assert "big toe is red" not in text_of(folded)
    assert "big toe is red" in text_of(second)


def test_there_is_no_way_back_in_a_case(alice, learner, session):
    url = begin(learner, *CASE.items, length=3)
    answer(alice, url, **wrong_answer(content_at(session, url)))
    answer(alice, after(url), **right_answer(content_at(session, after(url))))

    earlier = alice.get(url)
    assert title(earlier).startswith("Not quite")
    assert controls(earlier) == []
    token = soup(alice.get(after(after(url)))).select_one("input[name=csrf_token]")["value"]
    late = {"csrf_token": token, "client_key": "k" * 20, **right_answer(content_at(session, url))}
    assert alice.post(url, data=late).location == url
    assert title(alice.get(url)).startswith("Not quite")
    assert recorded(session)[1] == 2


def test_a_case_says_why_its_next_question_is_asked(alice, learner, session):
    url = begin(learner, *CASE.items, length=3)
    answer(alice, url, **UNKNOWN)
    assert "it is the next question of this case" in alice.get(after(url)).text


def test_a_question_that_an_exam_keeps_back_is_not_explained_until_it_is_handed_in(
    alice, learner, session
):
    load(made_item("sba"), *made_items(2, "multiple"))
    url = begin(learner, types=["sba"])
    done = begin(learner, types=["sba"])
    answer(alice, done, choice="a")
    assert title(alice.get(done)).startswith("Not quite")
    exam = studying.start(learner, slug=SLUG, mode=Mode.EXAM, length=3, minutes=10)

    assert answer(alice, url, choice="a").location == url
    for address in (url, done):
        page = alice.get(address)
        assert page.status_code == 200
        assert title(page).startswith("Saved")
        for secret in ("Not quite", "The big toe", "so plainly", "right", "wrong"):
            assert secret not in text_of(soup(page)), secret

    session.rollback()
    with transaction() as writing:
        attempt = writing.get_one(studying.Attempt, exam.id)
        attempt.finished_at, attempt.ending = NOON + timedelta(minutes=5), "handed_in"
    assert title(alice.get(url)).startswith("Not quite")
