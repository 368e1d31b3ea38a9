"""Anki's engine and ours with the same 10,000 cards and 72,000 reviews, in one run on one machine.

Anki (`anki` on PyPI, AGPL) is installed into an environment that is deleted afterwards; a process
of its own calls what the desktop program calls: the queue, the answer, the search with the rows
of its first page, the graphs of a year, the workload simulation. A process of ours calls the
services that the pages call, on a SQLite file. Neither has HTTP, forms or windows in it. Each
builds its data in an earlier process, so that the peak of memory is that of studying.

What differs: Anki keeps the queue of the day in memory after the first card, ours asks the database
anew for every card, as any of several processes may answer. Its search returns all finds and shows
the first ones, ours finds a page. Its simulation follows every card for each of 30 desired
retentions, ours a sample for ten of them, and tells how far off that may be. Its graphs are those
of the desktop's statistics, ours those of the progress page.

Searches, statistics and the curve are measured several times, and the fastest of these times is
told: what else the machine does while one of the two is measured must not decide.

Goals: statistics and workload curve at least five times as fast as Anki's, search at least as fast.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, time
from statistics import median
from typing import Any

from benchmarks.support.anki import figures_of_anki
from benchmarks.support.big_deck import CARDS, REVIEWS, big_deck
from benchmarks.support.figures import p95, report
from quizapp.domain.learning.memory import DEFAULT_WEIGHTS
from quizapp.settings import ROOT

TIMES_FASTER = 5.0
PAGE = 50
# By name: what is written in Anki's search field, and in ours.
SEARCHES = {
    "a word": ("calcium", "calcium"),
    "due on a topic": ("is:due tag:treatment", "is:due topic:treatment"),
    "what fades": ("prop:r<0.9", "retrievability<0.9"),
    "words and state": ("calcium is:due -tag:treatment", "calcium is:due -topic:treatment"),
}

Figures = Mapping[str, Any]


def figures_of_ours(order: Mapping[str, Any]) -> Figures:
    with tempfile.TemporaryDirectory(prefix="rarissime-bench-") as folder:
        question = json.dumps({**order, "folder": folder})
        answer = ""
        for step in ("build", "measure"):
            answer = subprocess.run(
                [sys.executable, "-m", "benchmarks.support.own_deck", step],
                input=question,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout
    found: Figures = json.loads(answer)
    return found


def compare(ours: Figures, anki: Figures | None) -> None:
    """Print each figure beside Anki's; the goals hold only where there is one to compare with."""
    for what in ("next", "answer"):
        report(f"{what}, median, ours", median(ours[what]), "ms")
        report(f"{what}, p95, ours", p95(ours[what]), "ms")
        if anki:
            report(f"{what}, median, Anki", median(anki[what]), "ms")
            report(f"{what}, p95, Anki", p95(anki[what]), "ms")
    report("first card of a process, ours", ours["first"], "ms")
    if anki:
        report("first card of a process (the queue is built), Anki", anki["first"], "ms")
    for name in SEARCHES:
        report(f"search, {name}: found, ours", ours["found"][name], "cards")
        if anki:
            report(f"search, {name}: found, Anki", anki["found"][name], "cards")
        theirs = min(anki["search"][name]) if anki else None
        report(f"search, {name}, ours", min(ours["search"][name]), "ms", at_most=theirs)
        if theirs is not None:
            report(f"search, {name}, Anki", theirs, "ms")
    _times_faster("a year of statistics", ours, anki, "statistics")
    _times_faster("workload curve", ours, anki, "workload")
    report("points of the workload curve, ours", ours["points"], "")
    if anki:
        report("points of the workload curve, Anki", anki["points"], "")
    report("peak memory, ours", ours["megabytes"], "MB")
    if anki:
        report("peak memory, Anki", anki["megabytes"], "MB")


def _times_faster(what: str, ours: Figures, anki: Figures | None, key: str) -> None:
    mine = min(ours[key])
    report(f"{what}, ours", mine, "ms")
    if anki:
        theirs = min(anki[key])
        report(f"{what}, Anki", theirs, "ms")
        report(f"{what}: times faster", theirs / mine, "", at_least=TIMES_FASTER)


def main() -> None:
    """Print one JSON line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=CARDS)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    noon = datetime.combine(datetime.now(UTC).date(), time(12), UTC)
    order = {
        "times": 15,
        "curves": 3,
        "rounds": options.rounds,
        "page": PAGE,
        "weights": DEFAULT_WEIGHTS,
    }
    now = int(noon.timestamp())
    deck = big_deck(options.cards, options.reviews)
    report("cards", len(deck), "")
    report("reviews", sum(len(card.reviews) for card in deck), "")
    anki = figures_of_anki(
        deck, now=now, order={**order, "searches": {k: v[0] for k, v in SEARCHES.items()}}
    )
    ours = figures_of_ours(
        {
            **order,
            "now": now,
            "size": options.cards,
            "reviews": options.reviews,
            "searches": {name: both[1] for name, both in SEARCHES.items()},
        }
    )
    compare(ours, anki)


if __name__ == "__main__":
    main()
