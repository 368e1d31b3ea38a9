"""What Today leads back to: quizzes left open, mistakes, flags."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import csrf_token, log_in, make_learner
from tests.web.building import last_attempt, said, soup
from tests.web.steps import post, start_quiz


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def test_today_counts_mistakes_and_flags_and_leads_to_a_quiz_of_them(alice, session):
    assert "status=" not in alice.get("/").text
    url = start_quiz(alice, type="sba")
    token = csrf_token(alice.get(url))
    alice.post(f"{url}/flag", data={"csrf_token": token, "flagged": "1"})
    post(alice, url, client_key="k" * 20, unknown="1")
    home = soup(alice.get("/"))
    for status, text in (("wrong", "Your mistakes (1)"), ("flagged", "Your flagged questions (1)")):
        (link,) = home.select(f'a[href*="status={status}"]')
        assert link.get_text() == text
        assert said(alice.get(link["href"])).startswith("1 question matches.")


def test_today_leads_back_into_everything_that_is_open(alice, session):
    practice = start_quiz(alice)
    post(alice, practice, client_key="k" * 20, unknown="1")
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
