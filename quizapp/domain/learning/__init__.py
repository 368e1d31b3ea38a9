"""What a learner knows and when to ask again: pure functions of values passed in."""
