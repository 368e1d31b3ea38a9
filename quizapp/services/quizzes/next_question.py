"""The next question of a practice or a measure, chosen after each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import Ending, Mode
from quizapp.domain.learning.measure import (
    MAX_ITEMS,
    MeasureChoice,
    choose_measure,
    stop_reason,
)
from quizapp.domain.learning.selection import (
    Candidate,
    Choice,
    ChoiceReason,
    choose_practice,
    success_of,
)
from quizapp.domain.learning.timer import Timer
from quizapp.models import Attempt, AttemptItem, Item
from quizapp.services.learners import Learner
from quizapp.services.quizzes.attempts import ability_of, filters_of, placed
from quizapp.services.quizzes.measuring import measure_so_far
from quizapp.services.quizzes.pool import Pool, case_steps, draw_pool, these_items
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.teaching.corrections import Corrections, corrections_of

_ASKED = (
    select(AttemptItem.item_id, Item.topic, Item.case_key, Item.case_position)
    .join(Item, Item.id == AttemptItem.item_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.position)
)


def place_next(
    session: Session, learner: Learner, attempt: Attempt, *, now: datetime
) -> Ending | None:
    """Place the attempt's next question; where there is none, why the attempt is over."""
    asked = session.connection().execute(_ASKED, {"attempt": attempt.id}).all()
    if attempt.paper is not None:
        return _paper_goes_on(session, learner, attempt, asked, now)
    if attempt.mode == Mode.MEASURE:
        return _measure_on(session, learner, attempt, asked, now)
    if len(asked) == attempt.length:
        return Ending.LENGTH
    if _case_goes_on(session, learner, attempt, asked, now):
        return None
    return _practise_on(session, learner, attempt, asked, now)


def _paper_goes_on(
    session: Session, learner: Learner, attempt: Attempt, asked: Sequence[Any], now: datetime
) -> Ending | None:
    """Place the next question of an assigned paper; one that an exam keeps back is passed over."""
    left_out = {row.item_id for row in asked} | items_withheld(session, learner.id, now)
    waiting = [item_id for item_id in attempt.paper or () if item_id not in left_out]
    corrections = corrections_of(session, attempt.assignment_id)
    pool = _corrected(these_items(session, waiting[:1]), corrections)
    if not pool.candidates:
        return Ending.LENGTH
    [candidate] = pool.candidates
    able = ability_of(session, learner.id, attempt.bank_id)
    choice = Choice(candidate.item_id, ChoiceReason.PAPER, success_of(candidate, able))
    _place(session, attempt, len(asked) + 1, pool, choice)
    return None


def _case_goes_on(
    session: Session, learner: Learner, attempt: Attempt, asked: Sequence[Any], now: datetime
) -> bool:
    """Place the next question of the case that was begun; whether there is one.

    A question that was retired meanwhile, or that an exam keeps back, is passed over.
    """
    if not asked or asked[-1].case_key is None:
        return False
    last = asked[-1]
    left_out = {row.item_id for row in asked} | items_withheld(session, learner.id, now)
    steps = case_steps(session, attempt.bank_id, last.case_key, after=last.case_position)
    step = next((one for one in steps.candidates if one.item_id not in left_out), None)
    if step is None:
        return False
    able = ability_of(session, learner.id, attempt.bank_id)
    choice = Choice(step.item_id, ChoiceReason.CASE, success_of(step, able))
    _place(session, attempt, len(asked) + 1, steps, choice)
    return True


def _practise_on(
    session: Session, learner: Learner, attempt: Attempt, asked: Sequence[Any], now: datetime
) -> Ending | None:
    rng = Random(f"{attempt.id}:{len(asked) + 1}")
    pool = _pool(session, learner, attempt, asked, now=now, rng=rng)
    choice = choose_practice(
        _fitting(pool.candidates, attempt.length - len(asked)),
        ability_of(session, learner.id, attempt.bank_id),
        topics=tuple(attempt.topics),
        asked_topics=tuple(row.topic for row in asked),
        rng=rng,
        today=learner.today(now),
    )
    if choice is None:
        return Ending.EXHAUSTED
    _place(session, attempt, len(asked) + 1, pool, choice)
    return None


def _fitting(candidates: Sequence[Candidate], room: int) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.size <= room]


def _measure_on(
    session: Session, learner: Learner, attempt: Attempt, asked: Sequence[Any], now: datetime
) -> Ending | None:
    measure = measure_so_far(session, attempt.id)
    stop = stop_reason(
        measure,
        longest=min(attempt.length, MAX_ITEMS),
        out_of_time=Timer(attempt.started_at, attempt.deadline_at).is_over(now),
    )
    if stop is not None:
        return Ending(stop)
    rng = Random(f"{attempt.id}:{len(asked) + 1}")
    pool = _pool(session, learner, attempt, asked, now=now, rng=rng)
    choice = choose_measure(
        pool.candidates,
        measure,
        topics=tuple(attempt.topics),
        asked_topics=tuple(row.topic for row in asked),
        rng=rng,
    )
    if choice is None:
        return Ending.EXHAUSTED
    _place(session, attempt, len(asked) + 1, pool, choice)
    return None


def _pool(
    session: Session,
    learner: Learner,
    attempt: Attempt,
    asked: Sequence[Any],
    *,
    now: datetime,
    rng: Random,
) -> Pool:
    filters = filters_of(attempt)
    corrections = corrections_of(session, attempt.assignment_id)
    asked_items = {row.item_id for row in asked}
    pool = draw_pool(
        session,
        learner=learner,
        bank_id=attempt.bank_id,
        filters=filters.for_measure() if attempt.mode == Mode.MEASURE else filters,
        excluded=asked_items | items_withheld(session, learner.id, now) | corrections.dropped,
        now=now,
        rng=rng,
    )
    return _corrected(pool, corrections)


def _corrected(pool: Pool, corrections: Corrections) -> Pool:
    """The same questions by the keys that hold in the assignment."""
    return replace(pool, revisions={**pool.revisions, **corrections.revisions})


def _place(
    session: Session, attempt: Attempt, position: int, pool: Pool, choice: Choice | MeasureChoice
) -> None:
    chosen = next(one for one in pool.candidates if one.item_id == choice.item_id)
    session.add(
        placed(
            attempt,
            position,
            chosen,
            revision_id=pool.revisions[choice.item_id],
            reason=choice.reason,
            expected_success=choice.expected_success,
        )
    )
