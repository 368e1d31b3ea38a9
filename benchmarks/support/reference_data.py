"""Published answers of real people, where they lie beside the repository."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from quizapp.domain.learning.memory import Grade

STATISTICS = Path(__file__).parents[2] / "../shared/data/statistics"
REVIEWS = Path(__file__).parents[2] / "../shared/data/reviews/review_log_one_learner.csv"
# The log says instants alone. It is silent from 2 to 11 am of this clock, and of no other so well.
LEARNERS_ZONE = ZoneInfo("America/New_York")
# Which option is right; 8 stands for no answer.
_SAT12_KEY = "1 4 5 2 3 1 2 1 3 1 2 4 2 1 5 3 4 4 1 4 3 3 4 1 3 5 1 3 1 5 4 5".split()

Scores = list[list[float]]


def real_answers(name: str) -> Scores | None:
    """Scores 0 or 1 of "LSAT" (1000 x 5), "HCI" (651 x 20) or "SAT12" (600 x 32).

    None, and one line that says so, where the file is not there.
    """
    file = STATISTICS / f"{name}.csv"
    if not file.exists():
        notice(name, f"left out, {file} is not there")
        return None
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    if name == "SAT12":
        return [[float(a == k) for a, k in zip(row, _SAT12_KEY, strict=True)] for row in rows]
    items = {"LSAT": 5, "HCI": 20}[name]
    return [[float(score) for score in row[:items]] for row in rows]


class RealReview(NamedTuple):
    """A flashcard that a real person graded; ``at`` is in UTC."""

    card: int
    grade: Grade
    at: datetime


def real_reviews(name: str) -> list[RealReview] | None:
    """12,580 reviews by one learner, from March to October 2024, in their order.

    None, and one line that says so under ``name``, where the file is not there.
    """
    if not REVIEWS.exists():
        notice(name, f"left out, {REVIEWS} is not there")
        return None
    with REVIEWS.open(encoding="utf-8", newline="") as lines:
        found = [
            RealReview(
                int(row["card_id"]),
                Grade(int(row["review_rating"])),
                datetime.fromisoformat(row["review_time"]),
            )
            for row in csv.DictReader(lines)
        ]
    return sorted(found, key=lambda review: review.at)


def notice(name: str, text: str) -> None:
    """Say in one line what was not measured."""
    print(json.dumps({"name": name, "notice": text}, ensure_ascii=False), flush=True)
