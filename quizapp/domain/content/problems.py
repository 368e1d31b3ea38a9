"""What is wrong with the files of a bank, said so that their author can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.domain.errors import RarissimeError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One defect: the file, the item in it, the field in the item, what is wrong, what to do."""

    file: str
    item: str
    field: str
    message: str
    rule: str = "SCHEMA"

    @property
    def where(self) -> str:
        """The place, as «items/causes.yaml, item ct-sba-07, options.b.text.en»."""
        return place(self.file, self.item, self.field)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def place(file: str, item: str = "", field: str = "") -> str:
    """A place in a bank as people read it."""
    parts = (file, f"item {item}" if item else "", field)
    return ", ".join(part for part in parts if part)


class BankErrors(RarissimeError):  # noqa: N818  (several problems, none of them an exception)
    """A bank cannot be used: every problem of every file, at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
