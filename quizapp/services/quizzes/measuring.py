"""Reading a measure from the answers of its attempt: while it goes on, and its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import MEASURE_TYPES
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.learning.ability import ItemParameters
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.measure import Evidence, Measure, estimate
from quizapp.models import Attempt, AttemptItem, Item, Response
from quizapp.models import ItemParameters as ItemParametersRow
from quizapp.services.teaching.current_marks import CurrentMark, current_marks

_EVIDENCE = (
    select(AttemptItem.parameters, Response.credit, Item.topic, Response.id)
    .join(
        Response,
        (Response.attempt_id == AttemptItem.attempt_id)
        & (Response.position == AttemptItem.position),
    )
    .join(Item, Item.id == AttemptItem.item_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.position)
)


def measure_so_far(session: Session, attempt_id: int) -> Measure:
    """The estimate from an attempt's answers, by the parameters that they were asked with."""
    return estimate(_evidence(session, attempt_id))


def _evidence(
    session: Session, attempt_id: int, changed: Mapping[int, CurrentMark] | None = None
) -> list[Evidence]:
    """The answers of an attempt, by the marks in force where some were changed."""
    changed = changed or {}
    return [
        Evidence(
            ItemParameters.from_json(parameters["item"]),
            parameters["guessing"],
            changed[response_id].mark.credit if response_id in changed else credit,
            topic,
        )
        for parameters, credit, topic, response_id in session.connection().execute(
            _EVIDENCE, {"attempt": attempt_id}
        )
        if response_id not in changed or not changed[response_id].is_dropped
    ]


# The share of a very large bank is that of so many of its items, drawn at random. It is then true
# to about one per cent, where the band of a measure is twenty wide.
MOST_ITEMS = 1_000
LAST_MEASURES = 5

_MEASURABLE = (
    select(
        Item.topic,
        Item.guessing,
        ItemParametersRow.difficulty,
        ItemParametersRow.variance,
        ItemParametersRow.discrimination,
        ItemParametersRow.answers,
    )
    .join(ItemParametersRow, ItemParametersRow.item_id == Item.id)
    .where(
        Item.bank_id == bindparam("bank"),
        Item.retired_at.is_(None),
        Item.case_key.is_(None),
        Item.type.in_(sorted(MEASURE_TYPES)),
    )
    .order_by(Item.sample_key)
    .limit(bindparam("most"))
)
_LAST = (
    select(Attempt)
    .where(
        Attempt.user_id == bindparam("learner"),
        Attempt.bank_id == bindparam("bank"),
        Attempt.mode == Mode.MEASURE,
        Attempt.finished_at.is_not(None),
    )
    .order_by(Attempt.started_at.desc())
    .limit(LAST_MEASURES)
)


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """A finished measure; its share is that of the bank's measurable items as they are now.

    A measure of some topics says nothing of the others: its share leaves them out.
    """

    attempt: Attempt
    measure: Measure

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it was about; empty where it was about all."""
        return () if set(Topic) <= set(self.attempt.topics) else tuple(self.attempt.topics)


def measure_result(session: Session, attempt: Attempt) -> MeasureResult:
    """The result of a finished measure."""
    return _result(session, attempt, _measurable(session, attempt.bank_id))


def last_measures(session: Session, *, learner_id: int, bank_id: int) -> list[MeasureResult]:
    """The learner's last finished measures of a bank, the newest first."""
    values = {"learner": learner_id, "bank": bank_id}
    attempts = list(session.scalars(_LAST, values))
    items = _measurable(session, bank_id) if attempts else []
    return [_result(session, attempt, items) for attempt in attempts]


def _result(
    session: Session, attempt: Attempt, items: Sequence[tuple[str, ItemParameters, float]]
) -> MeasureResult:
    topics = set(attempt.topics)
    bank = [(parameters, guessing) for topic, parameters, guessing in items if topic in topics]
    changed = {} if attempt.assignment_id is None else current_marks(session, [attempt.id])
    return MeasureResult(attempt, estimate(_evidence(session, attempt.id, changed), bank=bank))


def _measurable(session: Session, bank_id: int) -> list[tuple[str, ItemParameters, float]]:
    return [
        (
            row.topic,
            ItemParameters(row.difficulty, row.variance, row.discrimination, row.answers),
            row.guessing,
        )
        for row in session.connection().execute(_MEASURABLE, {"bank": bank_id, "most": MOST_ITEMS})
    ]
