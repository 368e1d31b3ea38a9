"""An exam is its learner's own, and is sent by its own pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt
from tests.factories import csrf_token, log_in, make_learner
from tests.services.made_banks import load, made_items
from tests.services.studying import start
from tests.web.exams import (
    JSON,
    address,
    begin,
    form_of,
    saved,
)

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


def test_another_learners_exam_does_not_exist(app, alice, browser, session, exam):
    make_learner("bob")
    bob = app.test_client()
    log_in(bob, "bob")
    token = csrf_token(bob.get("/settings"))
    form = {**form_of(browser.get(address(exam)), choice="b"), "csrf_token": token}
    for number in (exam, 999_999):
        for path in (f"/quiz/{number}", f"/quiz/{number}/1", f"/quiz/{number}/review"):
            for headers in ({}, JSON):
                assert bob.get(path, headers=headers).status_code == 404, path
        for path in (f"/quiz/{number}/1", f"/quiz/{number}/hand-in"):
            for headers in ({}, JSON):
                assert bob.post(path, data=form, headers=headers).status_code == 404, path
    assert saved(session, exam) == []
    assert session.get_one(Attempt, exam, populate_existing=True).finished_at is None


def test_a_practice_has_no_review_and_cannot_be_handed_in(alice, browser, session):
    load(*made_items(2))
    practice = start(alice, mode=Mode.PRACTICE).id
    token = csrf_token(browser.get("/settings"))

    assert browser.get(f"/quiz/{practice}/review").status_code == 404
    done = browser.post(f"/quiz/{practice}/hand-in", data={"csrf_token": token})
    assert done.status_code == 404


@pytest.mark.parametrize("headers", [{}, JSON])
def test_no_form_of_another_site_saves_or_hands_in(app, browser, session, exam, headers):
    form = form_of(browser.get(address(exam)), choice="b")
    stolen = csrf_token(app.test_client().get("/login"))
    for token in ("", stolen, "x.y.z"):
        for path in (address(exam), f"/quiz/{exam}/hand-in"):
            sent = browser.post(path, data={**form, "csrf_token": token}, headers=headers)
            assert sent.status_code == 400
    assert saved(session, exam) == []
    assert session.get_one(Attempt, exam, populate_existing=True).finished_at is None


def test_a_stranger_is_asked_to_log_in_and_a_strangers_script_told(app, browser, exam):
    stranger = app.test_client()
    assert stranger.get(address(exam)).location.startswith("/login")
    assert stranger.get(f"/quiz/{exam}/review").location.startswith("/login")
    assert stranger.get(address(exam), headers=JSON).status_code == 401
