"""Use cases of teaching: cohorts, assignments, what was done for them, and the marks of it."""
