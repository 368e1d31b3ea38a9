"""The pages of an exam in progress: a question, all places at a glance, and the time."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext, ngettext

from quizapp.domain.grading.answers import ChosenOptions, TypedText
from quizapp.services.quizzes.answer_sheet import Place, Sheet
from quizapp.services.quizzes.attempts import Question
from quizapp.web.forms.given import Given
from quizapp.web.views.parts import Prompt, prompt_of, spoken_language


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of an exam as it was when the page was made.

    ``left`` is in seconds, rounded up, so that no browser says before the server that time is up.
    ``announced``: at how many seconds left something is said, and what.
    """

    left: int
    shown: str
    ends_at: datetime
    announced: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place in the grid and on the review page, and its state in words."""

    position: int
    states: tuple[str, ...]
    can_be_opened: bool
    is_here: bool

    @property
    def state(self) -> str:
        return ", ".join(self.states)


@dataclass(frozen=True, slots=True)
class ExamPage:
    """A question of an exam in progress.

    ``previous`` and ``following`` are places that can be changed. ``one_way``: it is validated,
    not just saved. ``meanwhile`` is what was saved elsewhere after the form that was sent had been
    shown: texts of options, or one that was typed; empty for a blank.
    """

    question: Question
    place: Place
    prompt: Prompt
    given: Given
    clock: Clock | None
    answered: int
    lines: tuple[PlaceLine, ...]
    previous: int | None
    following: int | None
    meanwhile: tuple[str, ...] | None = None

    @property
    def one_way(self) -> bool:
        return self.question.content.case is not None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All places of an exam before it is handed in, or when its time is over."""

    sheet: Sheet
    clock: Clock | None
    lines: tuple[PlaceLine, ...]


def exam_page(
    question: Question,
    sheet: Sheet,
    now: datetime,
    *,
    sent: Given | None = None,
    is_outdated: bool = False,
) -> ExamPage:
    """The page of a place that can be changed; ``sent`` is what a form asked for in vain."""
    place = sheet.place(question.place.position)
    prompt = prompt_of(question.content, question.options, spoken_language(question.bank))
    return ExamPage(
        question=question,
        place=place,
        prompt=prompt,
        given=sent or _saved(place),
        clock=clock_of(sheet, now),
        answered=sheet.answered,
        lines=place_lines(sheet, here=place.position),
        previous=sheet.before(place),
        following=sheet.after(place),
        meanwhile=_in_words(place, prompt) if is_outdated else None,
    )


def review_page(sheet: Sheet, now: datetime) -> ReviewPage:
    return ReviewPage(sheet, clock_of(sheet, now), place_lines(sheet, is_over=sheet.is_over(now)))


def clock_of(sheet: Sheet, now: datetime) -> Clock | None:
    """The clock of an exam; None where it has no limit."""
    left, ends_at = sheet.timer.remaining(now), sheet.attempt.deadline_at
    if left is None or ends_at is None:
        return None
    seconds = math.ceil(left.total_seconds())
    minutes = seconds // 60
    shown = f"{minutes // 60}:{minutes % 60:02}:{seconds % 60:02}"
    announced = tuple((int(at.total_seconds()), _time_left(at)) for at in sheet.timer.announced)
    return Clock(seconds, shown.removeprefix("0:"), ends_at, announced)


def place_lines(
    sheet: Sheet, *, here: int | None = None, is_over: bool = False
) -> tuple[PlaceLine, ...]:
    return tuple(
        PlaceLine(
            position=place.position,
            states=tuple(_states(place, is_over=is_over)),
            can_be_opened=place.is_open and not place.is_locked and not is_over,
            is_here=place.position == here,
        )
        for place in sheet.places
    )


def _states(place: Place, *, is_over: bool) -> Collection[str]:
    if not place.is_open and not is_over:
        return [gettext("opens after question %(n)s", n=place.position - 1)]
    states = [gettext("answered") if place.is_answered else gettext("not answered")]
    if place.is_locked:
        states.append(gettext("validated, no way back"))
    if place.flagged:
        states.append(gettext("flagged"))
    return states


def _saved(place: Place) -> Given:
    if place.save is None:
        return Given()
    answer = place.answer
    return Given(
        chosen=answer.ids if isinstance(answer, ChosenOptions) else frozenset(),
        text=answer.text if isinstance(answer, TypedText) else "",
        confidence=place.save.confidence,
        struck=frozenset(place.save.struck),
    )


def _in_words(place: Place, prompt: Prompt) -> tuple[str, ...]:
    saved = _saved(place)
    if saved.text:
        return (saved.text,)
    return tuple(option.text for option in prompt.options if option.id in saved.chosen)


def _time_left(left: timedelta) -> str:
    seconds = int(left.total_seconds())
    if seconds < 60:
        return str(ngettext("%(num)s second left", "%(num)s seconds left", seconds))
    return str(ngettext("%(num)s minute left", "%(num)s minutes left", round(seconds / 60)))
