"""A seeded spread of due dates, so that cards learned together do not come back together.

The width of the range is the usual one for FSRS (1 day, then 15 %, 10 % and 5 % of the interval
beyond 2.5, 7 and 20 days), but the range lies evenly around the interval. Where every day in it is
as good as another, each is equally likely and the mean is the interval itself.
"""

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate

SHORTEST_FUZZED = 3
_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))


def fuzz_range(interval: int, *, longest: int) -> tuple[int, int]:
    """First and last day, in days from the review, to which ``interval`` may be moved.

    From 2 days on, and up to ``longest``, which ``interval`` does not exceed: near it the range
    shrinks on both sides.
    """
    if interval < SHORTEST_FUZZED:
        return interval, interval
    delta = 1.0 + sum(
        share * max(min(float(interval), end) - start, 0.0) for start, end, share in _BANDS
    )
    half = min(round(delta), longest - interval)
    return interval - half, interval + half


def pick(first: int, last: int, *, seed: str, weights: Sequence[float] = ()) -> int:
    """A day from ``first`` to ``last``, the same for the same seed; ``weights``: how good each is.

    Without weights all are alike. As one seed gives one point of the cumulated weights, a range
    that begins and ends later never gives an earlier day, so long as a day weighs the same in
    both: Hard, Good and Easy keep their order.
    """
    point = _uniform(seed)
    if not weights:
        return first + int(point * (last - first + 1))
    sums = list(accumulate(weights))
    place = bisect_right(sums, point * sums[-1])
    return first + min(place, last - first)


def position(day: int, first: int, last: int) -> float:
    """Where ``day`` lies in its range, from 0 to 1; `placed` makes a day of it again."""
    return (day - first + 0.5) / (last - first + 1)


def placed(first: int, last: int, position: float) -> int:
    """The day at that position of a range, which may be another one than it was taken from."""
    return first + min(int(position * (last - first + 1)), last - first)


def _uniform(seed: str) -> float:
    """A number in [0, 1) from a seed, the same on every machine and Python version."""
    digest = blake2b(seed.encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2.0**48
