"""For instructors: banks with their keys, cohorts, assignments, and what was done for them.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.teach import banks
from quizapp.web.teach.blueprint import bp

__all__ = ["banks", "bp"]
