"""The form of an assignment, sent as no page would send it, and dates that do not exist."""

from __future__ import annotations

import pytest

from tests.factories import log_in, make_learner
from tests.services import classes
from tests.services.made_banks import load, made_items
from tests.web.assigning import errors_at, filled_in, last, make, send

HUGE = str(10**30)


@pytest.fixture
def cohort(client, session):
    load(*made_items(3))
    ines = make_learner("ines", role="instructor", language="en", time_zone="Europe/Paris")
    log_in(client, "ines")
    return classes.make_cohort(ines)


@pytest.mark.parametrize("action", ["save", "check", "show", "tick"])
@pytest.mark.parametrize(
    "fields",
    [
        {"item": "abc"},
        {"item": [HUGE, "-1", "0"]},
        {"bank": "no-such-bank"},
        {"bank": None},
        {"paper": "lottery"},
        {"paper": None, "mode": None, "late": None, "counting": None, "reveal": None},
        {"late": "maybe", "counting": "middle", "reveal": "some"},
        {"paper": "draw", "draw_definition": "-1"},
        {"paper": "draw", "draw_definition": HUGE},
        {"paper": "adaptive", "topic": "alchemy"},
        {"minutes": HUGE, "attempts_allowed": "-3", "late_deduction": "1.5"},
        {"opens_at": "9999-12-31T23:59", "closes_at": "0001-01-01T00:00"},
        {"closes_at": "2027-02-30T10:00"},
        {"show_topic": "alchemy", "show_type": "riddle", "title": ""},
        {"client_key": ""},
    ],
)
def test_what_no_page_sends_is_refused_or_passed_over(client, session, cohort, fields, action):
    page = make(client, cohort, action=action, **fields)
    assert page.status_code == (422 if action in {"save", "check"} else 200)
    assert last(session) is None


def test_a_version_that_is_no_number_is_out_of_date(client, session, cohort):
    made = classes.assign(cohort, published_at=None)
    path = f"/teach/assignments/{made}/edit"
    for version in ("", "abc", HUGE, "-1"):
        assert send(client, path, title="Other", version=version).status_code in {409, 422}
    assert last(session).title == "Contrôle"


@pytest.mark.parametrize("at", ["opens_at", "closes_at"])
def test_a_time_that_the_clocks_leave_out_is_refused_with_what_was_typed(client, cohort, at):
    page = make(client, cohort, **{at: "2027-03-28T02:30"})
    assert page.status_code == 422
    assert "this time does not exist" in errors_at(page, at)
    assert filled_in(page)[at] == ["2027-03-28T02:30"]


def test_an_hour_that_comes_twice_is_its_first(client, session, cohort):
    made = classes.assign(cohort, published_at=None)
    send(client, f"/teach/assignments/{made}/edit", closes_at="2027-10-31T02:30")
    assert last(session).closes_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_text_is_kept_as_text(client, session, cohort):
    made = classes.assign(cohort, published_at=None)
    path = f"/teach/assignments/{made}/edit"
    send(client, path, title="<b>A</b> \x00 1", note="<script>x</script>\x00")
    page = client.get(path)
    assert "<b>A</b>" not in page.text
    assert "<script>x" not in page.text
    assert filled_in(page)["note"] == ["<script>x</script>"]
    assert "\x00" not in last(session).title


def test_another_s_assignment_is_not_copied(client, cohort):
    other = classes.make_cohort(make_learner("otto", role="instructor"))
    foreign = classes.assign(other)
    for copied, status in ((foreign, 404), (HUGE, 200), ("abc", 200), (10**6, 404)):
        path = f"/teach/cohorts/{cohort}/assignments/new?copy={copied}"
        assert client.get(path).status_code == status
