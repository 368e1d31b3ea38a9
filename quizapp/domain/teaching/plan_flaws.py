"""What is wrong with a plan before anybody sits it: what cannot be, or would surprise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random

from quizapp.domain.learning.ability import ItemParameters
from quizapp.domain.learning.measure import MIN_ITEMS
from quizapp.domain.learning.paper import compose_paper
from quizapp.domain.learning.selection import Candidate
from quizapp.domain.teaching.assignment import LONGEST, Late, PaperKind, Plan, Reveal

_TRIES = 30


class Flaw(StrEnum):
    """One thing that is wrong."""

    NO_ITEM = "no_item"
    TOO_MANY = "too_many"
    DRAWS_TOO_MANY = "draws_too_many"
    CASES_DO_NOT_FIT = "cases_do_not_fit"
    TOO_FEW_TO_MEASURE = "too_few_to_measure"
    CLOSES_BEFORE_IT_OPENS = "closes_before_it_opens"
    CLOSED_ALREADY = "closed_already"
    NEVER_CLOSES = "never_closes"
    LATE_WITHOUT_CLOSING = "late_without_closing"


@dataclass(frozen=True, slots=True)
class Stock:
    """What a bank has to ask: questions by topic, and those by topic that can measure.

    ``blocks`` are by topic how many questions are drawn as one: 1, or those of a case.
    """

    questions: Mapping[str, int]
    measuring: Mapping[str, int]
    blocks: Mapping[str, Sequence[int]] = field(default_factory=dict)


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


def surely_drawn(sizes: Sequence[int], number: int) -> int:
    """How many of ``number`` questions every learner gets of a topic; ``sizes`` as in `Stock`.

    Cases are drawn whole, in an order of chance, and may leave places that none fits. Where single
    questions are as many as are drawn, they fill any; else some tries show it.
    """
    if sizes.count(1) >= number:
        return number
    candidates = [
        Candidate(place, "", ItemParameters(0.0, 1.0), 0.0, None, None, size)
        for place, size in enumerate(sizes)
    ]
    drawn = (
        compose_paper(candidates, topics=[""], length=number, rng=Random(seed))
        for seed in range(_TRIES)
    )
    return min(sum(one.size for one in paper) for paper in drawn)


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
    for topic, number in plan.draw.items():
        if topic in stock.blocks and number <= stock.questions.get(topic, 0):
            sure = surely_drawn(stock.blocks[topic], number)
            if sure < number:
                found.append(Found(Flaw.CASES_DO_NOT_FIT, topic, sure))
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
