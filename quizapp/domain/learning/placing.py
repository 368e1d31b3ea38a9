"""Cards on the days that a rule asks for, as if their last review had been made under it."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from quizapp.domain.learning.due import DuePolicy, Span
from quizapp.domain.learning.forecast import Rule


class PlacedCard(NamedTuple):
    """A card in review; ``due`` may be past, ``seed`` names the card for its place in a range."""

    item_id: int
    topic: str
    stability: float
    last_day: date
    due: date
    seed: str


def placed_anew(cards: Iterable[PlacedCard], rule: Rule, today: date) -> dict[int, date]:
    """The cards that the rule wants on another day, and that day: today or later.

    A card whose day lies within its range stays there. The others are laid among those that stay,
    so that no day is too full; asking again then moves none.
    """
    loads: dict[date, int] = {}
    policies: dict[str, DuePolicy] = {}
    movers: list[tuple[PlacedCard, Span]] = []
    for card in cards:
        policy = policies.get(card.topic)
        if policy is None:
            policy = policies[card.topic] = rule.policy(card.topic, loads)
        span = policy.span(card.stability, since=card.last_day, earliest=today)
        now = max(card.due, today)
        if span.first <= now <= span.last:
            loads[now] = loads.get(now, 0) + 1
        else:
            movers.append((card, span))
    moves = {}
    for card, span in sorted(movers, key=lambda mover: mover[0].item_id):
        day = policies[card.topic].choose(span, seed=card.seed).day
        loads[day] = loads.get(day, 0) + 1
        moves[card.item_id] = day
    return moves
