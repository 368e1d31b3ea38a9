"""One attempt as its instructor sees it, put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import Option
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.answers import Answer, TypedText
from quizapp.services.teaching.current_marks import MarkChange
from quizapp.services.teaching.responses import AttemptReport, ResponseLine
from quizapp.web import words
from quizapp.web.change_words import change_text, score_text
from quizapp.web.locale import moment
from quizapp.web.mark_words import mark_text
from quizapp.web.result_words import percent, time_text
from quizapp.web.views.gradebook import grade_text, late_text
from quizapp.web.views.parts import option_lines, spoken_language


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of a mark: what happened, by whom and when, and the reason as it was written."""

    said: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class LineView:
    """A question: ``kind`` is right, partly or wrong, "" without a mark that counts."""

    position: int
    item_id: int
    stem: str
    answer: str
    kind: str
    points: str
    facts: tuple[str, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the page of an attempt says. ``lang`` is that of the bank's content."""

    report: AttemptReport
    lang: Language
    headline: str
    facts: tuple[str, ...]
    lines: tuple[LineView, ...]


def report_page(report: AttemptReport) -> ReportPage:
    """Put an attempt into words."""
    lang = spoken_language(report.assignment.bank)
    return ReportPage(
        report=report,
        lang=lang,
        headline=_headline(report),
        facts=tuple(_facts(report)),
        lines=tuple(_line(line, report, lang) for line in report.lines),
    )


def answer_text(
    content: ItemContent, options: tuple[Option, ...], answer: Answer, lang: Language
) -> str:
    """An answer in one line: the options ticked, or what was typed; empty where it is blank."""
    if isinstance(answer, TypedText):
        return answer.text.strip()
    shown = option_lines(content, options, lang)
    return "; ".join(option.text for option in shown if option.id in answer.ids)


def _headline(report: AttemptReport) -> str:
    sitting = report.attempt.sitting
    if sitting.points is None or sitting.maximum is None:
        return str(gettext("In progress"))
    return str(
        gettext(
            "%(points)s of %(maximum)s points",
            points=words.points(sitting.points),
            maximum=words.points(sitting.maximum),
        )
    )


def _facts(report: AttemptReport) -> list[str]:
    """Sentences on how the attempt went, and on what counts."""
    attempt, grade = report.attempt, report.learner.grade
    facts = [gettext("Started %(when)s.", when=moment(attempt.started_at))]
    if attempt.finished_at is not None:
        taken = time_text(attempt.finished_at - attempt.started_at)
        over = moment(attempt.finished_at)
        facts.append(
            gettext("Ended when the time was up, %(when)s, after %(time)s.", when=over, time=taken)
            if report.ending == "time"
            else gettext("Handed in %(when)s, after %(time)s.", when=over, time=taken)
        )
    if grade is not None and grade.share is not None:
        score = f"{percent(grade.share)} ({grade_text(grade)})"
        facts.append(gettext("What counts for this learner: %(score)s.", score=score))
        facts.append(late_text(grade))
    return [str(fact) for fact in facts if fact]


def _line(line: ResponseLine, report: AttemptReport, lang: Language) -> LineView:
    question, mark, response = line.question, line.mark, line.question.response
    facts, kind, points, given = [], "", "", ""
    if mark is not None and response is not None and question.answer is not None:
        shown = option_lines(question.content, question.options, lang)
        given = answer_text(question.content, question.options, question.answer, lang)
        facts.append(mark_text(mark, {option.id: option.letter for option in shown}))
        if response.duration_ms is not None:
            facts.append(time_text(timedelta(milliseconds=response.duration_ms)))
        if response.confidence:
            facts.append(words.confidence_level(response.confidence))
        if mark.maximum:
            kind = "right" if mark.credit == 1 else "partly" if mark.credit > 0 else "wrong"
            points = score_text(mark.points, mark.maximum)
    return LineView(
        position=question.place.position,
        item_id=question.place.item_id,
        stem=question.content.prompt[lang],
        answer=given,
        kind=kind,
        points=points,
        facts=tuple(facts),
        changes=tuple(_change(change, report) for change in line.changes),
    )


def _change(change: MarkChange, report: AttemptReport) -> ChangeView:
    by = report.people.get(change.changed_by or 0) or gettext("somebody whose account is gone")
    return ChangeView(
        said=change_text(change),
        by=gettext("%(who)s, %(when)s", who=by, when=moment(change.changed_at)),
        reason=change.reason,
    )
