"""Quizzes: put together, sat in one of three modes, marked, looked at."""
