"""Teaching a group: what is assigned to whom, until when, and what counts of it."""
