"""The grades and answers of an assignment as tables to take along, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.content.schema import OptionsItem
from quizapp.domain.interchange.csv_cells import Cell, Separator, csv_text
from quizapp.domain.interchange.gradebook import (
    GradeLine,
    GradeTable,
    Headings,
    Shape,
    gradebook_csv,
)
from quizapp.services.teaching.responses import GivenAnswer
from quizapp.services.teaching.results import Gradebook, LearnerLine
from quizapp.web import words
from quizapp.web.locale import time_zone
from quizapp.web.mark_words import mark_text
from quizapp.web.views.attempt_report import answer_text
from quizapp.web.views.gradebook import stage_name
from quizapp.web.views.parts import spoken_language

_ANSWER_HEADINGS = (
    _l("Name"),
    _l("Student number"),
    _l("Address"),
    _l("Attempt"),
    _l("No."),
    _l("Item"),
    _l("Topic"),
    _l("Type"),
    _l("Answer"),
    _l("Points"),
    _l("Maximum"),
    _l("Why"),
    _l("Changed since"),
    _l("Confidence (1 to 3)"),
    _l("Seconds"),
    _l("Answered"),
)


def grades_csv(
    book: Gradebook,
    shape: Shape,
    separator: Separator,
    questions: list[str],
    points: Mapping[int, Mapping[str, float]],
) -> str:
    """A line a learner; ``questions`` and ``points`` by attempt are of our own shape alone."""
    lines = [
        _grade_line(line, points)
        for line in book.lines
        if not line.has_left or line.grade is not None
    ]
    table = GradeTable(book.assignment.title, book.assignment.cohort.name, lines, questions)
    return gradebook_csv(table, shape, separator, headings=_headings(), zone=_zone())


def _grade_line(line: LearnerLine, points: Mapping[int, Mapping[str, float]]) -> GradeLine:
    counted = line.counted or (line.attempts[-1] if line.attempts else None)
    state = stage_name(line.stage)
    return GradeLine(
        name=line.called,
        email=line.email,
        number=line.number,
        state=f"{state}, {gettext('has left the cohort')}" if line.has_left else state,
        started_at=counted.started_at if counted else None,
        handed_in_at=line.handed_in_at,
        grade=line.grade,
        points=points.get(line.counted.id, {}) if line.counted else {},
    )


def answers_csv(book: Gradebook, given: Iterable[GivenAnswer], separator: Separator) -> str:
    """A line an answer, learner by learner in the order of the gradebook."""
    by_attempt: dict[int, list[GivenAnswer]] = {}
    for one in given:
        by_attempt.setdefault(one.attempt_id, []).append(one)
    rows: list[list[Cell]] = [[str(heading) for heading in _ANSWER_HEADINGS]]
    lang, zone = spoken_language(book.assignment.bank), _zone()
    for line in book.lines:
        for attempt in line.attempts:
            for one in by_attempt.get(attempt.id, ()):
                content, mark = one.content, one.mark
                options = tuple(content.options) if isinstance(content, OptionsItem) else ()
                rows.append(
                    [
                        line.called,
                        line.number,
                        line.email,
                        one.number,
                        one.position,
                        one.item_key,
                        words.topic_name(content.topic),
                        words.type_name(content.type),
                        answer_text(content, options, one.answer, lang),
                        mark.points,
                        mark.maximum,
                        mark_text(mark, {}),
                        gettext("yes") if one.is_changed else "",
                        one.confidence,
                        None if one.duration_ms is None else one.duration_ms / 1000,
                        f"{one.answered_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
                    ]
                )
    return csv_text(rows, separator)


def _headings() -> Headings:
    return Headings(
        name=gettext("Name"),
        number=gettext("Student number"),
        email=gettext("Address"),
        state=gettext("State"),
        started=gettext("Started"),
        handed_in=gettext("Handed in"),
        days_late=gettext("Days late"),
        points=gettext("Points"),
        maximum=gettext("Maximum"),
        percent=gettext("Percent"),
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(time_zone())
