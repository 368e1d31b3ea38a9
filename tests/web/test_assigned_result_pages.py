"""What a learner reads after handing in: as much as the preset allows, and why marks changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from quizapp.database import transaction
from quizapp.models import Assignment
from tests.factories import log_in, make_learner
from tests.services.classes import assign, make_cohort
from tests.services.made_banks import load, made_items
from tests.services.sittings import change_mark, sit
from tests.web.building import soup
from tests.web.steps import title

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def people(session):
    load(*made_items(3))
    return [make_learner("ines", role="instructor"), make_learner("alice", language="en")]


@pytest.fixture
def cohort(people):
    return make_cohort(*people)


@pytest.fixture
def alice(client, people):
    log_in(client)
    return client


def result(client, attempt):
    return client.get(f"/quiz/{attempt}/result")


def text(page):
    return " ".join(soup(page).main.get_text(" ").replace("\xa0", " ").split())


def hand_in(people, cohort, now, right=2, **terms):
    assignment = assign(cohort, **{"closes_at": now + DAY, **terms})
    return assignment, sit(people[1], assignment, right=right, now=now - 2 * HOUR, until=now - HOUR)


def test_nothing_but_that_it_was_handed_in_is_shown_until_all_have_closed(
    alice, people, cohort, now
):
    assignment, attempt = hand_in(people, cohort, now, reveal="closed")
    page = result(alice, attempt)
    assert title(page) == "Handed in, Contrôle · Rarissime"
    assert "Your score, the keys and the explanations are shown when everybody" in text(page)
    assert "2 of 3" not in text(page)
    assert soup(page).find("a", href=f"/assignments/{assignment}")
    assert alice.get(f"/quiz/{attempt}/1").status_code == 302, "no question is explained either"


def test_ones_own_score_is_shown_without_any_question(alice, people, cohort, now):
    _, attempt = hand_in(people, cohort, now, reveal="score")
    page = result(alice, attempt)
    assert title(page).startswith("2 of 3 points")
    assert "Keys and explanations are shown when everybody has had their time" in text(page)
    assert not soup(page).select("main table")
    assert alice.get(f"/quiz/{attempt}/1").status_code == 302


def test_everything_is_shown_at_once_where_the_preset_says_so(alice, people, cohort, now):
    assignment, attempt = hand_in(people, cohort, now, reveal="everything")
    page = result(alice, attempt)
    assert title(page).startswith("2 of 3 points")
    assert len(soup(page).select('table[aria-labelledby="questions"] tbody tr')) == 3
    assert soup(page).find("a", href=f"/assignments/{assignment}").get_text() == "Contrôle"
    assert alice.get(f"/quiz/{attempt}/1").status_code == 200


@pytest.mark.parametrize("reveal", ["closed", "score"])
def test_a_release_by_hand_shows_everything(alice, people, cohort, now, reveal):
    assignment, attempt = hand_in(people, cohort, now, reveal=reveal, late="accept")
    assert "when your instructor releases the results" in text(result(alice, attempt))
    with transaction() as session:
        session.get_one(Assignment, assignment).released_at = now - HOUR
    assert soup(result(alice, attempt)).select('table[aria-labelledby="questions"]')


def test_what_lateness_costs_is_told_with_the_score(alice, people, cohort, now):
    terms = {"closes_at": now - DAY, "late": "accept", "late_deduction": 25}
    for reveal in ("score", "everything"):
        _, attempt = hand_in(people, cohort, now, reveal=reveal, **terms)
        said = text(result(alice, attempt))
        assert "It came 1 day late. That takes 0.5 points off: 1.5 of 3 count." in said, reveal
    _, hidden = hand_in(people, cohort, now, reveal="closed", **terms)
    assert "late." not in text(result(alice, hidden))


def test_which_of_several_attempts_counts_is_told(alice, people, cohort, now):
    assignment = assign(cohort, attempts_allowed=3)
    first, second = (
        sit(people[1], assignment, right=right, now=now - 2 * HOUR, until=now - HOUR)
        for right in (1, 3)
    )
    assert "number 2 counts: 3 of 3." in text(result(alice, first))
    assert "Of your attempts this one counts." in text(result(alice, second))


def test_changed_marks_stand_with_their_reasons_in_the_result_and_at_the_question(
    alice, people, cohort, now
):
    _, attempt = hand_in(people, cohort, now, right=1)
    change_mark(people[0], attempt, 2)
    change_mark(people[0], attempt, 3, drop=True)
    page = result(alice, attempt)
    assert title(page).startswith("2 of 2 points")
    assert "2 marks were changed afterwards: the reasons stand at their questions." in text(page)
    _, second, third = (
        " ".join(row.get_text(" ").replace("\xa0", " ").split())
        for row in soup(page).select('table[aria-labelledby="questions"] tbody tr')
    )
    assert "Marked by hand: 0 of 1 became 1 of 1. Reason: A good answer" in second
    assert second.endswith("1 ✓")
    assert "Question dropped: 0 of 1 became not counted. Reason: <b>Two keys</b>" in third
    assert third.endswith("–")
    question = alice.get(f"/quiz/{attempt}/2")
    assert "Marked by hand: 0 of 1 became 1 of 1. Reason: A good answer" in text(question)
    assert title(question).startswith("Right")
    dropped = alice.get(f"/quiz/{attempt}/3")
    assert title(dropped).startswith("Not counted")
    assert "<b>Two keys" not in page.text + dropped.text
    assert "ines@example.org" not in page.text + question.text, "who changed it is not said"


def test_unchanged_marks_say_nothing_of_changes(alice, people, cohort, now):
    _, attempt = hand_in(people, cohort, now)
    assert "changed" not in text(result(alice, attempt))
    assert "Reason:" not in text(alice.get(f"/quiz/{attempt}/1"))
