"""Files that other programs read or write: tables, gradebooks, banks."""
