"""The page of one attempt for whoever runs its assignment."""

from __future__ import annotations

import pytest

from tests.factories import log_in, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.exams import one_of_each
from tests.services.made_banks import load, made_items
from tests.services.sittings import change_mark, sit
from tests.web.building import soup
from tests.web.steps import title


@pytest.fixture
def people(session):
    load(*made_items(3))
    return [make_learner("ines", role="instructor", language="en"), make_learner("alice")]


@pytest.fixture
def cohort(people):
    return make_cohort(*people)


@pytest.fixture
def ines(client, people):
    log_in(client, "ines")
    return client


def report(client, assignment, attempt):
    page = client.get(f"/teach/assignments/{assignment}/attempts/{attempt}")
    assert page.status_code == 200, page.text
    return page


def lines(page):
    rows = soup(page).select('table[aria-labelledby="questions"] tbody tr')
    return [" ".join(row.get_text(" ").split()) for row in rows]


def test_each_response_stands_with_its_answer_its_mark_and_why(ines, people, cohort):
    assignment = assign(cohort)
    page = report(ines, assignment, sit(people[1], assignment, right=2))
    assert title(page) == "Alice, 2 of 3 points, Contrôle · Rarissime"
    first, _, third = lines(page)
    assert "Exactly right: 1 of 1 point." in first
    assert first.endswith("1 of 1 ✓")
    assert "Wrong: 0 of 1 point." in third
    assert third.endswith("0 of 1 ✗")
    assert "5 s" in first
    assert "Handed in 2 Nov at 14:00, after 1 h." in page.text.replace("\xa0", " ")


def test_a_changed_mark_is_told_with_who_when_and_the_reason_as_text(ines, people, cohort):
    assignment = assign(cohort)
    attempt = sit(people[1], assignment, right=1)
    change_mark(people[0], attempt, 2)
    change_mark(people[0], attempt, 3, drop=True)
    page = report(ines, assignment, attempt)
    _, second, third = lines(page)
    assert "Marked by hand: 0 of 1 became 1 of 1. ines@example.org, 2 Nov at 13:00" in second
    assert "Reason: A good answer" in second
    assert "Question dropped: 0 of 1 became not counted." in third
    assert third.endswith("–")
    assert "Reason: <b>Two keys</b>" in third
    assert "<b>Two keys" not in page.text


def test_every_type_of_question_is_shown(ines, people, session):
    load(*one_of_each())
    cohort = make_cohort(*people, name="All types")
    assignment = assign(cohort)
    attempt = begin(people[1], assignment).id
    for place in exams.sheet_of(people[1], attempt).places:
        exams.save(people[1], attempt, place.position, final=True)
    exams.hand_in(people[1], attempt)
    page = report(ines, assignment, attempt)
    assert len(lines(page)) == len(one_of_each())
    assert all(line.endswith("✓") for line in lines(page))


def test_what_goes_on_shows_no_answer_before_it_is_handed_in(ines, people, cohort):
    assignment = assign(cohort)
    attempt = begin(people[1], assignment).id
    exams.save(people[1], attempt, 1)
    page = report(ines, assignment, attempt)
    assert title(page).startswith("Alice, In progress")
    assert all(line.endswith("–") for line in lines(page))


def test_other_attempts_of_the_same_learner_are_one_click_away(ines, people, cohort):
    assignment = assign(cohort, attempts_allowed=2)
    first, second = (sit(people[1], assignment, right=right) for right in (1, 3))
    links = [link["href"] for link in soup(report(ines, assignment, first)).select("main a")]
    assert f"/teach/assignments/{assignment}/attempts/{second}" in links
    assert f"/teach/assignments/{assignment}" in links
