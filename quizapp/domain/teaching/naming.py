"""Names of people and cohorts, kept in one line in which nothing hides."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
LONGEST_NUMBER = 64

# They turn the rest of a line around: one name could look like two, or like somebody else's.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """A text as it is stored and shown: composed letters, single spaces, no control characters.

    What joins letters (as Persian and Indic names need it) stays; what turns a line around, and
    halves of characters that no database takes, go.
    """
    kept = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in _TURNS.sub("", text)
        if unicodedata.category(letter) != "Cs"
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())
