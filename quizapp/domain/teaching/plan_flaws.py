"""What is wrong with a plan before anybody sits it: what cannot be, or would surprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quizapp.domain.learning.measure import MIN_ITEMS
from quizapp.domain.teaching.assignment import LONGEST, Late, PaperKind, Plan, Reveal


class Flaw(StrEnum):
    """One thing that is wrong."""

    NO_ITEM = "no_item"
    TOO_MANY = "too_many"
    DRAWS_TOO_MANY = "draws_too_many"
    TOO_FEW_TO_MEASURE = "too_few_to_measure"
    CLOSES_BEFORE_IT_OPENS = "closes_before_it_opens"
    CLOSED_ALREADY = "closed_already"
    NEVER_CLOSES = "never_closes"
    LATE_WITHOUT_CLOSING = "late_without_closing"


@dataclass(frozen=True, slots=True)
class Stock:
    """What a bank has to ask: questions by topic, and those by topic that can measure."""

    questions: Mapping[str, int]
    measuring: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A flaw, the topic that it is about ("" for none), and how many there are or may be."""

    flaw: Flaw
    topic: str = ""
    number: int = 0


def flaws(plan: Plan, stock: Stock) -> list[Found]:
    """All that is wrong with a settled plan; its dates may lie in the past."""
    return [*_paper_flaws(plan, stock), *date_flaws(plan)]


def closed_already(plan: Plan, now: datetime) -> bool:
    """Whether nobody could sit it any more from its first moment on."""
    return plan.closes_at is not None and plan.closes_at <= now and plan.late is Late.REFUSE


def _paper_flaws(plan: Plan, stock: Stock) -> Sequence[Found]:
    if plan.paper is PaperKind.ADAPTIVE:
        topics = plan.topics or tuple(stock.measuring)
        fit = sum(stock.measuring.get(topic, 0) for topic in topics)
        return [Found(Flaw.TOO_FEW_TO_MEASURE, number=fit)] if fit < MIN_ITEMS else []
    if not plan.length:
        return [Found(Flaw.NO_ITEM)]
    found = [
        Found(Flaw.DRAWS_TOO_MANY, topic, stock.questions.get(topic, 0))
        for topic, number in plan.draw.items()
        if number > stock.questions.get(topic, 0)
    ]
    if plan.length > LONGEST:
        found.append(Found(Flaw.TOO_MANY, number=plan.length))
    return found


def date_flaws(plan: Plan) -> list[Found]:
    """What is wrong with the dates, and with what depends on them."""
    found = []
    if plan.opens_at and plan.closes_at and plan.closes_at <= plan.opens_at:
        found.append(Found(Flaw.CLOSES_BEFORE_IT_OPENS))
    if plan.late is Late.ACCEPT and plan.closes_at is None:
        found.append(Found(Flaw.LATE_WITHOUT_CLOSING))
    elif plan.reveal is Reveal.CLOSED and plan.closes_at is None:
        found.append(Found(Flaw.NEVER_CLOSES))
    return found
