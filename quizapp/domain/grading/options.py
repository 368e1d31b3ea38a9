"""Rules for items answered by ticking options."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from quizapp.domain.grading.marks import Mark, Reason, ReasonCode

SBA = "sba"
EDN_DISCORDANCES = "edn_discordances"
_VERSION = 1
# EDN: 0, 1 and 2 discordances give 1, .5 and .2; more give nothing.
_EDN_POINTS = (1.0, 0.5, 0.2)


@dataclass(frozen=True, slots=True)
class OptionKey:
    """The options of an item in order, which are right, and which decide alone."""

    options: Sequence[str]
    right: AbstractSet[str]
    indispensable: AbstractSet[str] = frozenset()
    inacceptable: AbstractSet[str] = frozenset()

    def discordant(self, chosen: AbstractSet[str]) -> tuple[str, ...]:
        """Options ticked but wrong, or right but not ticked, in the item's order."""
        wrong = self.right ^ chosen
        return tuple(option for option in self.options if option in wrong)


def single_best_answer(key: OptionKey, chosen: AbstractSet[str]) -> Mark:
    """1 for the key alone, else 0; several options ticked are a wrong answer."""
    if not chosen:
        return _mark(0.0, SBA, ReasonCode.BLANK)
    discordant = key.discordant(chosen)
    if discordant:
        return _mark(0.0, SBA, ReasonCode.WRONG, discordant)
    return _mark(1.0, SBA, ReasonCode.RIGHT)


def edn_discordances(key: OptionKey, chosen: AbstractSet[str]) -> Mark:
    """The French EDN rule for a QRM: 1, .5, .2, 0 for 0, 1, 2, more discordances.

    An inacceptable option ticked or an indispensable one missed gives 0, as does a blank: counting
    its discordances would pay for not answering.
    """
    if not chosen:
        return _mark(0.0, EDN_DISCORDANCES, ReasonCode.BLANK)
    discordant = key.discordant(chosen)
    if key.inacceptable & chosen:
        return _mark(0.0, EDN_DISCORDANCES, ReasonCode.INACCEPTABLE_CHOSEN, discordant)
    if key.indispensable - chosen:
        return _mark(0.0, EDN_DISCORDANCES, ReasonCode.INDISPENSABLE_MISSED, discordant)
    if not discordant:
        return _mark(1.0, EDN_DISCORDANCES, ReasonCode.RIGHT)
    points = _EDN_POINTS[len(discordant)] if len(discordant) < len(_EDN_POINTS) else 0.0
    return _mark(points, EDN_DISCORDANCES, ReasonCode.DISCORDANCES, discordant)


def _mark(points: float, rule: str, code: ReasonCode, options: tuple[str, ...] = ()) -> Mark:
    return Mark(points, 1.0, rule, _VERSION, Reason(code, options))
