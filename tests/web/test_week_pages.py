"""Easy days and days off, and how cards are answered: choices that hold for all of one's cards."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from quizapp.models import MemoryState, User
from tests.factories import NOON
from tests.web.plans import in_days, log_in_with_overdue_cards
from tests.web.steps import CARDS, post, title

WEEK = "/cards/my/week"
NORMAL = {f"day_{number}": "100" for number in range(7)}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def alice(client, session):
    return log_in_with_overdue_cards(client, session)


def stored_user(session):
    session.rollback()
    return session.scalars(select(User)).unique().one()


def test_easy_days_are_saved_and_shown_again(alice, session):
    done = post(alice, WEEK, **NORMAL | {"day_5": "50", "day_6": "0"})
    assert (done.status_code, done.location) == (302, WEEK)
    assert stored_user(session).easy_days == [100, 100, 100, 100, 100, 50, 0]
    page = BeautifulSoup(alice.get(WEEK).text, "html.parser")
    chosen = [option["value"] for option in page.select("option[selected]")]
    assert chosen == ["100"] * 5 + ["50", "0"]


def test_a_week_without_a_day_for_cards_is_refused(alice, session):
    page = post(alice, WEEK, **dict.fromkeys(NORMAL, "0"))
    assert page.status_code == 422
    assert "Leave at least one day" in page.text
    assert post(alice, WEEK, **NORMAL | {"day_2": "75"}).status_code == 422
    assert stored_user(session).easy_days == [100] * 7


def test_days_off_are_added_offered_to_be_cleared_and_removed(alice, session):
    session.execute(update(MemoryState).values(due_at=NOON + timedelta(days=10)))
    session.commit()
    done = post(alice, f"{WEEK}/days-off", WEEK, first=in_days(8), last=in_days(12))
    assert (done.status_code, done.location) == (302, WEEK)
    page = alice.get(WEEK)
    assert "10 Nov 2026 to 14 Nov 2026" in page.text
    link = re.search(rf'href="({CARDS}/reschedule\?[^"]+)">Move 10 cards', page.text)
    assert link
    moved = alice.get(link[1].replace("&amp;", "&"))
    assert "Move them" in moved.text
    post(alice, f"{WEEK}/days-off/remove", WEEK, first=in_days(8))
    assert stored_user(session).days_off == []
    assert "No days off are planned." in alice.get(WEEK).text


@pytest.mark.parametrize(
    ("first", "last", "error"),
    [
        ("", "", "Enter a date"),
        (in_days(3), "x", "Enter a date"),
        (in_days(5), in_days(4), "The last day comes before the first"),
        (in_days(-9), in_days(-2), "These days are past"),
        (in_days(1), in_days(61), "at most 60 days"),
        (in_days(900), in_days(901), "within the next two years"),
    ],
)
def test_days_off_that_cannot_be_are_refused(alice, session, first, last, error):
    page = post(alice, f"{WEEK}/days-off", WEEK, first=first, last=last)
    assert page.status_code == 422
    assert error in page.text
    assert title(page).startswith("Error")
    assert stored_user(session).days_off == []


def test_days_off_that_overlap_or_are_too_many_are_refused(alice, session):
    for number in range(20):
        post(alice, f"{WEEK}/days-off", WEEK, first=in_days(number), last=in_days(number))
    page = post(alice, f"{WEEK}/days-off", WEEK, first=in_days(30), last=in_days(31))
    assert page.status_code == 422
    assert "20 ranges" in page.text
    post(alice, f"{WEEK}/days-off/remove", WEEK, first=in_days(7))
    page = post(alice, f"{WEEK}/days-off", WEEK, first=in_days(6), last=in_days(7))
    assert page.status_code == 422
    assert "off already" in page.text
    assert len(stored_user(session).days_off) == 19


def test_two_grades_and_typed_answers_are_preferences(alice, session):
    page = alice.get("/settings")
    assert f'href="{WEEK}"' in page.text
    choices = {
        "language": "en",
        "time_zone": "Europe/Paris",
        "theme": "auto",
        "text_size": "normal",
        "new_per_day": "10",
        "due_per_day": "200",
    }
    post(alice, "/settings", **choices, two_grades="y", types_answers="y")
    user = stored_user(session)
    assert (user.two_grades, user.types_answers) == (True, True)
    post(alice, "/settings", **choices)
    user = stored_user(session)
    assert (user.two_grades, user.types_answers) == (False, False)
