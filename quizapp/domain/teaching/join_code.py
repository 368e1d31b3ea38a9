"""Join codes: short enough to read out in a lecture, too many of them to guess."""

from __future__ import annotations

import unicodedata
from random import Random

CODE_LENGTH = 8
# One of each pair that eyes confuse would do (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), but then whoever
# reads the other one is lost: neither of them. No A and E either, so that no code is a word.
LETTERS = "CDFGHJKMNPQRTVWXY34679"


def new_code(rng: Random) -> str:
    """A code of 8 out of 22 letters and digits: 55 thousand million of them.

    ``rng`` has to be unpredictable, as `secrets.SystemRandom` is: who has the code may join.
    """
    return "".join(rng.choice(LETTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str | None:
    """The code that somebody typed or pasted, in its one spelling; None for what is none.

    Case, spaces, hyphens and full width do not matter, and the link to join will do as well.
    """
    typed = unicodedata.normalize("NFKC", text).strip().rstrip("/").rpartition("/")[2].upper()
    code = "".join(letter for letter in typed if unicodedata.category(letter)[0] not in "PZC")
    return code if len(code) == CODE_LENGTH and set(code) <= set(LETTERS) else None


def spaced(code: str) -> str:
    """A code as people read it: in two halves."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"
