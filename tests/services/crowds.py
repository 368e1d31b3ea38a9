"""Many learners at once: their answers written straight into the log, as if given long ago."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import Any

from sqlalchemy import insert, select

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Attempt, Base, Item, ItemParameters, Response, User
from tests.factories import NOON


def crowd_answers(
    difficulties: Mapping[int, float], *, learners: int = 150, slope: float = 1.0, seed: int = 1
) -> None:
    """Let new learners, θ ~ N(0, 1), answer every item (by id) once, at its true difficulty.

    Nothing is learned from it: item parameters and abilities stay as they are. Another ``seed``
    makes other learners.
    """
    rng = Random(seed)
    items = {row.id: row for row in db.session.scalars(select(Item))}
    users, attempts, responses = [], [], []
    # The same every time, because which answers are held out depends on who gave them; and far from
    # the numbers that anybody else gets.
    for identity in range(100_000 * seed, 100_000 * seed + learners):
        users.append(_user(identity))
        attempts.append(_attempt(identity, items[min(difficulties)].bank_id, len(difficulties)))
        ability = rng.gauss(0.0, 1.0)
        for position, (item_id, difficulty) in enumerate(difficulties.items(), start=1):
            guessing = items[item_id].guessing
            knows = 1.0 / (1.0 + math.exp(-slope * (ability - difficulty)))
            right = rng.random() < guessing + (1.0 - guessing) * knows
            responses.append(_response(identity, position, items[item_id], float(right)))
    with transaction() as session:
        tables: list[tuple[type[Base], list[dict[str, Any]]]] = [
            (User, users),
            (Attempt, attempts),
            (Response, responses),
        ]
        for table, rows in tables:
            session.execute(insert(table), rows)


def spread(item_ids: list[int], *, farthest: float = 2.0) -> dict[int, float]:
    """True difficulties in even steps, far from what any author's guess is taken for."""
    steps = max(len(item_ids) - 1, 1)
    return {
        item: farthest * (2.0 * number / steps - 1.0)
        for number, item in enumerate(sorted(item_ids))
    }


def put_in_force(difficulties: Mapping[int, float], *, variance: float = 0.05) -> None:
    """Make these the parameters that learners are asked by."""
    with transaction() as session:
        for item_id, difficulty in difficulties.items():
            row = session.get_one(ItemParameters, item_id)
            row.difficulty, row.variance = difficulty, variance


def _user(identity: int) -> dict[str, Any]:
    return {
        "id": identity,
        "email": f"{identity}@example.org",
        "active": True,
        "fs_uniquifier": f"crowd-{identity}",
        "create_datetime": NOON,
        "language": "fr",
        "time_zone": "Europe/Paris",
    }


def _attempt(identity: int, bank_id: int, length: int) -> dict[str, Any]:
    return {
        "id": identity,
        "user_id": identity,
        "bank_id": bank_id,
        "client_key": f"crowd-{identity}",
        "mode": "practice",
        "topics": [],
        "filters": {},
        "convention": "edn",
        "asks_confidence": False,
        "length": min(length, 100),
        "answered": min(length, 100),
        "started_at": NOON,
        "finished_at": NOON,
        "ending": "length",
    }


def _response(identity: int, position: int, item: Item, credit: float) -> dict[str, Any]:
    return {
        "user_id": identity,
        "attempt_id": identity,
        "position": position,
        "item_id": item.id,
        "revision_id": item.revision_id,
        "client_key": f"crowd-{identity}-{position}",
        "body_digest": "",
        "answer": {},
        "points": credit,
        "maximum": 1.0,
        "credit": credit,
        "rule": "sba",
        "rule_version": 1,
        "mark": {},
        "first_exposure": True,
        "answered_at": NOON,
        "local_day": NOON.date(),
    }
