"""What table of an assignment is asked for, in the address of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from quizapp.domain.interchange.csv_cells import Separator
from quizapp.domain.interchange.gradebook import Shape

_SEPARATORS = {"comma": Separator.COMMA, "semicolon": Separator.SEMICOLON}
_SHAPES = {shape.value: shape for shape in Shape}


@dataclass(frozen=True, slots=True)
class Export:
    """``shape`` None: the answers one by one instead of the grades."""

    shape: Shape | None
    separator: Separator

    @classmethod
    def of(cls, query: Mapping[str, str], language: str) -> Self | None:
        """What an address asks for; None where there is no such table.

        Without a word of the separator it is the one that spreadsheets of the language expect.
        """
        shape, named = query.get("shape", Shape.OWN), query.get("separator", "")
        usual = Separator.SEMICOLON if language == "fr" else Separator.COMMA
        separator = _SEPARATORS.get(named) if named else usual
        if separator is None or (shape != "answers" and shape not in _SHAPES):
            return None
        return cls(_SHAPES.get(shape), separator)

    @property
    def name(self) -> str:
        """Which of the tables it is, for the name of the file."""
        return self.shape.value if self.shape else "answers"
