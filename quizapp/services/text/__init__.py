"""The study text: its map, readings, blank pages, and what is confused in it."""
