"""Feeds of due dates that every calendar reads alike."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from quizapp.domain.interchange.calendar import Happening, calendar

CHANGED = datetime(2026, 11, 2, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 28, 18, 30, tzinfo=ZoneInfo("Europe/Paris"))


def due(**changes):
    values = {
        "uid": "assignment-3@example.org",
        "at": DUE,
        "title": "Contrôle de lecture",
        "note": "Cohorte L3",
        "url": "https://example.org/assignments/3",
        "changed_at": CHANGED,
    }
    return Happening(**{**values, **changes})


def lines_of(feed):
    return feed.decode().replace("\r\n ", "").split("\r\n")


def test_a_due_date_comes_in_utc_with_its_title_and_link():
    feed = Calendar.from_ical(calendar("Rarissime", [due()], uid="feed-1@example.org"))
    assert feed.calendar_name == "Rarissime"
    (event,) = feed.events
    assert event.start == datetime(2026, 11, 28, 17, 30, tzinfo=UTC)
    assert (event.summary, event.description) == ("Contrôle de lecture", "Cohorte L3")
    assert event.url == "https://example.org/assignments/3"


def test_the_instant_is_written_as_utc_needs_it():
    assert "DTSTART:20261128T173000Z" in lines_of(calendar("R", [due()], uid="feed-1@h"))


def test_the_same_due_dates_give_the_same_bytes_whatever_their_order():
    later = due(uid="assignment-4@h", at=DUE + timedelta(days=1))
    assert calendar("R", [due(), later], uid="f@h") == calendar("R", [later, due()], uid="f@h")


def test_a_moved_date_keeps_its_uid_and_counts_as_the_later_edition():
    moved = due(at=DUE + timedelta(days=7), version=2, changed_at=CHANGED + timedelta(hours=1))
    before, after = (
        Calendar.from_ical(calendar("R", [one], uid="f@h")).events[0] for one in (due(), moved)
    )
    assert before.uid == after.uid == "assignment-3@example.org"
    assert before.sequence < after.sequence
    assert before.LAST_MODIFIED < after.LAST_MODIFIED


def test_an_empty_feed_is_still_a_calendar():
    assert Calendar.from_ical(calendar("R", [], uid="f@h")).events == []


def test_nobody_is_kept_busy_by_a_due_date():
    assert "TRANSP:TRANSPARENT" in lines_of(calendar("R", [due()], uid="f@h"))


@given(
    name=st.text(),
    title=st.text(st.characters(exclude_categories=[])),
    note=st.text(st.characters(exclude_categories=[])),
)
def test_no_title_can_add_a_property_or_a_component(name, title, note):
    feed = calendar(name, [due(title=title, note=note)], uid="f@h")
    plain = calendar("R", [due(title="t", note="n")], uid="f@h")
    begins = [line.split(":")[0].split(";")[0] for line in lines_of(feed)]
    assert begins == [line.split(":")[0].split(";")[0] for line in lines_of(plain)]


def test_a_line_break_in_a_title_begins_no_property():
    hostile = due(title="TD\r\nATTACH:https://evil.example\r\nBEGIN:VALARM", note="a;b,c\\n")
    feed = Calendar.from_ical(calendar("R", [hostile], uid="f@h"))
    (event,) = feed.events
    assert event.summary == "TD ATTACH:https://evil.example BEGIN:VALARM"
    assert event.description == "a;b,c\\n"
    assert not event.subcomponents
    assert "ATTACH" not in event


def test_only_a_feed_pays_for_reading_the_library():
    code = "import sys, quizapp.domain.interchange.calendar; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
