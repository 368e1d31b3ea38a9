"""A mark and its reason, in codes that the pages put into words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class ReasonCode(StrEnum):
    """Why a mark is what it is. What a code carries beside ``options`` stands behind it."""

    RIGHT = "right"
    ALSO_ACCEPTED = "also_accepted"
    WRONG = "wrong"
    BLANK = "blank"
    DISCORDANCES = "discordances"
    INACCEPTABLE_CHOSEN = "inacceptable_chosen"
    INDISPENSABLE_MISSED = "indispensable_missed"
    ALL_OR_NOTHING = "all_or_nothing"
    KPRIM = "kprim"  # count of right decisions, of all
    FORMULA_WRONG = "formula_wrong"
    MENU = "menu"  # count of right options ticked, of those announced; short menu: penalty
    TOO_MANY = "too_many"  # count of options ticked, of those announced
    PANEL = "panel"  # count of experts who chose the same, of those behind the modal answer
    ACCEPTED = "accepted"  # text
    ACCEPTED_TYPO = "accepted_typo"  # text
    REJECTED = "rejected"  # text
    CONFIDENT_RIGHT = "confident_right"  # confidence; text of a short answer
    CONFIDENT_WRONG = "confident_wrong"  # confidence; text of a short answer
    # What instructors decide after the answer was given; see `regrade`.
    BY_HAND = "by_hand"  # confidence where the rule counts it; text: what they say of it
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and what a page needs to say it in words.

    ``options`` are the ids of the discordant options in the item's order; for a panel, those of the
    modal answers, and the one chosen where it is accepted beside the key. ``text`` is the accepted
    form that was matched, the author's reason for a rejection, or that of a mark by hand.
    ``confidence`` is the level that was counted, ``penalty`` the points that each wrong tick costs.
    """

    code: str
    options: tuple[str, ...] = ()
    text: str | None = None
    count: int | None = None
    of: int | None = None
    confidence: int | None = None
    penalty: float | None = None

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values, without the numbers that the code does not carry."""
        numbers = {
            "count": self.count,
            "of": self.of,
            "confidence": self.confidence,
            "penalty": self.penalty,
        }
        carried = {name: number for name, number in numbers.items() if number is not None}
        return {
            "code": str(self.code),
            "options": list(self.options),
            "text": self.text,
            **carried,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The reason that `as_json` wrote."""
        return cls(**{**data, "options": tuple(data["options"])})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of an answer; see `Mark`."""

    points: float
    credit: float
    reason: Reason
    maximum: float = 1.0


def verdict(
    credit: float, code: ReasonCode, options: tuple[str, ...] = (), text: str | None = None
) -> Verdict:
    """A verdict whose points, out of 1, are the share that was right."""
    return Verdict(credit, credit, Reason(code, options, text))


@dataclass(frozen=True, slots=True)
class Mark:
    """``points`` out of ``maximum``, by version ``version`` of the rule named ``rule``.

    ``points`` are negative where a convention takes some away. ``credit``, from 0 to 1, is the
    share of the answer that was right by the item's own rule, whatever the convention makes of it:
    memory and ability learn from it.
    """

    points: float
    maximum: float
    credit: float
    rule: str
    version: int
    reason: Reason

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values."""
        return {
            "points": self.points,
            "maximum": self.maximum,
            "credit": self.credit,
            "rule": self.rule,
            "version": self.version,
            "reason": self.reason.as_json(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The mark that `as_json` wrote; before there was a credit, points were that share."""
        return cls(
            points=data["points"],
            maximum=data["maximum"],
            credit=data["credit"] if "credit" in data else data["points"] / data["maximum"],
            rule=data["rule"],
            version=data["version"],
            reason=Reason.from_json(data["reason"]),
        )
