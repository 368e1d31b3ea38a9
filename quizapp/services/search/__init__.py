"""Finding cards: a search put to the database, and its rows."""
