"""The result of an attempt, put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from flask_babel import gettext, ngettext

from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.confidence_calibration import LevelReport
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.measure import PRECISION
from quizapp.services.quizzes.measuring import MeasureResult
from quizapp.services.quizzes.quiz_result import Result, ResultLine, Score, Times
from quizapp.web import build_words, charts, words
from quizapp.web.change_words import change_text
from quizapp.web.mark_words import mark_text
from quizapp.web.result_words import decimal, ending_text, percent, time_text
from quizapp.web.views.own_grade import grade_facts
from quizapp.web.views.parts import option_lines, spoken_language


@dataclass(frozen=True, slots=True)
class LineView:
    """A question of the result: ``kind`` is right, partly or wrong, "" for one that counts no more.

    The rest is text; ``changes`` of its mark are (what happened, the reason as it was written).
    """

    position: int
    stem: str
    kind: str
    points: str
    why: str
    time: str
    confidence: str
    confident_error: bool
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Questions that follow each other: those of one case, with its title, or others."""

    case: str | None
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of confidence: how it went, and the level that would have paid best."""

    name: str
    right: str
    points: str
    best: str


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure: its band as a plot, and the figures behind it."""

    chart: charts.IntervalChart
    description: str
    meaning: str
    warning: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """All that the page of a result says. ``lang`` is that of the bank's content."""

    result: Result
    lang: Language
    headline: str
    mode: str
    facts: tuple[str, ...]
    measure: MeasureView | None
    groups: tuple[LineGroup, ...]
    mistakes: tuple[LineView, ...]
    levels: tuple[LevelRow, ...]
    confidence_points: str


def result_page(result: Result) -> ResultPage:
    """Put a result into words."""
    lang = spoken_language(result.bank)
    views = {line.position: _line(line, lang) for line in result.lines}
    marked = result.confidence
    return ResultPage(
        result=result,
        lang=lang,
        headline=_headline(result),
        mode=build_words.mode_name(result.attempt.mode),
        facts=tuple(filter(None, _facts(result))),
        measure=_measure(result.measure) if result.measure else None,
        groups=tuple(
            LineGroup(
                lines[0].content.case.title[lang] if lines[0].content.case else None,
                tuple(views[line.position] for line in lines),
            )
            for lines in _runs(result.lines)
        ),
        mistakes=tuple(views[line.position] for line in result.mistakes),
        levels=tuple(_level(level) for level in marked.levels if level.answers),
        confidence_points=(
            # Two totals by one scheme, of all questions and of some, would only puzzle.
            ""
            if result.attempt.convention == Convention.CONFIDENCE
            else score_text(Score(marked.points, marked.maximum))
        ),
    )


def score_text(score: Score) -> str:
    """«8.5 of 12»."""
    return str(
        gettext(
            "%(points)s of %(maximum)s",
            points=words.points(score.points),
            maximum=words.points(score.maximum),
        )
    )


def _headline(result: Result) -> str:
    if result.measure is None:
        score = result.score
        return str(
            gettext(
                "%(points)s of %(maximum)s points",
                points=words.points(score.points),
                maximum=words.points(score.maximum),
            )
        )
    share = result.measure.measure.share
    values = {
        "share": percent(share.expected),
        "low": percent(share.low_90),
        "high": percent(share.high_90),
    }
    if result.measure.topics:
        return str(gettext("%(share)s of these topics, between %(low)s and %(high)s", **values))
    return str(gettext("%(share)s of the bank, between %(low)s and %(high)s", **values))


def _facts(result: Result) -> list[str]:
    """Sentences on how the attempt went, the empty ones to be left out."""
    attempt = result.attempt
    facts = [ending_text(attempt.mode, attempt.ending)]
    facts += grade_facts(result.grade, sum(bool(line.changes) for line in result.lines))
    if attempt.mode == Mode.EXAM:
        facts += [_exam_time(result), _unanswered(result)]
        facts.append(
            gettext(
                "Marking: %(convention)s. %(rule)s",
                convention=build_words.convention_name(attempt.convention),
                rule=build_words.convention_note(attempt.convention),
            )
        )
    if attempt.mode == Mode.MEASURE and result.measure and result.measure.topics:
        topics = ", ".join(words.topic_name(topic) for topic in result.measure.topics)
        facts.append(gettext("Topics: %(topics)s.", topics=topics))
    facts.append(_times(result.times, len(result.lines)))
    return facts


