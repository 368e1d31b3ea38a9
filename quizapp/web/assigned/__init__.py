"""What a learner has to do with cohorts: joining and leaving them, and what is assigned.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.assigned import assignments, calendar, cohorts, joining, notices
from quizapp.web.assigned.blueprint import bp

__all__ = ["assignments", "bp", "calendar", "cohorts", "joining", "notices"]
