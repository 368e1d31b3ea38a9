"""Joining a cohort and leaving it, and the calendar of due dates, as a learner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from quizapp.models import Cohort, Membership, User
from tests.factories import BANK, csrf_token
from tests.services import classes
from tests.web.cohort_pages import browser_of, make_cohort, send

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def ines(app):
    return browser_of(app, "ines", "instructor")


@pytest.fixture
def alice(app):
    return browser_of(app, "alice")


@pytest.fixture
def code(ines, session):
    make_cohort(ines)
    return session.scalars(select(Cohort.join_code)).one()


def test_a_code_typed_in_any_way_leads_to_the_cohort_and_to_who_sees_what(alice, code):
    done = send(alice, "/cohorts/join", code=f" {code[:4].lower()}-{code[4:].lower()} ")
    assert done.location == f"/join/{code}"
    page = alice.get(done.location).text
    assert "ines@example.org" in page
    assert "They never see what you study by yourself" in page
    assert "Administrators of this site see the same" in page


def test_who_may_not_teach_any_more_is_not_named_as_an_instructor(alice, code, session):
    ines = session.scalars(select(User).where(User.email == "ines@example.org")).one()
    ines.active = False
    session.commit()
    assert "ines@example.org" not in alice.get(f"/join/{code}").text
    send(alice, f"/join/{code}", name="Alice")
    assert "ines@example.org" not in alice.get("/cohorts").text


@pytest.mark.parametrize("typed", ["", "hello", "CDFGHJKM"])
def test_a_code_that_opens_nothing_is_explained(alice, code, typed):
    page = send(alice, "/cohorts/join", code=typed)
    assert page.status_code == 422
    assert "error-summary" in page.text


def test_a_link_that_opens_nothing_is_not_found(alice, code):
    for path in ("/join/CDFGHJKM", "/join/x", "/join/%00", f"/join/{code}0"):
        assert alice.get(path).status_code == 404
        assert send(alice, path, name="Alice").status_code == 404


def test_joining_asks_for_a_name_and_looking_joins_nobody(alice, code, session):
    alice.get(f"/join/{code}")
    assert session.scalars(select(Membership)).all() == []
    assert send(alice, f"/join/{code}", name=" ").status_code == 422
    assert send(alice, f"/join/{code}", name="Alice Roy").status_code == 302
    assert "Promotion 2026" in alice.get("/cohorts").text
    assert "already" in alice.get(f"/join/{code}").text


def test_leaving_asks_first_and_can_be_taken_back_by_the_code(alice, code, session):
    send(alice, f"/join/{code}", name="Alice Roy")
    cohort = session.scalars(select(Cohort.id)).one()
    assert "Leave" in alice.get(f"/cohorts/{cohort}/leave").text
    session.rollback()
    assert session.scalars(select(Membership.left_at)).all() == [None]
    assert send(alice, f"/cohorts/{cohort}/leave").status_code == 302
    session.rollback()
    assert session.scalars(select(Membership.left_at)).all() != [None]
    assert alice.get(f"/cohorts/{cohort}/leave").status_code == 404
    send(alice, f"/join/{code}", name="Alice Roy")
    assert alice.get(f"/cohorts/{cohort}/leave").status_code == 200


def test_somebody_new_comes_back_to_the_link_after_registering(app, code):
    stranger = app.test_client()
    login = stranger.get(stranger.get(f"/join/{code}").location)
    href = re.search(r'href="(/register[^"]*)"', login.text)[1].replace("&amp;", "&")
    form = stranger.get(href)
    action = re.search(r'<form class="slab" action="([^"]+)"', form.text)[1].replace("&amp;", "&")
    password = "un nuage sur la hanche"
    done = stranger.post(
        action,
        data={
            "csrf_token": csrf_token(form),
            "email": "zoe@example.org",
            "password": password,
            "password_confirm": password,
        },
    )
    assert done.location.endswith(f"/join/{code}")


def feed_address(client):
    page = client.get(send(client, "/calendar/new").location.partition("#")[0]).text
    return re.search(r'value="http://localhost(/calendar/[^"]+\.ics)"', page)[1]


def test_the_calendar_has_the_due_dates_of_learner_and_instructor(app, ines, alice, code, session):
    send(alice, f"/join/{code}", name="Alice")
    cohort = session.scalars(select(Cohort.id)).one()
    closes = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    classes.assign(cohort, slug=BANK, items=2, title="Contrôle\r\nX-EVIL:1", closes_at=closes)
    classes.assign(cohort, slug=BANK, items=2, title="Draft", closes_at=closes, published_at=None)
    classes.assign(cohort, slug=BANK, items=2, title="No end")
    for client, begins in ((alice, "Due:"), (ines, "Closes for your cohort:")):
        feed = app.test_client().get(feed_address(client))
        assert feed.mimetype == "text/calendar"
        (event,) = Calendar.from_ical(feed.data).events
        assert event.start == closes
        assert str(event.summary) == f"{begins} Contrôle X-EVIL:1"
        assert "X-EVIL" not in event
    again = app.test_client().get(
        feed.request.path, headers={"If-None-Match": feed.headers["ETag"]}
    )
    assert again.status_code == 304


def test_own_dates_stand_in_the_calendar_and_a_left_cohort_does_not(app, alice, code, session):
    from quizapp.models import Accommodation

    send(alice, f"/join/{code}", name="Alice")
    cohort = session.scalars(select(Cohort.id)).one()
    closes = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    assignment = classes.assign(cohort, slug=BANK, items=2, closes_at=closes)
    session.add(
        Accommodation(
            membership_id=session.scalars(select(Membership.id)).one(),
            assignment_id=assignment,
            closes_at=closes + timedelta(days=2),
            note="",
            changed_at=closes,
        )
    )
    session.commit()
    address = feed_address(alice)
    (event,) = Calendar.from_ical(app.test_client().get(address).data).events
    assert event.start == closes + timedelta(days=2)
    send(alice, f"/cohorts/{cohort}/leave")
    assert Calendar.from_ical(app.test_client().get(address).data).events == []


def test_an_address_is_shown_once_and_dies_with_the_next_or_when_closed(app, alice, session):
    first = feed_address(alice)
    assert first not in alice.get("/cohorts").text
    second = feed_address(alice)
    stranger = app.test_client()
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    send(alice, "/calendar/revoke")
    assert stranger.get(second).status_code == 404


def test_nothing_opens_the_calendar_of_an_account_that_is_closed(app, alice, session):
    address = feed_address(alice)
    session.scalars(select(User).where(User.email == "alice@example.org")).one().active = False
    session.commit()
    assert app.test_client().get(address).status_code == 404
