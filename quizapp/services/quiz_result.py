"""Looking back on attempts: the one left open, and the result of one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.errors import NotFoundError
from quizapp.models import Attempt, Bank, ItemRevision, Response
from quizapp.services.catalogue import item_content


def unfinished_attempt(session: Session, learner_id: int) -> tuple[Attempt, Bank] | None:
    """The learner's latest attempt that still has a question open."""
    row = session.execute(
        select(Attempt, Bank)
        .join(Bank, Bank.id == Attempt.bank_id)
        .where(Attempt.user_id == learner_id, Attempt.finished_at.is_(None))
        .order_by(Attempt.started_at.desc())
        .limit(1)
    ).one_or_none()
    return row._tuple() if row else None


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One answered question on the result page."""

    position: int
    content: ItemContent
    points: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Result:
    """An attempt summed up, finished or left half-way."""

    attempt: Attempt
    bank: Bank
    lines: list[ResultLine]

    @property
    def points(self) -> float:
        return sum(line.points for line in self.lines)

    @property
    def maximum(self) -> float:
        return sum(line.maximum for line in self.lines)

    @property
    def by_topic(self) -> dict[str, tuple[float, float]]:
        """Points and maximum of each topic that was asked, in the order of the topics."""
        sums: dict[str, tuple[float, float]] = {}
        for topic in Topic:
            lines = [line for line in self.lines if line.content.topic == topic]
            if lines:
                sums[topic] = (
                    sum(line.points for line in lines),
                    sum(line.maximum for line in lines),
                )
        return sums

    @property
    def mistakes(self) -> list[ResultLine]:
        return [line for line in self.lines if line.points < line.maximum]


def attempt_result(session: Session, *, learner_id: int, attempt_id: int) -> Result:
    """The result of the learner's own attempt.

    Raises:
        NotFoundError: there is no such attempt of theirs.
    """
    found = session.execute(
        select(Attempt, Bank)
        .join(Bank, Bank.id == Attempt.bank_id)
        .where(Attempt.id == attempt_id, Attempt.user_id == learner_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"no attempt {attempt_id}")
    attempt, bank = found
    rows = session.execute(
        select(
            Response.position,
            Response.revision_id,
            ItemRevision.digest,
            Response.points,
            Response.maximum,
        )
        .join(ItemRevision, ItemRevision.id == Response.revision_id)
        .where(Response.attempt_id == attempt.id)
        .order_by(Response.position)
    )
    lines = [
        ResultLine(
            position,
            item_content(session, revision_id=revision_id, digest=digest),
            points,
            maximum,
        )
        for position, revision_id, digest, points, maximum in rows
    ]
    return Result(attempt, bank, lines)
