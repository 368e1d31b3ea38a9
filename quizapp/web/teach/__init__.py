"""For instructors: banks with their keys, cohorts, assignments, and what was done for them.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.teach import (
    accommodations,
    assignments,
    banks,
    cohorts,
    export,
    history,
    items,
    learners,
    marks,
    preview,
    publishing,
    regrade,
    results,
    roster,
    staff,
)
from quizapp.web.teach.blueprint import bp

__all__ = [
    "accommodations",
    "assignments",
    "banks",
    "bp",
    "cohorts",
    "export",
    "history",
    "items",
    "learners",
    "marks",
    "preview",
    "publishing",
    "regrade",
    "results",
    "roster",
    "staff",
]
