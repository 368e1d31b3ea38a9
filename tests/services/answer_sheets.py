"""Finished attempts at an assignment, written straight into the log, marked as answers are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from quizapp.database import transaction
from quizapp.domain.content.schema import ITEM
from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.regrade import dropped
from quizapp.domain.grading.score import rule_of, score
from quizapp.extensions import db
from quizapp.models import (
    Assignment,
    Attempt,
    GradeChange,
    Item,
    ItemRevision,
    Regrade,
    Response,
    User,
)
from tests.factories import NOON

_numbers = itertools.count(500_000)  # far from the numbers that anybody else gets
BLANK, NOT_ASKED = "-", " "


def sit(
    assignment_id: int,
    sheets: Sequence[Sequence[str]],
    *,
    learners: Sequence[int] | None = None,
    number: int = 1,
    finished_at: datetime | None = NOON,
    items: Sequence[int] | None = None,
    length: int | None = None,
) -> list[int]:
    """Let learners hand in what they ticked, an option's id for each item; committed.

    A sheet is of one learner, new ones unless ``learners`` says who: "bb-" ticks b twice and
    leaves the third question blank, a space stands for a question that was not asked at all.
    ``items`` are by default those of the bank in their order. Returns the attempts' ids.
    """
    with transaction() as session:
        assignment = session.get_one(Assignment, assignment_id)
        rows = session.execute(
            select(Item.id, Item.revision_id, ItemRevision.content)
            .join(ItemRevision, ItemRevision.id == Item.revision_id)
            .where(Item.bank_id == assignment.bank_id)
            .order_by(Item.position)
        ).all()
        known = {item_id: (revision, content) for item_id, revision, content in rows}
        asked = list(items or known)
        attempts = []
        for place, sheet in enumerate(sheets):
            identity = next(_numbers)
            if learners is None:
                session.execute(insert(User), _user(identity))
            user_id = identity if learners is None else learners[place]
            responses = [
                _response(
                    assignment,
                    attempt_id=identity,
                    user_id=user_id,
                    position=position,
                    item_id=item,
                    revision_id=known[item][0],
                    document=known[item][1],
                    ticked=ticked,
                )
                for position, (item, ticked) in enumerate(zip(asked, sheet, strict=False), start=1)
                if ticked != NOT_ASKED
            ]
            attempt = _attempt(
                assignment,
                identity=identity,
                user_id=user_id,
                number=number,
                finished_at=finished_at,
                responses=responses,
            )
            session.execute(insert(Attempt), attempt | ({"length": length} if length else {}))
            session.execute(insert(Response), responses)
            attempts.append(identity)
        return attempts


def change(kind: str, assignment_id: int, item_id: int, **wanted: Any) -> None:
    """Record a decision about an item, and change the marks of all who answered; committed.

    ``wanted``: points and credit of each changed mark, for a key; ``only``: of these attempts.
    """
    with transaction() as session:
        revision = session.get_one(Item, item_id).revision_id
        regrade = Regrade(
            assignment_id=assignment_id,
            item_id=item_id,
            kind=kind,
            revision_id=revision if kind == "key" else None,
            reason="La clé était fausse.",
            client_key=f"regrade-{next(_numbers)}",
            created_at=NOON,
        )
        session.add(regrade)
        session.flush()
        responses = session.scalars(
            select(Response)
            .join(Attempt, Attempt.id == Response.attempt_id)
            .where(Attempt.assignment_id == assignment_id, Response.item_id == item_id)
        )
        for response in responses:
            if response.attempt_id in wanted.get("only", [response.attempt_id]):
                session.add(_grade_change(kind, regrade, response, wanted))


def item_ids() -> list[int]:
    """The items of the made bank, in order."""
    rows = select(Item.id).where(Item.key.like("go-%"), Item.retired_at.is_(None))
    return list(db.session().scalars(rows.order_by(Item.position)))


def _grade_change(
    kind: str, regrade: Regrade, response: Response, wanted: dict[str, Any]
) -> GradeChange:
    mark: dict[str, Any] = dict(response.mark)
    if kind == "drop":
        mark = dropped(Mark.from_json(mark)).as_json()
    elif kind == "key":
        mark |= {"points": wanted["points"], "credit": wanted["points"]}
    return GradeChange(
        assignment_id=regrade.assignment_id,
        attempt_id=response.attempt_id,
        response_id=response.id,
        regrade_id=regrade.id,
        kind=kind,
        old_points=response.points,
        old_maximum=response.maximum,
        new_points=mark["points"],
        new_maximum=mark["maximum"],
        mark=mark,
        reason=regrade.reason,
        changed_at=NOON,
    )


def _user(identity: int) -> dict[str, Any]:
    return {
        "id": identity,
        "email": f"{identity}@example.org",
        "active": True,
        "fs_uniquifier": f"sheet-{identity}",
        "create_datetime": NOON,
        "language": "fr",
        "time_zone": "Europe/Paris",
    }


def _attempt(
    assignment: Assignment,
    *,
    identity: int,
    user_id: int,
    number: int,
    finished_at: datetime | None,
    responses: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    is_over = finished_at is not None
    return {
        "id": identity,
        "user_id": user_id,
        "bank_id": assignment.bank_id,
        "client_key": f"sheet-{identity}",
        "mode": assignment.mode,
        "topics": [],
        "filters": {},
        "convention": assignment.convention,
        "asks_confidence": False,
        "length": len(responses),
        "answered": len(responses),
        "started_at": NOON,
        "finished_at": finished_at,
        "ending": "handed_in" if is_over else None,
        "assignment_id": assignment.id,
        "number": number,
        "points": sum(one["points"] for one in responses) if is_over else None,
        "maximum": sum(one["maximum"] for one in responses) if is_over else None,
        "withholds": False,
    }


def _response(
    assignment: Assignment,
    *,
    attempt_id: int,
    user_id: int,
    position: int,
    item_id: int,
    revision_id: int,
    document: dict[str, Any],
    ticked: str,
) -> dict[str, Any]:
    content = ITEM.validate_python(document)
    answer = ChosenOptions(frozenset([] if ticked == BLANK else [ticked]))
    mark = score(content, answer, rule_of(content, Convention(assignment.convention)))
    return {
        "user_id": user_id,
        "attempt_id": attempt_id,
        "position": position,
        "item_id": item_id,
        "revision_id": revision_id,
        "client_key": f"sheet-{attempt_id}-{position}",
        "body_digest": "",
        "answer": answer.as_json(),
        "points": mark.points,
        "maximum": mark.maximum,
        "credit": mark.credit,
        "rule": mark.rule,
        "rule_version": mark.version,
        "mark": mark.as_json(),
        "first_exposure": True,
        "answered_at": NOON,
        "local_day": NOON.date(),
    }
