"""The own rules of menus: tick as many options as the question announces.

What it announces, n, is the number of right options. Pages let nobody tick more, but a form may be
forged: whoever ticks more than n gets nothing, or ticking everything would pay in full.
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from quizapp.domain.grading.marks import Reason, ReasonCode, Verdict, verdict
from quizapp.domain.grading.options import OptionKey

NO_PENALTY = 0.0


def long_menu(key: OptionKey, chosen: AbstractSet[str]) -> Verdict:
    """x/n for x right options ticked of n announced. Source: EDN rules (long QRP)."""
    if not chosen:
        return verdict(0.0, ReasonCode.BLANK)
    announced, discordant = len(key.right), key.discordant(chosen)
    if len(chosen) > announced:
        reason = Reason(ReasonCode.TOO_MANY, discordant, count=len(chosen), of=announced)
        return Verdict(0.0, 0.0, reason)
    if not discordant:
        return verdict(1.0, ReasonCode.RIGHT)
    found = len(key.right & chosen)
    share = found / announced
    return Verdict(share, share, Reason(ReasonCode.MENU, discordant, count=found, of=announced))


def short_menu(key: OptionKey, chosen: AbstractSet[str], *, penalty: float = NO_PENALTY) -> Verdict:
    """x/n as for a long menu, less ``penalty`` points for each wrong tick, never below 0.

    Source: x/n is in the EDN rules (short QRP), which say that wrong ticks are penalised but not
    how. The formula is **not verified**: there is no penalty by default, and the reason of a mark
    tells which one was counted. The credit is x/n, whatever the penalty. Raises ValueError unless
    0 ≤ ``penalty`` ≤ 1.
    """
    if not 0.0 <= penalty <= 1.0:
        raise ValueError(f"a penalty is from 0 to 1 point: {penalty}")
    plain = long_menu(key, chosen)
    if plain.reason.code != ReasonCode.MENU:
        return plain
    taken = penalty * len(chosen - key.right)
    return replace(
        plain,
        points=max(0.0, plain.points - taken),
        reason=replace(plain.reason, penalty=penalty),
    )
