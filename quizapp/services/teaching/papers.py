"""The paper of one attempt at an assignment: its own items, or some that are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import Filters
from quizapp.domain.learning.paper import compose_paper
from quizapp.domain.learning.selection import Candidate
from quizapp.domain.teaching.assignment import PaperKind
from quizapp.models import Assignment, AssignmentItem, Item
from quizapp.services.learners import Learner
from quizapp.services.quizzes.exam import DRAWN_FOR_A_PAPER
from quizapp.services.quizzes.pool import Pool, case_steps, draw_pool, these_items
from quizapp.services.teaching.corrections import corrections_of

Paper = list[tuple[Candidate, int]]


def compose(
    session: Session, *, learner: Learner, assignment: Assignment, now: datetime, rng: Random
) -> Paper:
    """Questions and the revisions they are asked in, without what was dropped.

    Empty where the bank has nothing of it any more. The same arguments and state of ``rng`` give
    the same paper.
    """
    if assignment.paper == PaperKind.FIXED:
        pool = these_items(session, fixed_items(session, assignment.id))
        paper = _in_order(pool)
        if assignment.shuffles:
            paper = _shuffled(session, paper, rng)
    else:
        paper = _drawn(session, learner, assignment, now, rng)
    corrections = corrections_of(session, assignment.id)
    return [
        (candidate, corrections.revisions.get(candidate.item_id, revision))
        for candidate, revision in paper
        if candidate.item_id not in corrections.dropped
    ]


def fixed_items(session: Session, assignment_id: int) -> list[int]:
    """The items of a fixed paper in their order."""
    return list(
        session.scalars(
            select(AssignmentItem.item_id)
            .where(AssignmentItem.assignment_id == assignment_id)
            .order_by(AssignmentItem.position)
        )
    )


def _in_order(pool: Pool) -> Paper:
    return [(one, pool.revisions[one.item_id]) for one in pool.candidates]


def _drawn(
    session: Session, learner: Learner, assignment: Assignment, now: datetime, rng: Random
) -> Paper:
    """So many of each topic; a case is drawn whole, or not at all."""
    blocks: list[Paper] = []
    for topic, length in assignment.draw.items():
        pool = draw_pool(
            session,
            learner=learner,
            bank_id=assignment.bank_id,
            filters=Filters.of([topic]),
            excluded=(),
            now=now,
            rng=rng,
            most=DRAWN_FOR_A_PAPER,
        )
        for one in compose_paper(pool.candidates, topics=[topic], length=length, rng=rng):
            blocks.append([(one, pool.revisions[one.item_id])])
            if one.item_id in pool.cases:
                steps = case_steps(session, assignment.bank_id, pool.cases[one.item_id], after=1)
                blocks[-1] += _in_order(steps)
    rng.shuffle(blocks)
    return [entry for block in blocks for entry in block]


def _shuffled(session: Session, paper: Paper, rng: Random) -> Paper:
    """In another order; the questions of a case stay together."""
    cases = dict(
        session.execute(
            select(Item.id, Item.case_key).where(
                Item.id.in_([candidate.item_id for candidate, _ in paper]),
                Item.case_key.is_not(None),
            )
        )
        .tuples()
        .all()
    )
    blocks = list(_blocks(paper, [cases.get(candidate.item_id) for candidate, _ in paper]))
    rng.shuffle(blocks)
    return [entry for block in blocks for entry in block]


def _blocks(paper: Paper, cases: Sequence[str | None]) -> Iterator[Paper]:
    block: Paper = []
    for place, entry in enumerate(paper):
        if block and (cases[place] is None or cases[place] != cases[place - 1]):
            yield block
            block = []
        block.append(entry)
    if block:
        yield block
