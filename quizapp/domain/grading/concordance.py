"""The own rule of script concordance: the answer's credit is the company it has in a panel."""

from collections.abc import Sequence

from quizapp.domain.content.schema import SCALE
from quizapp.domain.grading.marks import Reason, ReasonCode, Verdict, verdict


def panel_credits(counts: Sequence[int]) -> tuple[float, ...]:
    """The credit of each point of the scale: n_i / n_mode, 1 for the modal answers."""
    modal = max(counts)
    return tuple(count / modal for count in counts)


def modal_points(counts: Sequence[int]) -> tuple[str, ...]:
    """The points of the scale that most experts chose; several where they are as many."""
    modal = max(counts)
    return tuple(point for point, count in zip(SCALE, counts, strict=True) if count == modal)


def concordance(counts: Sequence[int], point: str | None) -> Verdict:
    """n_i / n_mode: experts who chose ``point``, over those who chose the modal answer.

    ``counts`` has one number for each point of `SCALE`; ``point`` is one of them, or None for a
    blank. Source: published method (aggregate scoring; Charlin and others 2000). Its weight in the
    EDN is not verified: a concordance item counts as much as any other.
    """
    if point is None:
        return verdict(0.0, ReasonCode.BLANK)
    index = SCALE.index(point)
    credit = panel_credits(counts)[index]
    reason = Reason(
        ReasonCode.PANEL, options=modal_points(counts), count=counts[index], of=max(counts)
    )
    return Verdict(credit, credit, reason)
