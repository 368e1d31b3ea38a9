"""How an answer becomes a mark, and why."""
