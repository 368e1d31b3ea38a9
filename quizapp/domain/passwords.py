"""Passwords that an attacker tries first.

A rule, not a list: what is made of a common word, a run on the keyboard, one repeated group, or
the person's own address is guessable whatever digits and signs are hung on it. Length does the
rest (NIST SP 800-63B, section 5.1.1.2: compare with expected and context-specific values).
"""

import re
from collections.abc import Iterable

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1a2z3e4r5t6y7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
)
_WORDS = frozenset(
    """
    admin administrator amour anatomie azerty baseball bienvenue bonjour changeme chocolat coucou
    default doctor docteur doudou dragon examen facebook football google hello hospital hopital
    instructor jetaime letmein login loulou marseille master medecin medecine medical medicine
    monkey motdepasse mustang ninja parole pass passe password passwd princess princesse qwerty
    rarissime root secret shadow soleil starwars student superman sunshine temp temporary test
    trustno universite university user welcome whatever
    """.split()
)
_LEET = str.maketrans("@4310$57!", "aaeiossti")
_SHORTEST_RUN = 4


def is_guessable(password: str, personal: Iterable[str] = ()) -> bool:
    """Whether a password is of those tried first.

    ``personal`` are values an attacker knows of the person, such as the e-mail address.
    """
    folded = password.casefold()
    if len(set(folded)) <= 3 or _is_repeated(folded) or _is_run(folded):
        return True
    values = [value.casefold() for value in personal]
    parts = {part for value in values for part in (value, *re.split(r"@|[^\w]+", value))}
    parts |= {value.partition("@")[0] for value in values}
    common = _WORDS | {part for part in parts if len(part) >= 4}
    core = _trimmed(folded)
    forms = {core, core.translate(_LEET), _trimmed(folded.translate(_LEET))}
    return any(form in common or _is_run(form) for form in forms)


def _trimmed(text: str) -> str:
    """The text without the digits and signs before and after it: «password2024!» is «password»."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _is_repeated(text: str) -> bool:
    return re.fullmatch(r"(.{1,6}?)\1+", text) is not None


def _is_run(text: str) -> bool:
    """Whether the text is made of pieces of rows or alphabets alone, forwards or backwards."""
    if not text:
        return False
    position = 0
    while position < len(text):
        longest = _run_length(text, position)
        if longest < _SHORTEST_RUN:
            return False
        position += longest
    return True


def _run_length(text: str, position: int) -> int:
    longest = 0
    for row in _RUNS:
        for direction in (row, row[::-1]):
            length = 1
            while text[position : position + length] in direction and position + length <= len(
                text
            ):
                longest = max(longest, length)
                length += 1
    return longest
