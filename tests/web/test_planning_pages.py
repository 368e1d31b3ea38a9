"""Options, exam date, rescheduling: shown, then done, then undone; errors say what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy import select

from quizapp.domain.learning.deck import DeckOptions
from quizapp.models import CardAction, Deck, MemoryState
from quizapp.services.deck.decks import options_of
from tests.factories import NOON, csrf_token, hidden, log_in, make_learner
from tests.web.plans import TODAY, in_days, log_in_with_overdue_cards
from tests.web.steps import CARDS, post, title

OPTIONS = {"retention": "85", "leech_after": "6", "new_per_day": "", "due_per_day": "40"}
PAGES = ("options", "options/days", "exam", "reschedule")


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def alice(client, session):
    return log_in_with_overdue_cards(client, session)


def states(session):
    session.rollback()
    rows = session.execute(select(MemoryState.user_id, MemoryState.item_id, MemoryState.due_at))
    return sorted(rows.tuples().all())


def deck(session):
    session.rollback()
    return session.scalars(select(Deck)).one()


def chosen(session):
    """The options that are stored."""
    return options_of(deck(session))


def send(client, url, form=None, **fields):
    """Send the form of a page with its keys."""
    page = client.get(form or url)
    keys = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
    return client.post(url, data={**keys, **fields})


def figures(page):
    """The table of a page that stands under its plot, as text."""
    table = BeautifulSoup(page.text, "html.parser").select_one("figure details table")
    return [[cell.text for cell in row.select("th, td")] for row in table.select("tbody tr")]


def test_looking_changes_nothing(alice, session):
    before = states(session)
    for path in (
        *PAGES,
        "options?curve=1",
        f"exam?on={in_days(50)}",
        "exam?remove=1",
        "reschedule?way=spread&days=5",
    ):
        assert alice.get(f"{CARDS}/{path}").status_code == 200, path
    assert states(session) == before
    assert chosen(session) == DeckOptions()


def test_options_are_saved_and_shown_again(alice, session):
    page = alice.get(f"{CARDS}/options")
    assert hidden_value(page, "retention") == "90"
    assert "Empty: your usual limit, 10." in page.text
    done = post(alice, f"{CARDS}/options", **OPTIONS, retention_causes="95", suspends_leeches="y")
    assert (done.status_code, done.location) == (302, f"{CARDS}/options/days")
    stored = deck(session)
    assert (stored.desired_retention, stored.topic_retention) == (0.85, {"causes": 0.95})
    assert (stored.new_per_day, stored.due_per_day, stored.leech_after) == (None, 40, 6)
    assert (stored.bury_siblings, stored.suspends_leeches) == (False, True)
    page = alice.get(f"{CARDS}/options")
    shown = [hidden_value(page, name) for name in ("retention", "retention_causes", "due_per_day")]
    assert shown == ["85", "95", "40"]
    assert "Options saved." in page.text
    again = post(alice, f"{CARDS}/options", **OPTIONS, retention_causes="95")
    assert again.location == f"{CARDS}/options", "no day already set would be another"


def hidden_value(page, name):
    return BeautifulSoup(page.text, "html.parser").select_one(f"#{name}").get("value")


def test_wrong_options_are_refused_where_they_stand_and_nothing_is_saved(alice, session):
    for name, values in {
        "retention": ("", "69", "98", "x", "0.9", "9" * 400),
        "retention_causes": ("69", "98", "x"),
        "new_per_day": ("-1", "1000", "x"),
        "due_per_day": ("-1", "10000", "1e3"),
        "leech_after": ("", "1", "100"),
    }.items():
        for value in values:
            page = post(alice, f"{CARDS}/options", **OPTIONS | {name: value})
            assert page.status_code == 422, (name, value)
            assert f'href="#{name}"' in page.text, (name, value)
            assert title(page).startswith("Error")
    assert chosen(session) == DeckOptions()


def test_the_curve_has_a_row_for_each_retention_and_marks_the_one_in_force(alice):
    page = BeautifulSoup(alice.get(f"{CARDS}/options?curve=1").text, "html.parser")
    rows = [row.text for row in page.select("figure tbody tr")]
    assert len(rows) == 10
    assert [row for row in rows if "(yours)" in row] == [row for row in rows if "90%" in row]
    assert len(page.select("svg.chart rect.a")) == 1
    assert "simulation" in page.text


def test_days_already_set_follow_the_options_and_can_be_put_back(alice, session):
    before = states(session)
    post(alice, f"{CARDS}/options", **OPTIONS | {"retention": "75"})
    page = alice.get(f"{CARDS}/options/days")
    assert "10</b> <span>cards would move" in page.text
    done = send(alice, f"{CARDS}/options/days")
    assert done.status_code == 302
    moved = alice.get(done.location)
    assert "10 cards are on other days now." in moved.text
    assert "nothing has to move" in moved.text
    assert states(session) != before
    undo(alice, moved)
    assert states(session) == before


def undo(client, page):
    """Press «Put them back»."""
    done = client.post(
        f"{CARDS}/reschedule/undo",
        data={
            "csrf_token": csrf_token(page),
            "action": hidden(page, "action"),
            "next": hidden(page, "next") if 'name="next"' in page.text else "",
        },
    )
    assert done.status_code == 302
    return done


def test_an_exam_date_is_shown_then_set_then_counted_down(alice, session):
    before = states(session)
    preview = alice.get(f"{CARDS}/exam?on={in_days(30)}")
    assert "With an exam on 2 Dec 2026" in preview.text
    rows = figures(preview)
    assert len(rows) == 30
    assert rows[0][0] == "2 Nov 2026"
    done = send(alice, f"{CARDS}/exam", f"{CARDS}/exam?on={in_days(30)}", on=hidden(preview, "on"))
    assert (done.status_code, done.location) == (302, f"{CARDS}/exam")
    assert deck(session).exam_on == TODAY + timedelta(days=30)
    page = alice.get(f"{CARDS}/exam")
    assert "The exam is set for 2 Dec 2026." in page.text
    assert "days until the exam of 2 Dec 2026" in page.text
    assert "Exam in 30 days" in alice.get("/").text
    if states(session) != before:
        undo(alice, page)
        assert deck(session).exam_on is None
        assert states(session) == before


def test_an_exam_date_is_removed_after_showing_what_that_does(alice, session):
    before = states(session)
    send(alice, f"{CARDS}/exam", f"{CARDS}/exam?on={in_days(60)}", on=in_days(60))
    assert states(session) != before
    preview = alice.get(f"{CARDS}/exam?remove=1")
    assert "Without the exam of 1 Jan 2027" in preview.text
    done = send(alice, f"{CARDS}/exam/remove", f"{CARDS}/exam?remove=1")
    assert done.location == f"{CARDS}/exam"
    assert deck(session).exam_on is None
    assert "Exam in" not in alice.get("/").text


@pytest.mark.parametrize(
    ("on", "error"),
    [
        (in_days(-1), "This day is past"),
        (in_days(0), "This day is past"),
        (in_days(1), "no time left to plan"),
        (in_days(731), "within the next two years"),
        ("", "Enter a date"),
        ("31/12/2026", "Enter a date"),
        ("2026-13-40", "Enter a date"),
        ("0001-01-01", "This day is past"),
        ("9999-12-31", "within the next two years"),
        ("x" * 500, "Enter a date"),
    ],
)
def test_a_day_on_which_no_exam_can_be_planned_is_refused(alice, session, on, error):
    for page in (
        alice.get(f"{CARDS}/exam", query_string={"on": on}),
        send(alice, f"{CARDS}/exam", f"{CARDS}/exam?on={in_days(50)}", on=on),
    ):
        assert page.status_code == 422
        assert error in page.text
        assert 'href="#on"' in page.text
        assert title(page).startswith("Error")
    assert chosen(session) == DeckOptions()


def test_the_soonest_and_the_latest_day_are_accepted(alice):
    for number in (2, 730):
        assert alice.get(f"{CARDS}/exam?on={in_days(number)}").status_code == 200, number


def test_the_day_of_an_exam_and_the_days_after_it_say_so(alice, session):
    send(alice, f"{CARDS}/exam", f"{CARDS}/exam?on={in_days(3)}", on=in_days(3))
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        log_in(alice)
        assert "The exam is today." in alice.get("/").text
        assert "The exam is today." in alice.get(f"{CARDS}/exam").text
    with time_machine.travel(NOON + timedelta(days=4), tick=False):
        log_in(alice)
        assert "Exam" not in alice.get("/").text
        assert "The exam was on 5 Nov 2026." in alice.get(f"{CARDS}/exam").text


def test_a_backlog_is_spread_as_shown_and_put_back(alice, session):
    before = states(session)
    url = f"{CARDS}/reschedule?way=spread&days=5"
    rows = figures(alice.get(url))
    assert [row[1:] for row in rows[:6]] == [["10", "2"], *[["0", "2"]] * 4, ["0", "0"]]
    done = send(alice, f"{CARDS}/reschedule", url, way="spread", days="5")
    assert done.location == f"{CARDS}/reschedule"
    page = alice.get(done.location)
    assert "8 cards are on other days now." in page.text
    after = states(session)
    assert after != before
    undo(alice, page)
    assert states(session) == before
    assert "Put them back" not in alice.get(f"{CARDS}/reschedule").text


def test_every_way_of_moving_says_what_it_costs_or_that_nothing_moves(alice, session):
    for way, text in {
        "spread": "you would recall",
        "postpone": "you would recall",
        "advance": "No card would move",
        "days_off": "No card would move",
    }.items():
        page = alice.get(f"{CARDS}/reschedule?way={way}&days=7")
        assert text in page.text, way
        assert ("Move them" in page.text) == (text != "No card would move")


def test_the_same_form_sent_twice_moves_once(alice, session):
    page = alice.get(f"{CARDS}/reschedule?way=postpone&days=5")
    names = ("csrf_token", "client_key", "way", "days")
    form = {name: hidden(page, name) for name in names}
    assert alice.post(f"{CARDS}/reschedule", data=form).status_code == 302
    after = states(session)
    assert alice.post(f"{CARDS}/reschedule", data=form).status_code == 302
    assert states(session) == after
    assert len(session.scalars(select(CardAction)).all()) == 1


def test_a_way_that_does_not_exist_and_days_beyond_reach_are_refused(alice, session):
    before = states(session)
    for fields, field in (
        ({"way": "away", "days": "7"}, "way"),
        ({"way": "", "days": "7"}, "way"),
        ({"way": "spread", "days": "0"}, "days"),
        ({"way": "spread", "days": "61"}, "days"),
        ({"way": "spread", "days": "x"}, "days"),
        ({"way": "spread", "days": "9" * 400}, "days"),
    ):
        for page in (
            alice.get(f"{CARDS}/reschedule", query_string=fields),
            send(alice, f"{CARDS}/reschedule", f"{CARDS}/reschedule?way=spread&days=5", **fields),
        ):
            assert page.status_code == 422, fields
            assert f'href="#{field}' in page.text, fields
    assert states(session) == before


def test_nobody_takes_back_what_another_moved(alice, session, app):
    send(
        alice,
        f"{CARDS}/reschedule",
        f"{CARDS}/reschedule?way=postpone&days=5",
        way="postpone",
        days="5",
    )
    action = hidden(alice.get(f"{CARDS}/reschedule"), "action")
    after = states(session)
    make_learner("bob", language="en")
    bob = app.test_client()
    log_in(bob, "bob")
    assert post(bob, f"{CARDS}/reschedule/undo", "/settings", action=action).status_code == 404
    assert post(alice, f"{CARDS}/reschedule/undo", "/settings", action="x").status_code == 302
    assert states(session) == after


def test_undo_leads_to_no_other_site(alice, session):
    send(
        alice,
        f"{CARDS}/reschedule",
        f"{CARDS}/reschedule?way=postpone&days=5",
        way="postpone",
        days="5",
    )
    action = hidden(alice.get(f"{CARDS}/reschedule"), "action")
    done = post(
        alice, f"{CARDS}/reschedule/undo", "/settings", action=action, next="//evil.example/"
    )
    assert done.location == f"{CARDS}/reschedule"


def test_a_bank_that_does_not_exist_has_no_plans(alice):
    for path in PAGES:
        assert alice.get(f"/cards/no-such-bank/{path}").status_code == 404, path
