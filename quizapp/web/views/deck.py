"""What can be studied of a deck besides today's cards."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.learning.card_query import written
from quizapp.domain.learning.query.terms import (
    CardIs,
    Compare,
    Comparison,
    Lately,
    Measure,
    OnTopic,
    Query,
    State,
    Tagged,
    Within,
)
from quizapp.services.deck.deck_overview import DeckOverview
from quizapp.services.search.card_order import Order
from quizapp.web.words import topic_name

DAYS_AHEAD = (1, 3, 7, 14)
FADING = 0.8

Choices = list[tuple[str, list[tuple[str, str]]]]


def choices_to_study(overview: DeckOverview) -> Choices:
    """Searches to study, with their names, in groups; those that now find nothing are left out."""
    fading = Compare(Measure.RETRIEVABILITY, Comparison.LESS, FADING)
    memory: list[tuple[Query, str]] = [
        (
            fading,
            gettext(
                "What you are forgetting (recall under %(percent)s%%)", percent=round(100 * FADING)
            ),
        ),
        (Within(Lately.FORGOTTEN, 1), gettext("What you forgot today")),
        (Within(Lately.FORGOTTEN, 7), gettext("What you forgot in the last 7 days")),
    ]
    memory += [
        (_due_within(days), ngettext("%(num)s day ahead", "%(num)s days ahead", days))
        for days in DAYS_AHEAD
    ]
    marked: list[tuple[Query, str]] = [
        (State(state), name)
        for state, name in (
            (CardIs.FLAGGED, gettext("Flagged cards")),
            (CardIs.LEECH, gettext("Leeches")),
            (CardIs.CONFUSED, gettext("Answers you confuse")),
            (CardIs.NOTED, gettext("Cards with a note")),
            (CardIs.NEW, gettext("New cards")),
            (CardIs.SUSPENDED, gettext("Suspended cards")),
        )
        if overview.states[state]
    ]
    groups: list[tuple[str, list[tuple[Query, str]]]] = [
        (gettext("By memory"), memory),
        (gettext("By topic"), [(OnTopic(topic), topic_name(topic)) for topic in Topic]),
        (gettext("By mark"), marked),
        (gettext("By tag"), [(Tagged(tag), f"{tag} ({n})") for tag, n in overview.tags.items()]),
    ]
    return [
        (str(group), [(written(query), str(name)) for query, name in searches])
        for group, searches in groups
        if searches
    ]


def study_orders() -> dict[str, str]:
    """The orders in which cards can be studied."""
    return {
        Order.RECALL.value: gettext("Weakest first"),
        Order.DUE.value: gettext("Soonest due first"),
        Order.POSITION.value: gettext("Order of the bank"),
    }


def _due_within(days: int) -> Query:
    return Compare(Measure.DUE, Comparison.AT_MOST, days)
