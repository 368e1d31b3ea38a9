"""What learners chose, and whether those who did well on the other questions chose it.

An option whose choosers do better elsewhere than the others has a positive correlation with the
rest. The key should have one, a wrong option should not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from quizapp.domain.grading.item_statistics import correlation, tied

THIRDS = 3


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option: how many chose it, their share, and the correlation of choosing with the rest.

    ``thirds`` are the shares of the lower, middle and upper third that chose it. ``r_rest`` is None
    where all chose it, or nobody, or where there is no rest.
    """

    id: str
    is_right: bool
    chosen: int
    share: float
    r_rest: float | None
    thirds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """The options of a question in their order, and those who left it blank.

    ``sizes``: how many learners stand in the lower, middle and upper third by the rest.
    """

    n: int
    options: tuple[OptionFigures, ...]
    blank: int
    blank_thirds: tuple[float, ...]
    sizes: tuple[int, ...]

    @property
    def blank_share(self) -> float:
        return self.blank / self.n if self.n else 0.0


def choice_figures(
    options: Mapping[str, bool],
    chosen: Mapping[int, Iterable[str]],
    rests: Mapping[int, float],
) -> ChoiceFigures:
    """Figures of ``options``, in order, with whether each is right.

    ``chosen`` holds what was ticked in each sitting, nothing for a blank; ``rests`` how a sitting
    did on its other questions (`MarkTable.rests`). Sittings without a rest count in the shares,
    not in correlations and thirds.
    """
    groups = _Groups(rests, chosen)
    ticked = {sitting: frozenset(ids) for sitting, ids in chosen.items()}
    others = [rests[sitting] for sitting in groups.place]
    figures = []
    for option, is_right in options.items():
        those = [sitting for sitting, ids in ticked.items() if option in ids]
        indicator = [float(option in ticked[sitting]) for sitting in groups.place]
        figures.append(
            OptionFigures(
                id=option,
                is_right=is_right,
                chosen=len(those),
                share=len(those) / len(ticked) if ticked else 0.0,
                r_rest=correlation(indicator, others),
                thirds=groups.shares(those),
            )
        )
    blank = [sitting for sitting, ids in ticked.items() if not ids]
    return ChoiceFigures(
        n=len(ticked),
        options=tuple(figures),
        blank=len(blank),
        blank_thirds=groups.shares(blank),
        sizes=groups.sizes,
    )


class _Groups:
    """The thirds of those who answered and have a rest."""

    def __init__(self, rests: Mapping[int, float], sittings: Iterable[int]) -> None:
        compared = [sitting for sitting in sittings if sitting in rests]
        places = thirds([rests[sitting] for sitting in compared])
        self.place = dict(zip(compared, places, strict=True))
        self.sizes = self._count(self.place)

    def shares(self, sittings: Iterable[int]) -> tuple[float, ...]:
        """The share of each third that these are."""
        counts = self._count(sittings)
        return tuple(
            count / size if size else 0.0 for count, size in zip(counts, self.sizes, strict=True)
        )

    def _count(self, sittings: Iterable[int]) -> tuple[int, ...]:
        counts = [0] * THIRDS
        for sitting in sittings:
            if sitting in self.place:
                counts[self.place[sitting]] += 1
        return tuple(counts)


def thirds(values: Sequence[float]) -> list[int]:
    """For each value its third: 0 the lower, 1 the middle, 2 the upper.

    Equal values stay together, where the middle of them stands: sizes may differ, and the order in
    which learners are listed changes nothing.
    """
    ranked = [tied(value) for value in values]
    n, found, below = len(ranked), dict[float, int](), 0
    for value, group in groupby(sorted(ranked)):
        size = len(list(group))
        found[value] = THIRDS * (2 * below + size) // (2 * n)
        below += size
    return [found[value] for value in ranked]
