"""Dates as an iCalendar feed (RFC 5545), for calendars that look it up again and again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from quizapp.domain.teaching.naming import one_line

MEDIA_TYPE = "text/calendar; charset=utf-8"
LOOK_AGAIN_AFTER = timedelta(hours=1)
PRODUCT = "-//Rarissime//Assignments//EN"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something at an instant. ``uid`` is what it is known by when its date or words change.

    ``changed_at`` and ``version`` say which of two editions is the later one.
    """

    uid: str
    at: datetime
    title: str
    note: str
    url: str
    changed_at: datetime
    version: int = 0


def calendar(name: str, happenings: Iterable[Happening], *, uid: str) -> bytes:
    """The feed, all instants in UTC; the same bytes for the same content.

    ``name`` is what the reader's program calls the calendar. Titles and notes are text: what they
    contain can neither end a line nor begin another property.
    """
    from icalendar import TRANSP, Calendar, Event

    feed = Calendar.new(
        prodid=PRODUCT,
        name=one_line(name),
        uid=uid,
        refresh_interval=LOOK_AGAIN_AFTER,
    )
    feed.add("X-PUBLISHED-TTL", "PT1H")  # the same for Outlook
    for one in sorted(happenings, key=lambda one: (one.at, one.uid)):
        event = Event.new(
            uid=one.uid,
            start=one.at.astimezone(UTC),
            stamp=one.changed_at.astimezone(UTC),
            last_modified=one.changed_at.astimezone(UTC),
            sequence=one.version,
            summary=one_line(one.title),
            description=one_line(one.note),
            url=one.url,
            transparency=TRANSP.TRANSPARENT,  # a due date does not keep anybody busy
        )
        feed.add_component(event)
    return bytes(feed.to_ical())
