"""Figures as the benchmarks print them: one JSON line each."""

import json
from statistics import median, quantiles


def report(
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> None:
    """Print a figure beside its goal (both bounds of a range); without a goal it is always ok."""
    ok = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
    bounds = [round(bound, 4) for bound in (at_least, at_most) if bound is not None]
    goal = bounds if len(bounds) > 1 else next(iter(bounds), None)
    line = {"name": name, "value": round(value, 4), "unit": unit, "goal": goal, "ok": ok}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def p50(values: list[float]) -> float:
    return median(values)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
