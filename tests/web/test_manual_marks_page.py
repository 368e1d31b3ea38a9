"""Marking by hand on the page: groups with what is accepted, and one form for each."""

from __future__ import annotations

import pytest

from quizapp.domain.grading.answers import TypedText
from tests.factories import log_in, make_learner
from tests.services import exams
from tests.services.classes import assign, begin, make_cohort
from tests.services.made_banks import load, made_item
from tests.services.regrades import total
from tests.web.building import soup
from tests.web.steps import title


@pytest.fixture
def people(session):
    ines = make_learner("ines", role="instructor", language="en")
    return [ines, *(make_learner(name, language="en") for name in ("alice", "bob", "carol"))]


@pytest.fixture
def exam(people):
    load(made_item("short_answer"))
    return assign(make_cohort(*people))


@pytest.fixture
def client(client, people):
    log_in(client, "ines")
    return client


def write(learner, exam, text):
    attempt = begin(learner, exam).id
    exams.save(learner, attempt, 1, TypedText(text, "fr"))
    exams.hand_in(learner, attempt)
    return attempt


def look(client, exam):
    return client.get(f"/teach/assignments/{exam}/marks")


def send(client, exam, number=0, **fields):
    """Send the form of a group, the first one by default."""
    form = soup(look(client, exam)).select("main form[action$=marks]")[number]
    kept = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    return client.post(form["action"], data=kept | fields)


def test_a_group_stands_beside_what_is_accepted_and_the_sentence_of_the_text(client, people, exam):
    _, alice, bob, carol = people
    write(alice, exam, "Ibuprofène")
    write(bob, exam, "ibuprofene")
    write(carol, exam, "colchicin")
    page = look(client, exam)
    assert "2 groups of answers wait" in title(page)
    text = soup(page).main.get_text(" ", strip=True)
    for said in ("colchicine · colchicine orale", "2 answers", "Also written: ", "No known answer",
                 "Taken for “colchicine” with a slip"):  # fmt: skip
        assert said in text, said
    assert soup(page).select_one("blockquote.source").get_text(strip=True)


def test_all_answers_of_a_group_are_marked_by_one_form(client, people, exam):
    _, alice, bob, _ = people
    attempts = [write(alice, exam, "Ibuprofène"), write(bob, exam, "ibuprofene")]
    done = send(client, exam, share="HALF", reason="Un AINS convient.")
    assert done.location.endswith("/marks")
    page = client.get(done.location)
    assert "2 marks have changed." in page.text
    assert "By hand: half of them." in page.text
    assert "0 groups of answers wait" in title(page)
    assert [total(attempt) for attempt in attempts] == [(0.5, 1.0)] * 2


def test_a_form_without_points_or_reason_is_shown_again_as_it_was_sent(client, people, exam):
    write(people[1], exam, "Ibuprofène")
    page = send(client, exam, reason="Un AINS convient.")
    assert page.status_code == 422
    assert "Choose how many points" in soup(page).select_one("[data-error-summary]").get_text()
    assert soup(page).select_one("input[name=reason]")["value"] == "Un AINS convient."
    page = send(client, exam, share="FULL", reason="")
    assert page.status_code == 422
    assert soup(page).select_one("input[name=share][checked]")["value"] == "FULL"


def test_an_answer_is_learnt_on_request_and_half_is_not(client, people, exam):
    attempt = write(people[1], exam, "Ibuprofène")
    page = client.get(send(client, exam, share="HALF", learn="y", reason="AINS.").location)
    assert "choose others" in page.text
    assert total(attempt) == (0.0, 1.0)
    page = client.get(send(client, exam, share="FULL", learn="y", reason="AINS.").location)
    assert "Nothing to look at." in page.text
    assert total(attempt) == (1.0, 1.0)


def test_what_a_learner_wrote_is_text(client, people, exam):
    write(people[1], exam, "<script>alert(1)</script>")
    page = look(client, exam)
    assert "<script>alert" not in page.text
    assert "alert(1)" in page.text


def test_the_results_lead_here(client, exam):
    page = client.get(f"/teach/assignments/{exam}")
    assert soup(page).select_one(f'a[href="/teach/assignments/{exam}/marks"]')
