"""What holds of an assignment's items by now: corrected keys, and what was dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.models import Regrade


@dataclass(frozen=True, slots=True)
class Corrections:
    """By item: the revision whose key holds, where it is not the one asked; and what is dropped."""

    revisions: Mapping[int, int]
    dropped: frozenset[int]


_REGRADES = (
    select(Regrade.item_id, Regrade.kind, Regrade.revision_id)
    .where(Regrade.assignment_id == bindparam("assignment"))
    .order_by(Regrade.id)
)


def corrections_of(session: Session, assignment_id: int | None) -> Corrections:
    """The last decision of each item; nearly always none was made, and of no assignment never."""
    if assignment_id is None:
        return Corrections({}, frozenset())
    revisions: dict[int, int] = {}
    dropped: set[int] = set()
    for row in session.connection().execute(_REGRADES, {"assignment": assignment_id}):
        match row.kind:
            case "key":
                revisions[row.item_id] = row.revision_id
            case "drop":
                dropped.add(row.item_id)
            case _:
                dropped.discard(row.item_id)
    return Corrections(revisions, frozenset(dropped))
