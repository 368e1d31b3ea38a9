"""An exam that all of a cohort have handed in, written in bulk.

Learners of different abilities answer questions of different difficulties, some leave one empty:
figures, distractors and the spread of scores are those of a class, not of coins.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import ITEM, Item, ShortAnswerItem
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.fit import option_ids
from quizapp.domain.grading.score import key_ids, rule_of, score
from quizapp.models import (
    Assignment,
    AssignmentItem,
    Attempt,
    ItemRevision,
    Membership,
    Response,
)
from quizapp.models import Item as ItemRow

LEFT_EMPTY = 0.03


def hand_in_all(session: Session, assignment_id: int) -> int:
    """One finished attempt for each learner of the cohort; how many answers there are."""
    rng, now = Random(7), datetime.now(UTC)
    assignment = session.get_one(Assignment, assignment_id)
    questions = [
        (item_id, revision_id, ITEM.validate_python(content), rng.gauss(-0.4, 1.0))
        for item_id, revision_id, content in session.execute(
            select(ItemRow.id, ItemRevision.id, ItemRevision.content)
            .join(ItemRevision, ItemRevision.id == ItemRow.revision_id)
            .join(AssignmentItem, AssignmentItem.item_id == ItemRow.id)
            .where(AssignmentItem.assignment_id == assignment_id)
            .order_by(AssignmentItem.position)
        )
    ]
    learners = session.scalars(
        select(Membership.user_id)
        .where(Membership.cohort_id == assignment.cohort_id, Membership.joined_at.is_not(None))
        .order_by(Membership.id)
    ).all()
    count = 0
    for learner in learners:
        able, started_at = rng.gauss(0.0, 1.0), now - timedelta(minutes=rng.uniform(70, 90))
        sheet = [
            _response(rng, able - difficulty, content, started_at)
            | {"user_id": learner, "item_id": item, "revision_id": revision, "position": position}
            for position, (item, revision, content, difficulty) in enumerate(questions, start=1)
        ]
        attempt = Attempt(**_attempt(assignment, learner, sheet, started_at))
        session.add(attempt)
        session.flush()
        for one in sheet:
            one |= {
                "attempt_id": attempt.id,
                "client_key": f"bench-{attempt.id}-{one['position']}",
            }
        session.execute(insert(Response), sheet)
        count += len(sheet)
    return count


def _attempt(
    assignment: Assignment, learner: int, sheet: list[dict[str, Any]], started_at: datetime
) -> dict[str, Any]:
    return {
        "user_id": learner,
        "bank_id": assignment.bank_id,
        "client_key": f"bench-{assignment.id}-{learner}",
        "mode": assignment.mode,
        "topics": [],
        "filters": {},
        "convention": assignment.convention,
        "asks_confidence": False,
        "length": len(sheet),
        "answered": len(sheet),
        "started_at": started_at,
        "finished_at": started_at + timedelta(minutes=50),
        "ending": "handed_in",
        "assignment_id": assignment.id,
        "number": 1,
        "points": sum(one["points"] for one in sheet),
        "maximum": sum(one["maximum"] for one in sheet),
        "withholds": False,
    }


def _response(rng: Random, ahead: float, content: Item, at: datetime) -> dict[str, Any]:
    answer = _answer(rng, ahead, content)
    mark = score(content, answer, rule_of(content, Convention.EDN))
    written: Mapping[str, Any] = mark.as_json()
    return {
        "body_digest": "",
        "answer": answer.as_json(),
        "points": mark.points,
        "maximum": mark.maximum,
        "credit": mark.credit,
        "rule": mark.rule,
        "rule_version": mark.version,
        "mark": written,
        "first_exposure": True,
        "duration_ms": rng.randint(8_000, 90_000),
        "answered_at": at,
        "local_day": at.date(),
    }


def _answer(rng: Random, ahead: float, content: Item) -> Answer:
    """Right with a chance that grows with how far the learner is ``ahead`` of the question."""
    is_right = rng.random() < 1.0 / (1.0 + math.exp(-1.2 * ahead))
    if isinstance(content, ShortAnswerItem):
        forms = content.answers["fr"] if is_right else ("je ne sais pas",)
        return TypedText(forms[0], "fr")
    if rng.random() < LEFT_EMPTY:
        return ChosenOptions(frozenset())
    right = key_ids(content)
    if is_right:
        # Of a panel's modal points any one.
        return ChosenOptions(frozenset(right[:1] if content.type == "concordance" else right))
    others = sorted(option_ids(content))
    most = 1 if content.type in ("sba", "concordance") else len(right)
    return ChosenOptions(frozenset(rng.sample(others, most)))
