"""An assignment as a learner would meet it: its terms and its questions; nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import Option, OptionsItem
from quizapp.domain.policies import Person
from quizapp.domain.teaching.accommodation import Terms
from quizapp.domain.teaching.assignment import PaperKind
from quizapp.models import Assignment, ItemRevision
from quizapp.services.catalogue import item_contents
from quizapp.services.learners import Learner
from quizapp.services.teaching import papers
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.terms import general_terms


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its options in an order that a learner could have."""

    content: ItemContent
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """``questions`` are one possible paper; there are none where answers choose them."""

    assignment: Assignment
    terms: Terms
    questions: tuple[Asked, ...]


def preview(
    session: Session, *, person: Person, learner: Learner, assignment_id: int, now: datetime
) -> Preview:
    """What a learner of the cohort could be asked; ``learner`` is whoever looks.

    The same on every visit, where the bank is.

    Raises:
        NotFoundError: there is no such assignment, or it is not theirs to run.
    """
    assignment = find_assignment(session, person=person, assignment_id=assignment_id)
    rng = Random(f"preview:{assignment.id}:{assignment.version}")
    asked: tuple[Asked, ...] = ()
    if assignment.paper != PaperKind.ADAPTIVE:
        paper = papers.compose(session, learner=learner, assignment=assignment, now=now, rng=rng)
        asked = _questions(session, [revision_id for _, revision_id in paper], rng)
    return Preview(assignment, general_terms(assignment), asked)


def _questions(session: Session, revision_ids: list[int], rng: Random) -> tuple[Asked, ...]:
    digests = select(ItemRevision.id, ItemRevision.digest).where(ItemRevision.id.in_(revision_ids))
    contents = item_contents(session, dict(session.execute(digests).tuples().all()))
    return tuple(
        Asked(contents[revision_id], _in_some_order(contents[revision_id], rng))
        for revision_id in revision_ids
    )


def _in_some_order(content: ItemContent, rng: Random) -> tuple[Option, ...]:
    if not isinstance(content, OptionsItem):
        return ()
    return tuple(rng.sample(content.options, len(content.options)))
