"""The days to come: options and what they cost, exam dates, moves, easy days."""
