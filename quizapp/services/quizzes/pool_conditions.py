"""What filters mean in the database: which items are easy, due, wrong or flagged to a learner.

A case is asked as a whole, and found by any of its questions: whoever flagged its third one finds
the case. It is unseen while none of them was met.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log

from sqlalchemy import ColumnElement, and_, bindparam, case, or_, select, union_all
from sqlalchemy.orm import aliased

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.learning.build import (
    CASE,
    EASY_FROM,
    MEDIUM_FROM,
    Difficulty,
    Filters,
    Mode,
    Status,
)
from quizapp.models import Attempt, AttemptItem, Item, ItemFlag, ItemParameters, MemoryState

# From so many answers on, they and not the author say how difficult an item is.
ANSWERS_THAT_TELL = 20

# Another question of the case that an item begins; an item that stands alone has none.
STEP = aliased(Item, name="step")
IS_STEP = and_(
    STEP.bank_id == Item.bank_id,
    STEP.case_key == Item.case_key,
    STEP.retired_at.is_(None),
)
# What a measure asked that goes on, and what was assigned and is not out: their marks are not to
# be read off the status of their items.
_ASKED = (
    select(AttemptItem.item_id)
    .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    .where(Attempt.user_id == bindparam("learner"))
)
KEPT_SECRET = union_all(
    _ASKED.where(Attempt.finished_at.is_(None), Attempt.mode == Mode.MEASURE),
    _ASKED.where(Attempt.withholds),
)
_STEP_STATE = aliased(MemoryState, name="step_state")
# Looked up once for a statement: asked anew for each item, it took seconds in a bank of 10,000.
_CASES = select(STEP.case_key).where(
    STEP.bank_id == bindparam("bank"), STEP.case_key.is_not(None), STEP.retired_at.is_(None)
)


def conditions_of(filters: Filters) -> list[ColumnElement[bool]]:
    """What an item that is asked, or begins a case, must fulfil; topics are left to the caller.

    They take the values ``learner``, ``bank`` and, for what is due, ``tomorrow``.
    """
    types = filters.types or (*sorted(QUIZ_TYPES), CASE)
    kinds: ColumnElement[bool] = and_(Item.case_key.is_(None), Item.type.in_(types))
    if CASE in types:
        kinds = or_(kinds, Item.case_position == 1)
    conditions = [kinds]
    if filters.difficulties:
        difficulty = _difficulty_conditions()
        conditions.append(or_(*(difficulty[word] for word in filters.difficulties)))
    if filters.statuses:
        status = _status_conditions()
        conditions.append(or_(*(status[word] for word in filters.statuses)))
    return conditions


def _difficulty_conditions() -> dict[str, ColumnElement[bool]]:
    """Where σ(−b) of enough answers, else the author's expected success, lies between bounds."""
    tells = ItemParameters.answers >= ANSWERS_THAT_TELL
    easy = case(
        (tells, ItemParameters.difficulty <= _difficulty_at(EASY_FROM)),
        else_=Item.author_success >= EASY_FROM,
    )
    hard = case(
        (tells, ItemParameters.difficulty > _difficulty_at(MEDIUM_FROM)),
        else_=Item.author_success < MEDIUM_FROM,
    )
    return {
        Difficulty.EASY: easy.is_(True),
        Difficulty.MEDIUM: and_(~easy.is_(True), ~hard.is_(True)),
        Difficulty.HARD: hard.is_(True),
    }


def _difficulty_at(success: float) -> float:
    """The difficulty b at which an average learner has this chance: σ(−b) = success."""
    return log((1.0 - success) / success)


def _status_conditions() -> dict[str, ColumnElement[bool]]:
    met = MemoryState.item_id.is_not(None)
    return {
        Status.UNSEEN: and_(~met, or_(Item.case_key.is_(None), ~_has_met_step())),
        Status.WRONG: _itself_or_a_step(_is_wrong),
        Status.FLAGGED: _is_flagged(),
        Status.DUE: _itself_or_a_step(_is_due),
    }


def _is_wrong(state: type[MemoryState]) -> ColumnElement[bool]:
    return and_(state.last_score < 1.0, state.item_id.not_in(KEPT_SECRET))


def _is_due(state: type[MemoryState]) -> ColumnElement[bool]:
    return and_(state.due_at < bindparam("tomorrow"), state.item_id.not_in(KEPT_SECRET))


def _itself_or_a_step(
    condition: Callable[[type[MemoryState]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    return or_(condition(MemoryState), _has_met_step(condition(_STEP_STATE)))


def _has_met_step(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the learner met a question of the case, and remembers it so."""
    met = (
        _CASES.join(_STEP_STATE, _STEP_STATE.item_id == STEP.id)
        .where(
            _STEP_STATE.user_id == bindparam("learner"),
            _STEP_STATE.bank_id == bindparam("bank"),
        )
        .where(*conditions)
    )
    return Item.case_key.in_(met)


def _is_flagged() -> ColumnElement[bool]:
    of_learner = ItemFlag.user_id == bindparam("learner")
    return or_(
        Item.id.in_(select(ItemFlag.item_id).where(of_learner)),
        Item.case_key.in_(_CASES.join(ItemFlag, ItemFlag.item_id == STEP.id).where(of_learner)),
    )
