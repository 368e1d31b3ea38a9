"""Writing down that marks change: who, when, from what to what, and why; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.grading.answers import answer_from_json
from quizapp.domain.grading.regrade import (
    ChangeKind,
    GivenAnswer,
    Outcome,
    Score,
    preview_drop,
    preview_key,
)
from quizapp.models import Attempt, GradeChange, ItemRevision, Regrade, Response
from quizapp.services.catalogue import item_contents
from quizapp.services.teaching.current_marks import CurrentMark, current_marks, standing_of


@dataclass(frozen=True, slots=True)
class Decision:
    """Why marks change: a regrade, or a mark by hand (``regrade_id`` None)."""

    assignment_id: int
    kind: ChangeKind
    reason: str
    by: int | None
    at: datetime
    regrade_id: int | None = None

    @classmethod
    def of(cls, regrade: Regrade, at: datetime) -> Decision:
        """What a regrade decided, as it takes effect at an instant."""
        return cls(
            regrade.assignment_id,
            ChangeKind(regrade.kind),
            regrade.reason,
            regrade.created_by,
            at,
            regrade.id,
        )


def write_changes(
    session: Session, decision: Decision, attempts: Mapping[int, int], outcomes: Iterable[Outcome]
) -> int:
    """Add a change for each mark that becomes another; how many. ``attempts``: by response."""
    changes = [
        GradeChange(
            assignment_id=decision.assignment_id,
            attempt_id=attempts[one.key],
            response_id=one.key,
            regrade_id=decision.regrade_id,
            kind=decision.kind,
            old_points=one.old.points,
            old_maximum=one.old.maximum,
            new_points=one.new.points,
            new_maximum=one.new.maximum,
            mark=one.new.as_json(),
            reason=decision.reason,
            changed_by=decision.by,
            changed_at=decision.at,
        )
        for one in outcomes
    ]
    session.add_all(changes)
    session.flush()
    return len(changes)


def given_answers(
    session: Session,
    rows: Sequence[tuple[Response, Attempt, str]],
    changed: Mapping[int, CurrentMark],
) -> list[GivenAnswer]:
    """Responses, each with its attempt and the digest of its revision, to be marked anew."""
    contents = item_contents(
        session, {response.revision_id: digest for response, _, digest in rows}
    )
    return [
        GivenAnswer(
            key=response.id,
            answer=answer_from_json(response.answer),
            confidence=response.confidence,
            asked=contents[response.revision_id],
            standing=standing_of(response, changed),
            whole=Score(attempt.points or 0.0, attempt.maximum or 0.0),
        )
        for response, attempt, digest in rows
    ]


def answered() -> Select[tuple[Response, Attempt, str]]:
    """Responses with their attempt and the digest of the revision that was answered."""
    return (
        select(Response, Attempt, ItemRevision.digest)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(ItemRevision, ItemRevision.id == Response.revision_id)
        .order_by(Response.id)
    )


def apply_corrections(session: Session, attempt: Attempt) -> None:
    """Mark an attempt that has just ended by what was decided since its questions were placed."""
    decided = _decided(session, attempt.assignment_id)
    if not decided or attempt.finished_at is None:
        return
    for regrade in decided:
        rows = session.execute(
            answered().where(Response.attempt_id == attempt.id, Response.item_id == regrade.item_id)
        )
        found = rows.tuples().all()
        given = given_answers(session, found, current_marks(session, [attempt.id]))
        if regrade.kind == ChangeKind.KEY:
            preview = preview_key(content_of(session, regrade.revision_id), given)
        else:
            preview = preview_drop(given)
        write_changes(
            session,
            Decision.of(regrade, attempt.finished_at),
            {response.id: attempt.id for response, _, _ in found},
            preview.changed,
        )


def content_of(session: Session, revision_id: int | None) -> ItemContent:
    """What a revision says."""
    revision = session.get_one(ItemRevision, revision_id)
    return item_contents(session, {revision.id: revision.digest})[revision.id]


def _decided(session: Session, assignment_id: int | None) -> list[Regrade]:
    """The decisions in force: of each item its last key, and that it is dropped if it is."""
    rows = session.scalars(
        select(Regrade).where(Regrade.assignment_id == assignment_id).order_by(Regrade.id)
    )
    keys: dict[int, Regrade] = {}
    drops: dict[int, Regrade] = {}
    for row in rows:
        match row.kind:
            case ChangeKind.KEY:
                keys[row.item_id] = row
            case ChangeKind.DROP:
                drops[row.item_id] = row
            case _:
                drops.pop(row.item_id, None)
    return [*keys.values(), *drops.values()]