def _exam_time(result: Result) -> str:
    attempt = result.attempt
    if attempt.finished_at is None:
        return ""
    taken = time_text(attempt.finished_at - attempt.started_at)
    if attempt.deadline_at is None:
        return str(gettext("It took you %(time)s, without a time limit.", time=taken))
    limit = time_text(attempt.deadline_at - attempt.started_at)
    return str(gettext("It took you %(time)s of %(limit)s.", time=taken, limit=limit))


def _unanswered(result: Result) -> str:
    if not result.unanswered:
        return str(gettext("No question was left unanswered."))
    return str(
        ngettext(
            "%(num)s question was left unanswered.",
            "%(num)s questions were left unanswered.",
            result.unanswered,
        )
    )


def _times(times: Times, questions: int) -> str:
    if times.median is None:
        if not questions:
            return ""
        return str(gettext("How long each question took is unknown: that needs JavaScript."))
    said = gettext(
        "Time on the questions: %(total)s in all, %(median)s as the median.",
        total=_milliseconds(times.total),
        median=_milliseconds(times.median),
    )
    unknown = questions - times.known
    if not unknown:
        return str(said)
    missing = ngettext(
        "It is unknown for %(num)s question.", "It is unknown for %(num)s questions.", unknown
    )
    return f"{said} {missing}"


def _milliseconds(duration: float) -> str:
    return time_text(timedelta(milliseconds=duration))


def _measure(found: MeasureResult) -> MeasureView:
    measure = found.measure
    share = measure.share
    label = gettext("These topics") if found.topics else gettext("Whole bank")
    wide = measure.standard_error > PRECISION
    return MeasureView(
        chart=charts.interval_chart(
            [charts.Estimate(label, share.expected, share.low_90, share.high_90, measure.n)],
            enough_from=0,
        ),
        description=gettext(
            "%(share)s, between %(low)s and %(high)s.",
            share=percent(share.expected),
            low=percent(share.low_90),
            high=percent(share.high_90),
        ),
        meaning=gettext(
            "This is the share of the questions that you would be expected to get right today, "
            "guesses included. The band says how sure that is: nine times in ten the true share "
            "lies inside it, once in ten outside."
        ),
        warning=gettext(
            "The band is wide: the measure ended before it was as precise as it aims to be. Take "
            "the figure as a first idea, no more."
        )
        if wide
        else "",
        figures=(
            (gettext("Ability θ, in logits"), decimal(measure.theta)),
            (gettext("Its standard error"), decimal(measure.standard_error)),
            (
                gettext("%(level)s interval", level=percent(0.95)),
                f"{percent(share.low_95)} – {percent(share.high_95)}",
            ),
            (gettext("Answers it rests on"), str(measure.n)),
        ),
    )


def _runs(lines: list[ResultLine]) -> list[list[ResultLine]]:
    """The lines, cut where a case begins or ends."""
    cases = groupby(lines, key=lambda line: line.content.case and line.content.case.id)
    return [list(run) for _, run in cases]


def _line(line: ResultLine, lang: Language) -> LineView:
    mark, response = line.mark, line.response
    shown = option_lines(line.content, line.question.options, lang)
    if line.withheld:
        why = gettext("Part of an exam you have not handed in: explained once that is over.")
    else:
        why = mark_text(mark, {option.id: option.letter for option in shown})
    spent = response.duration_ms
    return LineView(
        position=line.position,
        stem=line.content.prompt[lang],
        kind=_kind(line),
        points=words.points(mark.points) if line.counts else "",
        why=why,
        time="" if spent is None else _milliseconds(spent),
        confidence=words.confidence_level(response.confidence) if response.confidence else "",
        confident_error=line.is_confident_error,
        changes=tuple((change_text(change), change.reason) for change in line.changes),
    )


def _kind(line: ResultLine) -> str:
    if not line.counts:
        return ""
    credit = line.mark.credit
    return "right" if credit == 1 else "partly" if credit > 0 else "wrong"


def _level(level: LevelReport) -> LevelRow:
    best = level.best_level
    return LevelRow(
        name=words.confidence_level(level.level),
        right=gettext("%(right)s of %(answers)s right", right=level.right, answers=level.answers),
        points=words.points(level.points),
        best=words.confidence_level(best) if best else "",
    )
