"""What holds for one learner, and what was granted to them, put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext

from quizapp.domain.teaching.accommodation import Terms
from quizapp.models import Accommodation
from quizapp.services.teaching.holding import Held, Overview
from quizapp.services.teaching.places import Standing, standing_of
from quizapp.web.locale import moment
from quizapp.web.result_words import time_text
from quizapp.web.views.rosters import factor_text


@dataclass(frozen=True, slots=True)
class HeldView:
    """A learner and an assignment: what holds (``facts``), the attempt that is going on, if any.

    ``granted`` is what was granted for this assignment alone, and ``back`` what taking it back
    comes to; both are empty where nothing was.
    """

    held: Held
    facts: tuple[str, ...]
    going_on: str
    granted: str
    back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What was granted for all assignments, in words, and what holds of each."""

    overview: Overview
    called: str
    standing: str
    granted: str
    lines: tuple[HeldView, ...]


@dataclass(frozen=True, slots=True)
class TermsPage:
    """One assignment. ``general``: the factor granted for all; ``reopening``: what that does."""

    view: HeldView
    called: str
    standing: str
    general: str
    reopening: tuple[str, ...]


def overview_page(overview: Overview, now: datetime) -> OverviewPage:
    place, row = overview.place, overview.general
    return OverviewPage(
        overview=overview,
        called=place.name or place.email,
        standing=_standing(standing_of(place)),
        granted=_granted(row) if row else "",
        lines=tuple(held_view(held, now) for held in overview.assignments),
    )


def terms_page(held: Held, now: datetime) -> TermsPage:
    factor = held.general.time_factor if held.general else None
    return TermsPage(
        view=held_view(held, now),
        called=held.place.name or held.place.email,
        standing=_standing(standing_of(held.place)),
        general=factor_text(factor),
        reopening=tuple(_reopening(held)),
    )


def held_view(held: Held, now: datetime) -> HeldView:
    made = len(held.attempts)
    return HeldView(
        held=held,
        facts=tuple(terms_facts(held.terms, made)),
        going_on=_going_on(held, held.terms, now),
        granted=_granted(held.own) if held.own else "",
        back=tuple(
            filter(None, [*terms_facts(held.without, made), _going_on(held, held.without, now)])
        )
        if held.own
        else (),
    )


def terms_facts(terms: Terms, made: int) -> list[str]:
    """What holds for somebody who has made so many attempts, in sentences."""
    return [_time(terms), _dates(terms), _attempts(terms, made)]


def _time(terms: Terms) -> str:
    if terms.time_limit is None:
        return str(gettext("No time limit."))
    limit = time_text(terms.time_limit)
    if terms.time_factor == 1:
        return str(gettext("Time limit: %(limit)s.", limit=limit))
    factor = factor_text(terms.time_factor)
    return str(gettext("Time limit: %(limit)s (%(factor)s).", limit=limit, factor=factor))


def _dates(terms: Terms) -> str:
    opens = moment(terms.opens_at) if terms.opens_at else ""
    closes = moment(terms.closes_at) if terms.closes_at else ""
    if opens and closes:
        return str(gettext("Open from %(opens)s until %(closes)s.", opens=opens, closes=closes))
    if opens:
        return str(gettext("Open from %(opens)s on.", opens=opens))
    if closes:
        return str(gettext("Open until %(closes)s.", closes=closes))
    return str(gettext("Open without a date."))


def _attempts(terms: Terms, made: int) -> str:
    said = ngettext("%(num)s attempt was made", "%(num)s attempts were made", made)
    if terms.attempts is None:
        return str(gettext("Any number of attempts; %(made)s.", made=said))
    allowed = ngettext("%(num)s attempt", "%(num)s attempts", terms.attempts)
    return str(gettext("%(allowed)s in all; %(made)s.", allowed=allowed, made=said))


def _going_on(held: Held, terms: Terms, now: datetime) -> str:
    attempt = held.going_on
    if attempt is None:
        return ""
    end = terms.deadline(attempt.started_at)
    if end is None:
        return str(
            gettext("Attempt %(n)s is going on, and does not end by itself.", n=attempt.number)
        )
    if end <= now:
        return str(
            gettext(
                "The time of attempt %(n)s was up on %(when)s.", n=attempt.number, when=moment(end)
            )
        )
    return str(
        gettext(
            "Attempt %(n)s is going on, and ends on %(when)s.", n=attempt.number, when=moment(end)
        )
    )


def _granted(row: Accommodation) -> str:
    """«× 4/3, closes on 2 Nov at 14:00, 1 further attempt»."""
    parts = [
        factor_text(row.time_factor)
        or (str(gettext("the usual time")) if row.time_factor is not None else ""),
        str(gettext("opens on %(when)s", when=moment(row.opens_at))) if row.opens_at else "",
        str(gettext("closes on %(when)s", when=moment(row.closes_at))) if row.closes_at else "",
        str(ngettext("%(num)s further attempt", "%(num)s further attempts", row.extra_attempts))
        if row.extra_attempts
        else "",
    ]
    return ", ".join(filter(None, parts))


def _standing(standing: Standing) -> str:
    return {
        Standing.JOINED: "",
        Standing.INVITED: str(gettext("has not joined yet")),
        Standing.LEFT: str(gettext("has left the cohort")),
    }[standing]


def _reopening(held: Held) -> list[str]:
    """What reopening does for this learner."""
    if held.lacking:
        first = gettext(
            "They may begin one further attempt, number %(n)s, until the date that you choose.",
            n=len(held.attempts) + 1,
        )
    else:
        first = gettext(
            "They have an attempt left, and may begin it until the date that you choose; they get "
            "no further one."
        )
    facts = [first]
    if held.going_on is not None:
        facts.append(
            gettext("The date also counts for the attempt that is going on; its time limit stays.")
        )
    facts.append(gettext("The date is theirs alone: nothing changes for the others."))
    facts.append(gettext("What they handed in stays."))
    return [str(fact) for fact in facts]
