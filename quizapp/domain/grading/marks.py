"""A mark and its reason, in codes that the pages put into words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class ReasonCode(StrEnum):
    """Why a mark is what it is."""

    RIGHT = "right"
    WRONG = "wrong"
    BLANK = "blank"
    DISCORDANCES = "discordances"
    INACCEPTABLE_CHOSEN = "inacceptable_chosen"
    INDISPENSABLE_MISSED = "indispensable_missed"
    ACCEPTED = "accepted"
    ACCEPTED_TYPO = "accepted_typo"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with the ids of the discordant options, in the item's order, or a text.

    The text is the accepted form that was matched, or the author's reason for a rejection.
    """

    code: str
    options: tuple[str, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """``points`` out of ``maximum``, by version ``version`` of the rule named ``rule``."""

    points: float
    maximum: float
    rule: str
    version: int
    reason: Reason

    @property
    def fraction(self) -> float:
        """Points as a share of the maximum, from 0 to 1."""
        return self.points / self.maximum

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values."""
        return {
            "points": self.points,
            "maximum": self.maximum,
            "rule": self.rule,
            "version": self.version,
            "reason": {
                "code": str(self.reason.code),
                "options": list(self.reason.options),
                "text": self.reason.text,
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The mark that `as_json` wrote."""
        reason = data["reason"]
        return cls(
            points=data["points"],
            maximum=data["maximum"],
            rule=data["rule"],
            version=data["version"],
            reason=Reason(
                code=reason["code"], options=tuple(reason["options"]), text=reason["text"]
            ),
        )
