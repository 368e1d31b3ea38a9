"""What was done in a cohort, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from quizapp.services.teaching.audit import Action, Event
from quizapp.web.views.rosters import factor_text

_WORDS = {
    Action.COHORT_CREATED: _l("made the cohort “%(name)s”"),
    Action.COHORT_RENAMED: _l("renamed the cohort from “%(old)s” to “%(new)s”"),
    Action.COHORT_ARCHIVED: _l("archived the cohort"),
    Action.COHORT_UNARCHIVED: _l("took the cohort out of the archive"),
    Action.CODE_RENEWED: _l("made a new join code"),
    Action.CODE_CLOSED: _l("closed joining by code"),
    Action.STAFF_ADDED: _l("added %(subject)s as an instructor"),
    Action.STAFF_REMOVED: _l("removed the instructor %(subject)s"),
    Action.OWNER_CHANGED: _l("handed the cohort over to %(subject)s"),
    Action.ROSTER_IMPORTED: _l(
        "imported a roster: %(added)s new, %(changed)s changed, %(same)s unchanged"
    ),
    Action.LEARNER_ADDED: _l("added the learner %(subject)s"),
    Action.LEARNER_REMOVED: _l("removed the learner %(subject)s"),
    Action.LEARNER_JOINED: _l("joined the cohort"),
    Action.LEARNER_LEFT: _l("left the cohort"),
    Action.TIME_GRANTED: _l("changed the time of %(subject)s for all assignments: %(new_time)s"),
    Action.TERMS_CHANGED: _l(
        "changed the time, dates or attempts of %(subject)s for “%(assignment)s”"
    ),
    Action.REOPENED: _l("reopened “%(assignment)s” for %(subject)s"),
    Action.ASSIGNMENT_PUBLISHED: _l("published “%(assignment)s”"),
    Action.ASSIGNMENT_WITHDRAWN: _l("took “%(assignment)s” back to a draft"),
    Action.ASSIGNMENT_CHANGED: _l("changed “%(assignment)s” after publishing it"),
    Action.ASSIGNMENT_DELETED: _l("deleted the draft “%(title)s”"),
    Action.KEY_CORRECTED: _l("corrected the key of %(item)s in “%(assignment)s”: %(reason)s"),
    Action.ITEM_DROPPED: _l("dropped %(item)s from “%(assignment)s”: %(reason)s"),
    Action.ITEM_RESTORED: _l("took %(item)s back into “%(assignment)s”: %(reason)s"),
    Action.MARKED_BY_HAND: _l(
        "marked %(answers)s answers to %(item)s in “%(assignment)s” by hand: %(reason)s"
    ),
    Action.RESULTS_RELEASED: _l("had the results of “%(assignment)s” shown"),
    Action.GRANTED: _l("changed what is granted to %(subject)s %(assignment)s"),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """When, who (an address, or that the account is gone), and what, as one phrase."""

    at: datetime
    who: str
    what: str


def event_lines(events: list[Event]) -> list[EventLine]:
    """Events as a list is read: latest first."""
    return [
        EventLine(event.at, event.actor or str(gettext("a deleted account")), _what(event))
        for event in events
    ]


def _what(event: Event) -> str:
    known = {action.value: words for action, words in _WORDS.items()}
    values = {key: str(value) for key, value in event.data.items()}
    values["subject"] = (
        event.subject or values.get("email", "") or str(gettext("a deleted account"))
    )
    values["assignment"] = event.assignment
    new = event.data.get("new")
    values["new_time"] = (
        factor_text(float(new)) if isinstance(new, (int, float)) else str(gettext("as usual"))
    )
    try:
        return str(known[event.action]) % values
    except KeyError:
        # What was written down by an earlier or a later version is still shown.
        return " ".join(filter(None, [event.action, event.assignment, event.subject]))
