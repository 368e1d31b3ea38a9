"""A seeded spread of due dates, so that cards learned together do not come back together.

The width of the range is the usual one for FSRS (1 day, then 15 %, 10 % and 5 % of the interval
beyond 2.5, 7 and 20 days), but the range lies evenly around the interval and every day in it is
equally likely: the mean is the interval itself.
"""

from hashlib import blake2b

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


def fuzzed(interval: int, *, seed: str, longest: int) -> int:
    """``interval`` moved within its range; the same seed always gives the same day.

    For one seed the result never falls as the interval grows, so Hard, Good and Easy keep their
    order.
    """
    first, last = fuzz_range(interval, longest=longest)
    if first == last:
        return interval
    return first + int(_uniform(seed) * (last - first + 1))


def _uniform(seed: str) -> float:
    """A number in [0, 1) from a seed, the same on every machine and Python version."""
    digest = blake2b(seed.encode(), digest_size=6).digest()
    return int.from_bytes(digest) / 2.0**48
