"""An assignment as its learner meets it: on the home page, on its own, and while it is sat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.models import Attempt
from quizapp.web.locale import utc_now
from tests.factories import log_in, make_learner
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import load, made_items
from tests.web.steps import post, title

MINUTE = timedelta(minutes=1)


@pytest.fixture
def cohort(session):
    load(*made_items(3))
    ines = make_learner("ines", role="instructor")
    return make_cohort(ines, make_learner("alice", language="en"))


@pytest.fixture
def alice(client, cohort):
    log_in(client)
    return client


def start(client, assignment):
    page = f"/assignments/{assignment}"
    return post(client, f"{page}/start", page, client_key="a-start-of-a-learner")


def test_the_home_page_leads_to_it_and_it_to_its_first_question(alice, cohort):
    assignment = assign(cohort, title="Monday <b>test</b>", note="Bring *nothing*", minutes=30)
    home = alice.get("/").text
    assert f'href="/assignments/{assignment}"' in home
    assert "Monday &lt;b&gt;test&lt;/b&gt;" in home
    page = alice.get(f"/assignments/{assignment}").text
    assert "<em>nothing</em>" in page
    for said in ("3 questions", "You have 30&nbsp;min.", "You have 1 attempt."):
        assert said.replace("&nbsp;", "\u00a0") in page, said
    question = alice.get(start(alice, assignment).location, follow_redirects=True)
    assert title(question).startswith("Question 1 of 3")


def test_what_holds_for_the_learner_is_said_in_their_time_zone(alice, cohort):
    assignment = assign(
        cohort,
        opens_at=utc_now() - MINUTE,
        closes_at=utc_now() + 3 * MINUTE,
        late="accept",
        late_deduction=10,
        attempts_allowed=None,
    )
    page = alice.get(f"/assignments/{assignment}").text
    assert "It is open from" in page
    assert "each day that was begun costs 10% of the score" in page
    assert "as often as you like" in page


def test_what_cannot_be_begun_says_why_and_changes_nothing(alice, cohort, session):
    assignment = assign(cohort, opens_at=utc_now() + 60 * MINUTE)
    page = alice.get(f"/assignments/{assignment}").text
    assert "It is not open yet." in page
    assert "/start" not in page
    refused = post(
        alice, f"/assignments/{assignment}/start", "/settings", client_key="a-start-of-a-learner"
    )
    assert refused.location == f"/assignments/{assignment}"
    assert "It is not open yet." in alice.get(refused.location).text
    assert session.query(Attempt).count() == 0


def test_two_clicks_on_start_are_one_attempt(alice, cohort, session):
    assignment = assign(cohort)
    first, second = start(alice, assignment), start(alice, assignment)
    assert first.location == second.location
    assert session.query(Attempt).count() == 1


def test_an_assigned_practice_tells_the_time_that_is_left_and_takes_nothing_after_it(
    alice, cohort, session
):
    assignment = assign(cohort, mode="practice", minutes=30)
    address = start(alice, assignment).location
    page = alice.get(address, follow_redirects=True)
    assert "30 minutes left" in page.text
    assert "no time limit" not in page.text
    attempt = session.query(Attempt).one()
    attempt.started_at -= 40 * MINUTE
    attempt.deadline_at -= 40 * MINUTE
    session.commit()
    page = alice.get(f"{address}/1")
    assert "no answer is taken any more" in page.text
    done = post(
        alice, f"{address}/1", client_key="an-answer-too-late-1", choice="b", duration_ms=""
    )
    result = alice.get(done.location, follow_redirects=True)
    assert title(result).startswith("0 of 3 points")
    assert "The time was up" in result.text


def test_marks_are_kept_back_and_come_out(alice, cohort, session):
    assignment = assign(cohort, reveal="closed", closes_at=utc_now() + 60 * MINUTE)
    address = start(alice, assignment).location
    post(alice, f"{address}/hand-in", "/settings")
    result = alice.get(f"{address}/result")
    assert title(result).startswith("Handed in")
    assert "0 of 3" not in result.text
    assert alice.get(f"{address}/1", follow_redirects=True).request.path == f"{address}/result"
