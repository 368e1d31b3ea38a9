"""Quizzes: put one together, sit it in one of three modes, and look at the result.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.quiz import build, exam, results, sitting
from quizapp.web.quiz.blueprint import bp

__all__ = ["bp", "build", "exam", "results", "sitting"]
