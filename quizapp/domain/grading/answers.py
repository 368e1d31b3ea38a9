"""What a learner may hand in, and its form in the log."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ChosenOptions:
    """The ids of the options ticked; empty when the question was left blank."""

    ids: frozenset[str]

    @property
    def is_blank(self) -> bool:
        return not self.ids

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values, the ids in order."""
        return {"chosen": sorted(self.ids)}


@dataclass(frozen=True, slots=True)
class TypedText:
    """A text typed in ``language`` ("fr" or "en"), which decides the forms it is compared with."""

    text: str
    language: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values."""
        return {"text": self.text, "language": self.language}


Answer = ChosenOptions | TypedText


def answer_from_json(data: dict[str, Any]) -> Answer:
    """The answer that ``as_json`` wrote."""
    if "chosen" in data:
        return ChosenOptions(frozenset(data["chosen"]))
    return TypedText(data["text"], data["language"])
