"""The learner's own pages: today, the study text, progress.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.learn import progress, reading, recall, today
from quizapp.web.learn.blueprint import bp

__all__ = ["bp", "progress", "reading", "recall", "today"]
