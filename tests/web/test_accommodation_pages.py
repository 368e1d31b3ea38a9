"""What an instructor grants to one learner on the pages, and what the learner has of it."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select

from quizapp.extensions import db
from quizapp.models import Accommodation, Attempt, Membership
from quizapp.web.locale import utc_now
from tests.factories import csrf_token, hidden, log_in, make_learner
from tests.services.classes import add_staff, assign, make_cohort, membership_id
from tests.services.made_banks import load, made_items
from tests.services.sittings import invite
from tests.web.building import errors_at, soup
from tests.web.steps import post, title

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def people(session):
    load(*made_items(4))
    return {
        "ines": make_learner("ines", role="instructor", language="en"),
        **{name: make_learner(name, language="en") for name in ("alice", "bob")},
    }


@pytest.fixture
def cohort(people):
    return make_cohort(*people.values())


@pytest.fixture
def place(people, cohort):
    return membership_id(people["alice"], cohort)


@pytest.fixture
def ines(client, people):
    log_in(client, "ines")
    return client


@pytest.fixture
def alice(app, people):
    client = app.test_client()
    log_in(client, "alice")
    return client


def for_all(cohort, place):
    return f"/teach/cohorts/{cohort}/learners/{place}/accommodation"


def for_one(assignment, place):
    return f"/teach/assignments/{assignment}/learners/{place}/accommodation"


def reopening(assignment, place):
    return f"/teach/assignments/{assignment}/learners/{place}/reopen"


def start(client, assignment):
    """Begin, as its learner does; where that leads."""
    page = client.get(f"/assignments/{assignment}")
    data = {"csrf_token": csrf_token(page), "client_key": hidden(page, "client_key")}
    return client.post(f"/assignments/{assignment}/start", data=data)


def attempts(session):
    session.rollback()
    return list(session.scalars(select(Attempt).order_by(Attempt.id)))


def rows(session):
    session.rollback()
    return list(session.scalars(select(Accommodation)))


def text(page):
    return " ".join(soup(page).main.get_text(" ").replace("\xa0", " ").split())


def local(instant):
    """An instant as a field in the zone of Paris takes it (in winter, an hour ahead)."""
    return (instant.astimezone(UTC) + HOUR).strftime("%Y-%m-%dT%H:%M")


def test_extra_time_counts_at_once_in_the_attempt_that_is_going_on(
    ines, alice, session, cohort, place
):
    assignment = assign(cohort, minutes=30)
    start(alice, assignment)
    [before] = [one.deadline_at for one in attempts(session)]
    saved = post(ines, for_all(cohort, place), factor="4/3", note="Decision of 2 November")
    assert saved.location == for_all(cohort, place)
    [attempt] = attempts(session)
    assert attempt.deadline_at == before + 10 * MINUTE
    page = ines.get(for_all(cohort, place))
    assert "For all assignments of this cohort: × 4/3" in text(page)
    assert "Time limit: 40 min (× 4/3)." in text(page)
    assert "Attempt 1 is going on, and ends on" in text(page)
    assert soup(page).find(id="note")["value"] == "Decision of 2 November"
    assert soup(page).select_one("[name=factor][checked]")["value"] == "4/3"
    assert "40 min, your extra time included" in text(alice.get(f"/assignments/{assignment}"))

    assert "An attempt that is going on would end as much earlier" in text(page)
    post(ines, for_all(cohort, place), action="take_back")
    assert attempts(session)[0].deadline_at == before
    assert rows(session) == []


FACTORS = {
    "1.5": ({"factor": "1.5"}, 1.5),
    "2": ({"factor": "2"}, 2.0),
    "1,33": ({"factor": "other", "other": "1,33"}, 1.33),
    "4/3": ({"factor": "other", "other": "4/3"}, 4 / 3),
    "4": ({"factor": "other", "other": "4"}, 4.0),
}


@pytest.mark.parametrize("typed", FACTORS)
def test_any_factor_from_1_to_4_is_taken(ines, session, cohort, place, typed):
    sent, factor = FACTORS[typed]
    assert post(ines, for_all(cohort, place), **sent).status_code == 302
    assert [row.time_factor for row in rows(session)] == [pytest.approx(factor)]
    page = soup(ines.get(for_all(cohort, place)))
    chosen = page.select_one("[name=factor][checked]")["value"]
    assert chosen == (typed if typed in {"4/3", "1.5", "2"} else "other")
    assert page.find(id="other")["value"] == {"1,33": "1.33", "4": "4"}.get(typed, "")


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("other", {"factor": "other", "other": "0.5"}),
        ("other", {"factor": "other", "other": "5"}),
        ("other", {"factor": "other", "other": ""}),
        ("other", {"factor": "other", "other": "twice"}),
        ("other", {"factor": "1.5", "other": "2"}),
        ("factor", {"factor": "nan"}),
        ("note", {"factor": "1", "note": "nothing to note"}),
        ("note", {"factor": "2", "note": "x" * 256}),
    ],
)
def test_what_cannot_be_granted_is_said_at_its_field(ines, cohort, place, field, sent):
    page = post(ines, for_all(cohort, place), **sent)
    assert page.status_code == 422
    assert title(page).startswith("Error:")
    errors_at(page, field)
    assert rows(db.session()) == []


def test_dates_and_attempts_of_one_assignment_are_read_in_the_instructors_zone(
    ines, alice, session, cohort, place
):
    closed = utc_now() - DAY
    assignment = assign(cohort, closes_at=closed, minutes=30)
    until = (utc_now() + HOUR).replace(second=0, microsecond=0)
    page = ines.get(for_one(assignment, place))
    assert "Europe/Paris" in soup(page).find(id="closes_at-hint").get_text()
    assert "1 attempt in all; 0 attempts were made." in text(page)
    sent = {"factor": "", "closes_at": local(until), "extra_attempts": "2"}
    assert post(ines, for_one(assignment, place), **sent).status_code == 302
    [row] = rows(session)
    assert (row.closes_at, row.extra_attempts, row.time_factor) == (until, 2, None)
    page = ines.get(for_one(assignment, place))
    assert soup(page).find(id="closes_at")["value"] == local(until)
    assert "3 attempts in all" in text(page)
    assert start(alice, assignment).location.startswith("/quiz/")

    back = soup(page).select_one("details ul").get_text(" ")
    assert "1 attempt in all" in back, "what taking it back comes to"
    post(ines, for_one(assignment, place), action="take_back")
    assert rows(session) == []
    assert "The time of attempt 1 was up on" in text(ines.get(for_one(assignment, place)))


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("closes_at", {"closes_at": "tomorrow"}),
        ("closes_at", {"closes_at": "2027-02-30T10:00"}),
        ("closes_at", {"closes_at": "0001-01-01T00:00"}),
        ("opens_at", {"opens_at": "2027-03-28T02:30"}),
        ("closes_at", {"opens_at": "2027-01-02T10:00", "closes_at": "2027-01-02T10:00"}),
        ("closes_at", {"opens_at": "2099-01-01T10:00"}),
        ("extra_attempts", {"extra_attempts": "21"}),
        ("extra_attempts", {"extra_attempts": "some"}),
        ("note", {"note": "nothing to note"}),
    ],
)
def test_dates_that_are_none_and_too_many_attempts_are_said_at_their_field(
    ines, cohort, place, field, sent
):
    assignment = assign(cohort, closes_at=utc_now() + DAY)
    page = post(ines, for_one(assignment, place), **{"factor": "", **sent})
    assert page.status_code == 422, page.text
    errors_at(page, field)
    assert rows(db.session()) == []
    if field in sent:
        assert soup(page).find(id=field)["value"] == sent[field], "what was typed stays"


def test_reopening_lets_the_learner_begin_once_more(ines, alice, session, cohort, place):
    assignment = assign(cohort, closes_at=utc_now() + DAY)
    hand_in(alice, start(alice, assignment))
    assert "You have no attempt left." in text(alice.get(f"/assignments/{assignment}"))

    page = ines.get(reopening(assignment, place))
    assert "They may begin one further attempt, number 2" in text(page)
    until = (utc_now() + 2 * DAY).replace(second=0, microsecond=0)
    data = {"client_key": hidden(page, "client_key"), "until": local(until)}
    for _ in range(2):
        done = post(ines, reopening(assignment, place), **data)
        assert done.location == for_one(assignment, place)
    [row] = rows(session)
    assert (row.extra_attempts, row.closes_at) == (1, until)
    hand_in(alice, start(alice, assignment))
    assert len(attempts(session)) == 2
    assert "You have no attempt left." in text(alice.get(f"/assignments/{assignment}"))


def hand_in(client, started):
    quiz = client.get(started.location).location.rsplit("/", 1)[0]
    assert post(client, f"{quiz}/hand-in", form=f"{quiz}/review").status_code == 302


@pytest.mark.parametrize("until", ["", "soon", "2026-01-01T10:00"])
def test_reopening_needs_a_date_to_come(ines, session, cohort, place, until):
    assignment = assign(cohort)
    page = ines.get(reopening(assignment, place))
    key = hidden(page, "client_key")
    page = post(ines, reopening(assignment, place), client_key=key, until=until)
    assert page.status_code == 422
    errors_at(page, "until")
    assert hidden(page, "client_key") == key
    assert rows(session) == []


def test_reopening_for_whoever_missed_it_says_that_there_is_no_further_attempt(ines, cohort, place):
    assignment = assign(cohort, closes_at=utc_now() - DAY)
    assert "they get no further one" in text(ines.get(reopening(assignment, place)))


def test_a_learner_without_an_account_has_these_pages_too(ines, session, cohort):
    invite(cohort, "zoe@example.org", name="<b>Zoé</b>")
    session.rollback()
    zoe = session.scalars(select(Membership.id).where(Membership.user_id.is_(None))).one()
    assignment = assign(cohort, minutes=10)
    for path in (for_all(cohort, zoe), for_one(assignment, zoe), reopening(assignment, zoe)):
        page = ines.get(path)
        assert page.status_code == 200
        assert "<b>Zoé" not in page.text
        assert "has not joined yet" in page.text


def test_somebody_elses_learner_does_not_exist(app, ines, people, cohort, place):
    otto = make_learner("otto", role="instructor", language="en")
    coline = make_learner("coline", role="instructor", language="en")
    add_staff(cohort, coline)
    foreign = make_cohort(otto, people["alice"], name="Other")
    elsewhere = membership_id(people["alice"], foreign)
    assignment = assign(cohort)
    token = csrf_token(ines.get("/settings"))
    granted = {"csrf_token": token, "factor": "2", "until": "2099-01-01T10:00"}
    granted["client_key"] = "a-key-that-is-long-enough"
    for path in (
        for_all(cohort, elsewhere),
        for_one(assignment, elsewhere),
        reopening(assignment, elsewhere),
        for_all(foreign, elsewhere),
        for_one(assignment, 999_999),
    ):
        assert ines.get(path).status_code == 404, path
        assert ines.post(path, data=granted).status_code == 404, path
    paths = (for_all(cohort, place), for_one(assignment, place), reopening(assignment, place))
    for name, status in (("otto", 404), ("alice", 403), ("coline", 200)):
        other = app.test_client()
        log_in(other, name)
        assert [other.get(path).status_code for path in paths] == [status] * 3
    assert rows(db.session()) == []
