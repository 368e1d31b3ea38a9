"""The own rules of items answered by ticking one or several of a few options."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from quizapp.domain.grading.marks import ReasonCode, Verdict, verdict

# EDN: 0, 1 and 2 discordances give 1, .5 and .2; more give nothing.
_EDN_POINTS = (1.0, 0.5, 0.2)


@dataclass(frozen=True, slots=True)
class OptionKey:
    """The options of an item in order, which are right, and which decide alone.

    ``also`` are accepted in place of the key where one option is to be chosen.
    """

    options: Sequence[str]
    right: AbstractSet[str]
    indispensable: AbstractSet[str] = frozenset()
    inacceptable: AbstractSet[str] = frozenset()
    also: AbstractSet[str] = frozenset()

    def discordant(self, chosen: AbstractSet[str]) -> tuple[str, ...]:
        """Options ticked but wrong, or right but not ticked, in the item's order."""
        wrong = self.right ^ chosen
        return tuple(option for option in self.options if option in wrong)


def single_best_answer(key: OptionKey, chosen: AbstractSet[str]) -> Verdict:
    """1 for the key alone, else 0; several options ticked are a wrong answer.

    Source: EDN rules (QRU). Since version 2 of the rules that rest on it, an option that is also
    accepted gives the point as the key does: how a second answer is accepted after a correction is
    ours.
    """
    if not chosen:
        return verdict(0.0, ReasonCode.BLANK)
    if len(chosen) == 1 and chosen <= key.also:
        return verdict(1.0, ReasonCode.ALSO_ACCEPTED, tuple(chosen))
    discordant = key.discordant(chosen)
    if discordant:
        return verdict(0.0, ReasonCode.WRONG, discordant)
    return verdict(1.0, ReasonCode.RIGHT)


def edn_discordances(key: OptionKey, chosen: AbstractSet[str]) -> Verdict:
    """1, .5, .2, 0 for 0, 1, 2, more discordances.

    An inacceptable option ticked or an indispensable one missed gives 0. Source: EDN rules (QRM).
    A blank gives 0 too, which is our policy: counting its discordances would pay for not answering.
    """
    if not chosen:
        return verdict(0.0, ReasonCode.BLANK)
    discordant = key.discordant(chosen)
    if key.inacceptable & chosen:
        return verdict(0.0, ReasonCode.INACCEPTABLE_CHOSEN, discordant)
    if key.indispensable - chosen:
        return verdict(0.0, ReasonCode.INDISPENSABLE_MISSED, discordant)
    if not discordant:
        return verdict(1.0, ReasonCode.RIGHT)
    points = _EDN_POINTS[len(discordant)] if len(discordant) < len(_EDN_POINTS) else 0.0
    return verdict(points, ReasonCode.DISCORDANCES, discordant)
