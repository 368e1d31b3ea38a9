"""What the end of an assigned attempt adds to it: corrections, its points, what it keeps back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.grading.regrade import Score
from quizapp.domain.learning.build import Ending, Mode
from quizapp.models import Assignment, Attempt, Response
from quizapp.services.quizzes.measuring import measure_result
from quizapp.services.teaching.corrections import corrections_of
from quizapp.services.teaching.current_marks import current_marks
from quizapp.services.teaching.grade_changes import apply_corrections
from quizapp.services.teaching.reveal import withholds

# Sums of marks such as .2 and 1/3 are not exact.
ROUNDING = 1e-9


def lock_assignment(session: Session, assignment_id: int | None) -> None:
    """Keep an attempt's assignment from being changed or regraded while something is recorded.

    Nothing for one that nobody assigned (None). Learners do not wait for each other. Take it after
    the learner's lock, and before anything of the attempt is written: whoever changes an assignment
    locks it first and then its attempts.
    """
    if assignment_id is not None:
        session.execute(
            select(Assignment.id).where(Assignment.id == assignment_id).with_for_update(read=True)
        )


def settle(session: Session, attempt: Attempt) -> None:
    """Sum up an attempt that is over; nothing for one that nobody assigned."""
    if attempt.assignment_id is None:
        return
    attempt.withholds = withholds(session.get_one(Assignment, attempt.assignment_id))
    session.flush()
    apply_corrections(session, attempt)
    refold_totals(session, [attempt])


def refold_totals(session: Session, attempts: list[Attempt]) -> None:
    """Add up the points of attempts anew; see `fold_totals`."""
    totals = fold_totals(session, attempts)
    for attempt in attempts:
        attempt.points, attempt.maximum = totals[attempt.id].points, totals[attempt.id].maximum
    session.flush()


def fold_totals(session: Session, attempts: Sequence[Attempt]) -> dict[int, Score]:
    """What attempts come to by the current marks of their responses; nothing is written.

    What a practice did not come to, when its time was up, counts a point that was not got. The
    points of a measure are the share of the bank, out of 100: it asks everybody at their own level,
    and whoever is better gets harder questions, not more of them right.
    """
    totals = _totals(session, [attempt.id for attempt in attempts])
    folded = {}
    for attempt in attempts:
        if attempt.mode == Mode.MEASURE:
            share = measure_result(session, attempt).measure.share.expected
            folded[attempt.id] = Score(100.0 * share, 100.0)
            continue
        total = totals.get(attempt.id, Score(0.0, 0.0))
        maximum = total.maximum + _not_reached(session, attempt)
        folded[attempt.id] = Score(total.points, maximum)
    return folded


def rebuild(session: Session, *, check: bool) -> tuple[int, int]:
    """Add up every assigned attempt that is over; how many there are, and how many differed.

    ``check``: nothing is mended. Assignments are locked one after the other, so that nobody hands
    in or regrades between a sum and its comparison.
    """
    seen = differed = 0
    for assignment_id in session.scalars(select(Assignment.id).order_by(Assignment.id)).all():
        session.execute(
            select(Assignment.id)
            .where(Assignment.id == assignment_id)
            .with_for_update(key_share=True)
        )
        over = Attempt.assignment_id == assignment_id, Attempt.finished_at.is_not(None)
        attempts = session.scalars(select(Attempt).where(*over).order_by(Attempt.id)).all()
        totals = fold_totals(session, attempts)
        for attempt in attempts:
            total = totals[attempt.id]
            seen += 1
            if not _is(attempt.points, total.points) or not _is(attempt.maximum, total.maximum):
                differed += 1
                if not check:
                    attempt.points, attempt.maximum = total.points, total.maximum
        session.flush()
        session.expunge_all()
    return seen, differed


def _is(stored: float | None, folded: float) -> bool:
    return stored is not None and abs(stored - folded) <= ROUNDING


def _totals(session: Session, attempt_ids: list[int]) -> dict[int, Score]:
    """What responses were marked first, and what has changed since, by attempt."""
    rows = session.execute(
        select(Response.attempt_id, Response.id, Response.points, Response.maximum)
        .where(Response.attempt_id.in_(attempt_ids))
        # In one order: sums such as .2 + .5 depend on it.
        .order_by(Response.id)
    )
    changed = current_marks(session, attempt_ids)
    marks: dict[int, list[tuple[float, float]]] = {}
    for attempt_id, response_id, points, maximum in rows:
        mark = changed[response_id].mark if response_id in changed else None
        worth = (mark.points, mark.maximum) if mark else (points, maximum)
        marks.setdefault(attempt_id, []).append(worth)
    return {
        attempt_id: Score(sum(one for one, _ in worth), sum(most for _, most in worth))
        for attempt_id, worth in marks.items()
    }


def _not_reached(session: Session, attempt: Attempt) -> int:
    """The questions of a practice that its time was not enough for; none that was dropped."""
    if attempt.paper is None or attempt.assignment_id is None or attempt.ending != Ending.TIME:
        return 0
    reached = session.scalars(select(Response.item_id).where(Response.attempt_id == attempt.id))
    dropped = corrections_of(session, attempt.assignment_id).dropped
    return len(set(attempt.paper) - set(reached) - dropped)
