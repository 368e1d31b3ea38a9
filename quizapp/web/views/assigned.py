"""An assignment as its learner sees it, put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from quizapp.domain.errors import RarissimeError
from quizapp.domain.teaching.accommodation import Terms, Window
from quizapp.domain.teaching.assignment import Late, Shown
from quizapp.models import Assignment, Attempt
from quizapp.services.quizzes.quiz_result import Score
from quizapp.services.teaching.reveal import shown_of
from quizapp.services.teaching.taking import Assigned, NotNowError
from quizapp.web import build_words
from quizapp.web.locale import moment
from quizapp.web.result_words import time_text
from quizapp.web.views.parts import spoken_language
from quizapp.web.views.results import score_text


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt: ``score`` is empty while it may not be shown."""

    attempt: Attempt
    score: str


@dataclass(frozen=True, slots=True)
class AssignedPage:
    """All that the page of an assignment says. ``refused``: why none may be begun; else empty."""

    found: Assigned
    lang: str
    facts: tuple[str, ...]
    lines: tuple[AttemptLine, ...]
    may_begin: bool
    refused: str


def assigned_page(session: Session, found: Assigned, now: datetime) -> AssignedPage:
    """Put an assignment into words."""
    may_begin = found.may_begin(now)
    is_waiting = may_begin or found.going_on is not None
    return AssignedPage(
        found=found,
        lang=spoken_language(found.assignment.bank),
        facts=tuple(assignment_facts(found.assignment, found.terms)),
        lines=tuple(
            AttemptLine(attempt, _score(session, attempt, now)) for attempt in found.attempts
        ),
        may_begin=may_begin,
        refused="" if is_waiting else _refused(found, now),
    )


def refusal(error: RarissimeError) -> str:
    """Why an attempt was not begun."""
    if not isinstance(error, NotNowError):
        return str(gettext("None of its questions can be asked any more: tell your instructor."))
    return {
        Window.BEFORE: str(gettext("It is not open yet.")),
        Window.CLOSED: str(gettext("It is closed.")),
    }.get(error.window, str(gettext("You have no attempt left.")))


def assignment_facts(assignment: Assignment, terms: Terms) -> list[str]:
    """What is asked, and by which terms, in sentences to whom they hold for."""
    facts = [_length(assignment)]
    if terms.time_limit is None:
        facts.append(gettext("There is no time limit."))
    elif terms.time_factor > 1:
        limit = time_text(terms.time_limit)
        facts.append(gettext("You have %(limit)s, your extra time included.", limit=limit))
    else:
        facts.append(gettext("You have %(limit)s.", limit=time_text(terms.time_limit)))
    facts += [_window(assignment, terms), _attempts(terms)]
    if assignment.mode == "exam":
        facts.append(
            gettext(
                "Marking: %(convention)s. %(rule)s",
                convention=build_words.convention_name(assignment.convention),
                rule=build_words.convention_note(assignment.convention),
            )
        )
    return [str(fact) for fact in facts if fact]


def _length(assignment: Assignment) -> str:
    mode = build_words.mode_name(assignment.mode)
    if assignment.mode == "measure":
        return f"{mode}: {build_words.mode_note(assignment.mode)}"
    questions = ngettext("%(num)s question", "%(num)s questions", assignment.length)
    return f"{mode}, {questions}. {build_words.mode_note(assignment.mode)}"


def _window(assignment: Assignment, terms: Terms) -> str:
    if terms.closes_at is None:
        return (
            str(gettext("It opens on %(when)s.", when=moment(terms.opens_at)))
            if terms.opens_at
            else ""
        )
    closes = moment(terms.closes_at)
    if terms.opens_at is None:
        said = gettext("It closes on %(when)s.", when=closes)
    else:
        said = gettext(
            "It is open from %(opens)s until %(closes)s.",
            opens=moment(terms.opens_at),
            closes=closes,
        )
    return f"{said} {_late(assignment, terms)}".strip()


def _late(assignment: Assignment, terms: Terms) -> str:
    if terms.late is not Late.ACCEPT:
        return ""
    deduction = assignment.late_deduction
    if not deduction:
        return str(gettext("Late work is taken, and marked as late."))
    return str(
        gettext(
            "Late work is taken: each day that was begun costs %(percent)s%% of the score.",
            percent=deduction,
        )
    )


def _attempts(terms: Terms) -> str:
    allowed = terms.attempts
    if allowed is None:
        return str(gettext("You may take it as often as you like."))
    return str(ngettext("You have %(num)s attempt.", "You have %(num)s attempts.", allowed))


def _refused(found: Assigned, now: datetime) -> str:
    if found.assignment.cohort.archived_at is not None:
        return str(gettext("The cohort is archived: nothing can be begun any more."))
    if found.membership.left_at is not None:
        return str(gettext("You have left the cohort."))
    return refusal(NotNowError(found.window(now)))


def _score(session: Session, attempt: Attempt, now: datetime) -> str:
    if attempt.finished_at is None or attempt.maximum is None:
        return ""
    if shown_of(session, attempt, now) is Shown.NOTHING:
        return ""
    return score_text(Score(attempt.points or 0.0, attempt.maximum))
