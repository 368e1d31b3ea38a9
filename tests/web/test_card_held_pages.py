"""What a script asks of the card pages: grades as JSON, also those kept for want of a network."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from quizapp.models import Review, User
from tests.factories import NOON, csrf_token, log_in, make_learner
from tests.web.steps import CARDS, grade, grade_form, reveal_url, title

JSON = {"Accept": "application/json"}
DAY = timedelta(days=1)


@pytest.fixture
def alice(client, session):
    make_learner(language="en")
    log_in(client)
    return client


def reviews(session):
    session.rollback()
    return list(session.scalars(select(Review).order_by(Review.id)))


def form_of(client, number=3):
    return grade_form(client.get(reveal_url(client.get(CARDS))), number)


def test_a_script_is_told_where_to_go_on(alice, session):
    done = alice.post(CARDS, data=form_of(alice), headers=JSON)
    assert (done.status_code, done.json) == (200, {"location": CARDS})
    assert len(reviews(session)) == 1


def test_a_grade_kept_back_counts_at_its_own_moment_and_once(alice, session):
    with time_machine.travel(NOON, tick=False):
        log_in(alice)
        form = form_of(alice)
        at = (NOON - timedelta(hours=3)).isoformat().replace("+00:00", "Z")
        for _ in range(2):
            done = alice.post(CARDS, data={**form, "reviewed_at": at}, headers=JSON)
            assert (done.status_code, done.json) == (200, {"location": CARDS})
    found = reviews(session)
    assert [review.reviewed_at for review in found] == [NOON - timedelta(hours=3)]


def test_a_grade_kept_back_is_merged_with_what_another_device_graded(alice, session):
    held = form_of(alice, 4)
    alice.post(CARDS, data={**held, "grade": "1", "client_key": "k" * 20})
    at = reviews(session)[0].reviewed_at - timedelta(minutes=5)

    done = alice.post(CARDS, data={**held, "reviewed_at": at.isoformat()}, headers=JSON)

    assert done.status_code == 200
    assert [review.grade for review in reviews(session)] == [1, 4]


def test_a_grade_kept_for_too_long_is_refused_in_words(alice, session):
    old = {**form_of(alice), "reviewed_at": "2020-01-01T00:00:00Z"}
    refused = alice.post(CARDS, data=old, headers=JSON)
    assert refused.status_code == 422
    assert "30 days" in refused.json["problem"][0]
    page = alice.post(CARDS, data=old)
    assert page.status_code == 422
    assert "30 days" in page.text
    assert reviews(session) == []


def test_a_moment_that_is_none_is_422(alice, session):
    form = form_of(alice)
    for moment in ("x", "2026-11-02", "2026-11-02T12:00:00", "12:00", "\x00", "9" * 500, "0000"):
        refused = alice.post(CARDS, data={**form, "reviewed_at": moment}, headers=JSON)
        assert refused.status_code == 422, moment
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert alice.post(
            CARDS, data={**form, "reviewed_at": moment}, headers=JSON
        ).status_code in {200, 422}
    assert len(reviews(session)) <= 1


def test_a_script_without_a_token_or_a_login_records_nothing(alice, app, session):
    form = form_of(alice)
    assert alice.post(CARDS, data={**form, "csrf_token": "x"}, headers=JSON).status_code == 400
    stranger = app.test_client()
    assert stranger.post(CARDS, data=form, headers=JSON).status_code in {302, 400, 401}
    assert reviews(session) == []


def test_card_pages_say_whose_grades_this_browser_may_send(alice):
    for url in (CARDS, reveal_url(alice.get(CARDS)), f"{CARDS}/summary", "/"):
        page = alice.get(url).text
        assert re.search(r'data-held="\d+"', page), url
    assert "data-holds" in alice.get(reveal_url(alice.get(CARDS))).text


def rest(session, *days):
    session.execute(update(User).values(days_off=[[day.isoformat()] * 2 for day in days]))
    session.commit()


def test_on_a_day_off_nothing_is_asked_but_whoever_wants_may_study(alice, session):
    rest(session, date(2026, 11, 2))
    with time_machine.travel(NOON):
        log_in(alice)
        home = alice.get("/").text
        assert re.search(r"Day off: \d+ cards wait\.", home)
        assert f'href="{CARDS}?anyway=1"' in home
        assert f'href="{CARDS}">' not in home
        led = alice.get(CARDS)
        assert led.location == f"{CARDS}/summary"
        summary = alice.get(led.location)
        assert title(summary).startswith("Day off")
        assert f'href="{CARDS}?anyway=1"' in summary.text

        back = alice.get(reveal_url(alice.get(f"{CARDS}?anyway=1")))
        alice.post(CARDS, data=grade_form(back, 3))

        assert alice.get(CARDS).status_code == 200, "begun, it goes on"
        assert "Day off:" not in alice.get("/").text


def test_a_day_off_that_is_over_is_a_day_like_any_other(alice, session):
    rest(session, date(2026, 11, 1))
    with time_machine.travel(NOON):
        log_in(alice)
        assert "Day off" not in alice.get("/").text
        assert grade(alice).status_code == 302


def test_undo_works_without_a_script_after_a_grade_that_was_kept_back(alice, session):
    alice.post(CARDS, data=form_of(alice), headers=JSON)
    done = alice.post(f"{CARDS}/undo", data={"csrf_token": csrf_token(alice.get("/settings"))})
    assert "reveal=" in done.location
