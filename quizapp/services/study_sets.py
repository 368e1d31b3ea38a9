"""Studying what a search finds: now, each card once, whatever is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.services.learners import Learner


class Order(StrEnum):
    """Which of the cards found comes first."""

    DUE = "due"
    RECALL = "recall"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class StudySet:
    """The cards that a search finds and that were not graded since ``since``, in order."""

    query: str
    total: int
    left: tuple[int, ...]
    withheld: int = 0

    @property
    def done(self) -> int:
        return self.total - len(self.left) - self.withheld


def find_set(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    query: str,
    since: datetime,
    order: Order,
    most: int | None,
    now: datetime,
) -> StudySet:
    """The set behind a search.

    Raises:
        NotFoundError: there is no search yet.
    """
    raise NotFoundError(f"no search: {(query, learner, bank_id, session, since, order, most, now)}")
