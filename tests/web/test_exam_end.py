"""The time of an exam on its pages, its review, and its end."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.models import Attempt, User
from tests.factories import csrf_token, log_in, make_learner
from tests.services.exams import positions, sheet_of
from tests.services.made_banks import load, made_items
from tests.web.exams import (
    address,
    autosave,
    begin,
    begin_on_one_of_each,
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


def test_the_clock_is_the_servers(alice, browser):
    load(*made_items(2))
    attempt = begin(alice, length=2, minutes=60, started=10 * MINUTE)

    timer = BeautifulSoup(browser.get(address(attempt)).text, "html.parser").select_one(
        "[data-timer]"
    )

    assert 49 * 60 < int(timer["data-timer"]) <= 50 * 60
    assert timer.select_one("[role=timer]").get_text().startswith(("50:00", "49:5"))
    said = [(int(line["data-at"]), line.get_text()) for line in timer.select("li")]
    assert said == [(1800, "30 minutes left"), (300, "5 minutes left"), (60, "1 minute left")]
    assert timer.find_parent(attrs={"aria-live": True}) is None


def test_the_end_is_told_in_the_learners_zone(alice, browser, session):
    load(*made_items(2))
    attempt = begin(alice, length=2)
    ends_at = session.get_one(Attempt, attempt).deadline_at
    for zone in ("Europe/Paris", "America/Guadeloupe", "Asia/Tokyo"):
        session.scalars(select(User)).unique().one().time_zone = zone
        session.commit()
        assert (
            f"at {ends_at.astimezone(ZoneInfo(zone)):%H:%M}" in browser.get(address(attempt)).text
        )


def test_the_clock_is_folded_away_where_the_learner_wishes_so(browser, session, exam):
    def is_open():
        page = BeautifulSoup(browser.get(address(exam)).text, "html.parser")
        return page.select_one("[data-timer]").has_attr("open")

    assert is_open()
    session.scalars(select(User)).unique().one().hide_timer = True
    session.commit()
    assert not is_open()


def test_an_exam_without_a_limit_has_no_clock(alice, browser):
    load(*made_items(2))
    page = browser.get(address(begin(alice, length=2, minutes=None)))
    assert "no time limit" in page.text
    assert "data-timer" not in page.text


def test_after_the_end_every_page_says_so_and_looking_changes_nothing(alice, browser, session):
    load(*made_items(3))
    attempt = begin(alice, length=3, started=61 * MINUTE)
    for path in (address(attempt), address(attempt, 3), f"/quiz/{attempt}/review"):
        page = browser.get(path)
        assert title(page).startswith("Time is over")
        assert "0 questions answered, 3 without an answer" in text_of(page)
        soup = BeautifulSoup(page.text, "html.parser")
        assert soup.select("table a, main input[name=choice]") == []
    assert browser.get(f"/quiz/{attempt}", follow_redirects=True).status_code == 200
    session.rollback()
    assert session.get_one(Attempt, attempt).finished_at is None

    token = csrf_token(page)
    done = browser.post(f"/quiz/{attempt}/hand-in", data={"csrf_token": token})

    assert done.location == f"/quiz/{attempt}/result"
    session.rollback()
    assert session.get_one(Attempt, attempt).ending == "time"


def test_what_was_never_opened_is_not_answered_once_the_time_is_over(alice, browser):
    attempt = begin_on_one_of_each(alice, started=61 * MINUTE)
    rows = BeautifulSoup(browser.get(address(attempt)).text, "html.parser").select("tbody td")
    assert [cell.get_text() for cell in rows] == ["not answered"] * 9


def test_an_answer_that_comes_too_late_leads_to_the_result(alice, browser, session):
    load(*made_items(3))
    attempt = begin(alice, length=3)
    form = form_of(browser.get(address(attempt)), choice="b", go="2")
    send(browser, address(attempt, 2), choice="b")
    row = session.get_one(Attempt, attempt)
    row.deadline_at -= 61 * MINUTE
    row.started_at -= 61 * MINUTE
    session.commit()

    late = autosave(browser, address(attempt), form)
    assert late.json == {"location": f"/quiz/{attempt}"}
    done = browser.post(address(attempt), data=form)

    assert done.location == f"/quiz/{attempt}/result"
    assert saved(session, attempt) == []
    assert session.get_one(Attempt, attempt, populate_existing=True).answered == 1


def test_one_goes_on_at_the_first_question_without_an_answer(browser, exam):
    send(browser, address(exam, 1), choice="b")
    send(browser, address(exam, 3), choice="b")
    assert browser.get(f"/quiz/{exam}").location == address(exam, 2)
    today = text_of(browser.get("/"))
    assert "2 of 4 answered" in today

    for position in (2, 4):
        send(browser, address(exam, position), choice="b")

    assert browser.get(f"/quiz/{exam}").location == f"/quiz/{exam}/review"


def test_the_review_says_what_is_missing_before_the_button(alice, browser, exam):
    send(browser, address(exam, 1), choice="b")
    send(browser, address(exam, 2), flag="1")

    page = browser.get(f"/quiz/{exam}/review")

    said = text_of(page)
    counted = "1 question answered, 3 without an answer , 1 flagged"
    assert said.index(counted) < said.index("Hand in", said.index(counted))
    rows = BeautifulSoup(page.text, "html.parser").select("tbody tr")
    states = [row.td.get_text() for row in rows]
    assert states == ["answered", "not answered, flagged", "not answered", "not answered"]
    assert [row.a["href"] for row in rows] == [address(exam, number) for number in (1, 2, 3, 4)]
    assert sheet_of(alice, exam).attempt.finished_at is None


def test_a_locked_question_is_not_linked_from_the_review(alice, browser, every_kind):
    first, second, third = positions(alice, every_kind, "case")
    send(browser, address(every_kind, first), choice="b", validate=str(second))

    rows = BeautifulSoup(browser.get(f"/quiz/{every_kind}/review").text, "html.parser").select(
        "tbody tr"
    )

    unlinked = [number for number, row in enumerate(rows, 1) if row.a is None]
    assert unlinked == [first, third]
    assert rows[first - 1].td.get_text() == "answered, validated, no way back"


def test_handing_in_twice_is_handing_in_once(browser, session, exam):
    send(browser, address(exam), choice="b")
    token = csrf_token(browser.get(f"/quiz/{exam}/review"))

    for _ in range(2):
        done = browser.post(f"/quiz/{exam}/hand-in", data={"csrf_token": token})
        assert (done.status_code, done.location) == (302, f"/quiz/{exam}/result")

    assert recorded(session) == (1, 4, 1)


def test_after_it_was_handed_in_an_exam_is_explained_and_takes_nothing(browser, session, exam):
    form = form_of(browser.get(address(exam)), choice="c")
    send(browser, address(exam, 2), choice="b")
    hand_in(browser, exam)

    assert browser.get(f"/quiz/{exam}/review").location == f"/quiz/{exam}/result"
    assert browser.get(f"/quiz/{exam}").location == f"/quiz/{exam}/result"
    assert browser.get(f"/quiz/{exam}/result").status_code == 200
    assert "The text says so plainly" in browser.get(address(exam)).text
    assert browser.post(address(exam), data=form).location == f"/quiz/{exam}/result"
    assert browser.post(address(exam), data={**form, "choice": "zz"}).location == f"/quiz/{exam}"
    assert saved(session, exam) == []


def test_there_is_no_result_before_the_end(browser, exam):
    page = browser.get(f"/quiz/{exam}/result", follow_redirects=True)
    assert page.request.path == address(exam)
