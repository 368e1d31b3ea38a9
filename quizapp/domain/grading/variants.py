"""Rules by which other conventions turn the verdict of an item's own rule into points.

They leave its credit as it is, and a blank gives 0 under all of them: not answering never costs.
"""

from dataclasses import replace

from quizapp.domain.grading.marks import Reason, ReasonCode, Verdict

KPRIM_OPTIONS = 4
# Half a point is for one decision wrong; two wrong ones give nothing.
_KPRIM_POINTS = (1.0, 0.5)

# Confidence marking, by level of confidence: low, middle, high.
CONFIDENCE_LEVELS = (1, 2, 3)
LEAST_CONFIDENT = CONFIDENCE_LEVELS[0]
POINTS_IF_RIGHT = {1: 1.0, 2: 2.0, 3: 3.0}
POINTS_IF_WRONG = {1: 0.0, 2: -2.0, 3: -6.0}
# From which chance p of being right a level pays best. One level is worth p·right + (1−p)·wrong:
# p, 4p − 2, 9p − 6. Level 2 overtakes 1 at 2/3, and 3 overtakes 2 at 4/5.
LEVEL_2_PAYS_FROM = 2 / 3
LEVEL_3_PAYS_FROM = 4 / 5


def formula_scoring(own: Verdict, *, options: int) -> Verdict:
    """Single best answer: right 1, wrong −1/(k−1) with k ``options``, so that luck gains nothing.

    Source: published method, the classical correction for guessing. Options that are also accepted
    count among the k as if they were wrong: a correction never makes a wrong answer cost more.
    """
    if own.reason.code != ReasonCode.WRONG:
        return own
    reason = replace(own.reason, code=ReasonCode.FORMULA_WRONG)
    return replace(own, points=-1.0 / (options - 1), reason=reason)


def all_or_nothing(own: Verdict) -> Verdict:
    """Multiple response and menus: 1 for exactly the right options, else 0.

    Source: published method, as multiple-response items of USMLE style are marked.
    """
    if own.reason.code in {ReasonCode.BLANK, ReasonCode.RIGHT}:
        return own
    return replace(own, points=0.0, reason=Reason(ReasonCode.ALL_OR_NOTHING, own.reason.options))


def kprim(own: Verdict) -> Verdict:
    """Multiple response with 4 options: 1, .5, 0 for 4, 3, fewer right decisions.

    Every option is a decision, ticked or not, and counts alike: what EDN rules call indispensable
    or inacceptable does not matter here. Source: published method (Krebs 1997, «The Swiss way to
    score multiple true-false items»).
    """
    if own.reason.code in {ReasonCode.BLANK, ReasonCode.RIGHT}:
        return own
    wrong = len(own.reason.options)
    reason = Reason(
        ReasonCode.KPRIM, own.reason.options, count=KPRIM_OPTIONS - wrong, of=KPRIM_OPTIONS
    )
    points = _KPRIM_POINTS[wrong] if wrong < len(_KPRIM_POINTS) else 0.0
    return replace(own, points=points, reason=reason)


def confidence_marking(own: Verdict, level: int) -> Verdict:
    """Right 1, 2, 3, wrong 0, −2, −6 by the ``level`` of confidence, out of 3 at every level.

    For answers that are all right or not: half a right answer has no confidence of its own. Source:
    published method (Gardner-Medwin, certainty-based marking), which asks for a level with every
    answer.
    """
    highest = max(POINTS_IF_RIGHT.values())
    if own.reason.code == ReasonCode.BLANK:
        return replace(own, maximum=highest)
    right = own.credit == 1.0
    code = ReasonCode.CONFIDENT_RIGHT if right else ReasonCode.CONFIDENT_WRONG
    return replace(
        own,
        points=(POINTS_IF_RIGHT if right else POINTS_IF_WRONG)[level],
        maximum=highest,
        reason=replace(own.reason, code=code, confidence=level),
    )
