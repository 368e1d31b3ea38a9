"""Why a card comes when it does: its memory, its history and its forgetting curve, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.learning.memory import Phase, retrievability
from quizapp.domain.learning.memory_state import DayRule
from quizapp.models import Bank
from quizapp.services.deck.card_story import CardStory, StoryLine
from quizapp.services.learners import Learner
from quizapp.web.charts import WIDTH
from quizapp.web.locale import moment, short_day
from quizapp.web.views.parts import Prompt, prompt_of, spoken_language
from quizapp.web.words import points

HISTORY_LINES = 10
_HEIGHT, _TOP, _BOTTOM, _LEFT = 150.0, 10.0, 24.0, 40.0
_STEPS = 40
_TABLE_ROWS = 6


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A line of the history, in words."""

    when: str
    what: str
    recall: float | None
    then: str


@dataclass(frozen=True, slots=True)
class CurveDay:
    """A day of the forgetting curve: its recall, 0 to 1, and where it is drawn."""

    label: str
    recall: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ForgettingCurve:
    """The curve since the last retrieval: an area, the day of today, and days for the table."""

    width: float
    height: float
    left: float
    baseline: float
    area: str
    today: CurveDay
    ticks: tuple[tuple[int, float], ...]
    days: tuple[CurveDay, ...]


@dataclass(frozen=True, slots=True)
class WhyPage:
    """The whole page; ``earlier`` lines of the history are left out."""

    story: CardStory
    prompt: Prompt
    reasons: tuple[str, ...]
    rows: tuple[HistoryRow, ...]
    earlier: int
    curve: ForgettingCurve | None


def why_page(story: CardStory, bank: Bank, learner: Learner) -> WhyPage:
    """Put the story of a card into words."""
    content, lang = story.card.content, spoken_language(bank)
    shown = story.lines[:HISTORY_LINES]
    return WhyPage(
        story=story,
        prompt=prompt_of(content, story.card.options, lang),
        reasons=tuple(_reasons(story, learner)),
        rows=tuple(_row(line) for line in shown),
        earlier=len(story.lines) - len(shown),
        curve=_curve(story, learner) if story.memory else None,
    )


def _reasons(story: CardStory, learner: Learner) -> list[str]:
    """Whether the card is asked today, and what decided so."""
    reasons = []
    if story.marks.suspended:
        reasons.append(gettext("You suspended it: it is not asked until you take it up again."))
    elif story.marks.buried:
        reasons.append(
            gettext(
                "It rests until tomorrow: you put it off, or have just seen its fact elsewhere."
            )
        )
    memory, rule = story.memory, story.rule
    if memory is None or rule is None:
        reasons.append(
            gettext("You have not met it yet: it comes as a new card, in the order of the bank.")
        )
        return reasons
    if memory.phase is not Phase.REVIEW:
        reasons.append(gettext("It is being learnt in steps of minutes."))
    elif learner.today(memory.due_at) <= story.today:
        reasons.append(gettext("It has been due since %(when)s.", when=moment(memory.due_at)))
    else:
        reasons.append(gettext("It is due on %(when)s.", when=moment(memory.due_at)))
    reasons.append(_rule_text(rule, story))
    return reasons


_RULES = {
    DayRule.STEPS: _l("A new or forgotten card comes back after a few minutes first."),
    DayRule.INTERVAL: _l(
        "The day was set where your recall is expected to fall to %(wanted)s%%, or near it, on a "
        "day that is not too full."
    ),
    DayRule.EXAM_TOP_UP: _l("The day was set in the last days before your exam, to top it up."),
    DayRule.AFTER_EXAM: _l("You will know it on the day of your exam: it comes back after it."),
    DayRule.AFTER_READING: _l(
        "You had just read the text: that is no proof, so it comes back the next day."
    ),
    DayRule.KEPT: _l("Your last answer in a quiz was no proof that you knew it: its day stayed."),
    DayRule.RESCHEDULED: _l("You moved it to this day yourself."),
}


def _rule_text(rule: DayRule, story: CardStory) -> str:
    return str(_RULES[rule]) % {"wanted": round((story.wanted or 0.0) * 100)}


def _row(line: StoryLine) -> HistoryRow:
    return HistoryRow(moment(line.at), _what(line), line.recall, _then(line))


def _what(line: StoryLine) -> str:
    if line.kind is None:
        return str(gettext("Moved to another day"))
    if line.grade is not None:
        names = (gettext("Again"), gettext("Hard"), gettext("Good"), gettext("Easy"))
        return str(gettext("Card: %(grade)s", grade=names[line.grade - 1]))
    return str(gettext("Quiz: %(score)s of 1", score=points(line.score or 0.0)))


def _then(line: StoryLine) -> str:
    if line.interval is None:
        return moment(line.due_at)
    days = ngettext("%(num)s day", "%(num)s days", line.interval)
    return f"{days}, {moment(line.due_at)}"


def _curve(story: CardStory, learner: Learner) -> ForgettingCurve | None:
    memory = story.memory
    if memory is None:
        return None
    elapsed = max(0, (story.today - memory.last_day).days)
    until_due = max(0, (learner.today(memory.due_at) - memory.last_day).days)
    length = max(7, elapsed + 1, round(until_due * 1.5))
    baseline = _HEIGHT - _BOTTOM

    def on(days: int) -> CurveDay:
        day = memory.last_day + timedelta(days=days)
        recall = retrievability(memory, day)
        x = _LEFT + days / length * (WIDTH - _LEFT)
        return CurveDay(short_day(day), recall, x, baseline - recall * (baseline - _TOP))

    drawn = [on(days) for days in sorted({round(n * length / _STEPS) for n in range(_STEPS + 1)})]
    line = " ".join(f"{point.x:.1f},{point.y:.1f}" for point in drawn)
    table = sorted(
        {0, elapsed, until_due, *(round(n * length / _TABLE_ROWS) for n in range(_TABLE_ROWS + 1))}
    )
    return ForgettingCurve(
        width=WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        baseline=baseline,
        area=f"M{_LEFT:.1f},{baseline:.1f} L{line} L{WIDTH:.1f},{baseline:.1f} Z",
        today=on(elapsed),
        ticks=tuple((n, baseline - n / 100 * (baseline - _TOP)) for n in (0, 50, 100)),
        days=tuple(on(days) for days in table),
    )
