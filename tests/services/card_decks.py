"""Random decks, and what a search of them should find, told card by card without the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.content.item_words import searchable_texts
from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.domain.content.words import words_of
from quizapp.domain.learning.days import day_start, elapsed_days, learning_day
from quizapp.domain.learning.memory import Grade, Phase, ReviewKind
from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import CardIs, Comparison, Lately, Measure, Reference
from quizapp.domain.learning.stability import recall
from quizapp.extensions import db
from quizapp.models import (
    CardMark,
    CardTag,
    Deck,
    Item,
    ItemFlag,
    ItemRevision,
    MemoryState,
    Review,
    ReviewUndo,
)
from quizapp.services.learners import Learner
from tests.factories import NOON

TAGS = ("hard", "à-relire", "exam")
NOTES = ("Voir le schéma", "ask the teacher", "hyperphosphatémie !")
LEECH_AFTER = 3


@dataclass
class Facts:
    """All that a search may ask about one card."""

    item: Item
    texts: list[list[str]]
    facts: set[str]
    sentences: set[str]
    memory: SimpleNamespace | None = None
    suspended: bool = False
    buried_on: date | None = None
    note: str | None = None
    flagged: bool = False
    tags: set[str] = field(default_factory=set)
    graded: list[tuple[date, Grade]] = field(default_factory=list)


def random_deck(learner: Learner, bank_id: int, rng: Random, now: datetime = NOON) -> list[Facts]:
    """Memories, marks, tags, flags and reviews of a learner, written to the database."""
    rows = db.session.execute(
        select(Item, ItemRevision.content)
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .where(Item.bank_id == bank_id, Item.retired_at.is_(None))
        .order_by(Item.position)
    ).all()
    deck = [
        Facts(
            item,
            [words_of(text) for text in searchable_texts(document)],
            set(document["facts"]),
            set(document["sentences"]),
        )
        for item, document in rows
    ]
    with transaction() as session:
        session.add(_options(learner, bank_id))
        for card in deck:
            if rng.random() < 0.7:
                card.memory = SimpleNamespace(**_memory(learner, card.item, rng, now))
                session.add(MemoryState(**vars(card.memory)))
                _review(session, learner, card, rng, now)
            _mark(session, learner, card, rng, now)
    return deck


def _options(learner: Learner, bank_id: int) -> Deck:
    return Deck(
        user_id=learner.id,
        bank_id=bank_id,
        desired_retention=0.9,
        topic_retention={},
        bury_siblings=True,
        leech_after=LEECH_AFTER,
        suspends_leeches=False,
    )


def _memory(learner: Learner, item: Item, rng: Random, now: datetime) -> dict[str, Any]:
    last_day = learning_day(now, learner.zone) - timedelta(days=rng.choice([-1, 0, 1, 3, 9, 40]))
    due = day_start(last_day + timedelta(days=rng.randint(0, 45)), learner.zone)
    return {
        "user_id": learner.id,
        "item_id": item.id,
        "bank_id": item.bank_id,
        "phase": rng.choice(list(Phase)),
        "step": None,
        # No recall lies on the very bound that a query asks for.
        "stability": rng.choice([0.7, 2.3, 5.0, 20.9, 21.0, 66.6]) + rng.random() / 1000,
        "difficulty": rng.uniform(1, 10),
        "last_reviewed_at": now - timedelta(days=1),
        "last_day": last_day,
        "due_at": due + timedelta(hours=rng.choice([0, 0, 5])),
        "reviews": rng.randint(1, 9),
        "lapses": rng.randint(0, 5),
        "last_score": 1.0,
        "last_confidence": None,
        "introduced_on": last_day - timedelta(days=rng.randint(0, 5)),
        "introduced_by": ReviewKind.CARD,
    }


def _review(session: Any, learner: Learner, card: Facts, rng: Random, now: datetime) -> None:
    for number in range(rng.randint(0, 2)):
        day = learning_day(now, learner.zone) - timedelta(days=rng.randint(0, 6))
        grade, is_undone = rng.choice(list(Grade)), rng.random() < 0.2
        review = Review(
            user_id=learner.id,
            bank_id=card.item.bank_id,
            item_id=card.item.id,
            revision_id=card.item.revision_id,
            client_key=f"{card.item.id}-{number}",
            body_digest="x",
            kind=ReviewKind.CARD,
            reviewed_at=day_start(day, learner.zone) + timedelta(hours=1),
            local_day=day,
            time_zone=learner.zone.key,
            grade=grade,
            guessing=0.0,
            desired_retention=0.9,
            weights_version="fsrs",
            topic=card.item.topic,
            was_due=True,
            after_reading=False,
        )
        session.add(review)
        session.flush()
        if is_undone:
            session.add(ReviewUndo(review_id=review.id, undone_at=now))
        else:
            card.graded.append((day, grade))


def _mark(session: Any, learner: Learner, card: Facts, rng: Random, now: datetime) -> None:
    today = learning_day(now, learner.zone)
    if rng.random() < 0.4:
        card.suspended = rng.random() < 0.4
        card.buried_on = rng.choice([None, today, today - timedelta(days=1)])
        card.note = rng.choice([None, *NOTES])
        session.add(
            CardMark(
                user_id=learner.id,
                item_id=card.item.id,
                bank_id=card.item.bank_id,
                suspended_at=now if card.suspended else None,
                buried_on=card.buried_on,
                note=card.note,
            )
        )
    if rng.random() < 0.2:
        card.flagged = True
        session.add(ItemFlag(user_id=learner.id, item_id=card.item.id, flagged_at=now))
    card.tags = set(rng.sample(TAGS, rng.choice([0, 0, 1, 2])))
    session.add_all(
        CardTag(user_id=learner.id, item_id=card.item.id, tag=tag, bank_id=card.item.bank_id)
        for tag in card.tags
    )


def matches(  # noqa: C901, PLR0911, PLR0912 - a line for each term of the language
    query: terms.Query, card: Facts, today: date, zone: Any
) -> bool:
    """Whether a query is about a card, by the words of its documentation."""
    match query:
        case terms.Everything():
            return True
        case terms.Not(part):
            return not matches(part, card, today, zone)
        case terms.All(parts):
            return all(matches(part, card, today, zone) for part in parts)
        case terms.Any(parts):
            return any(matches(part, card, today, zone) for part in parts)
        case terms.Word(prefix):
            return any(
                word.startswith(prefix) for text in [*card.texts, _note(card)] for word in text
            )
        case terms.Phrase(phrase):
            return any(_holds(text, phrase) for text in [*card.texts, _note(card)])
        case terms.OnTopic(topic):
            return card.item.topic == topic
        case terms.OfType(kind):
            return card.item.type == kind
        case terms.Tagged(tag):
            return tag in card.tags
        case terms.InNote(prefix):
            return any(word.startswith(prefix) for word in _note(card))
        case terms.Refers(to, key):
            known = {
                Reference.FACT: card.facts,
                Reference.SENTENCE: card.sentences,
                Reference.KEY: {card.item.key},
            }
            return key in known[to]
        case terms.Within(event, days):
            return _lately(event, card, today - timedelta(days=days))
        case terms.State(state):
            return _is(state, card, today, zone)
        case terms.Compare(measure):
            return card.memory is not None and _compare(
                _number(card.memory, measure, today, zone), query
            )
    raise AssertionError(query)


def _note(card: Facts) -> list[str]:
    return words_of(card.note or "")


def _holds(text: Sequence[str], phrase: Sequence[str]) -> bool:
    return f" {' '.join(phrase)} " in f" {' '.join(text)} "


def _lately(event: Lately, card: Facts, before: date) -> bool:
    if event is Lately.INTRODUCED:
        return card.memory is not None and card.memory.introduced_on > before
    wanted = {Grade.AGAIN} if event is Lately.FORGOTTEN else set(Grade)
    return any(day > before and grade in wanted for day, grade in card.graded)


def _is(state: CardIs, card: Facts, today: date, zone: Any) -> bool:
    memory, buried = card.memory, card.buried_on == today
    in_review = memory is not None and memory.phase == Phase.REVIEW
    due = memory is not None and learning_day(memory.due_at, zone) <= today
    return {
        CardIs.DUE: due and not card.suspended and not buried,
        CardIs.NEW: memory is None,
        CardIs.LEARNING: memory is not None and not in_review,
        CardIs.REVIEW: in_review,
        CardIs.YOUNG: in_review and memory.stability < 21,
        CardIs.MATURE: in_review and memory.stability >= 21,
        CardIs.SUSPENDED: card.suspended,
        CardIs.BURIED: buried,
        CardIs.FLAGGED: card.flagged,
        CardIs.LEECH: memory is not None and memory.lapses >= LEECH_AFTER,
        CardIs.NOTED: card.note is not None,
        CardIs.CONFUSED: False,
    }[state]


def _number(memory: SimpleNamespace, measure: Measure, today: date, zone: Any) -> float:
    if measure is Measure.RETRIEVABILITY:
        return recalled(memory, today)
    if measure is Measure.DUE:
        return (learning_day(memory.due_at, zone) - today).days
    return getattr(memory, measure)


def _compare(number: float, asked: terms.Compare) -> bool:
    half = {Measure.RETRIEVABILITY: 0.005, Measure.DIFFICULTY: 0.05}.get(asked.measure, 0.5)
    value = asked.value
    return {
        Comparison.LESS: number < value,
        Comparison.AT_MOST: number <= value,
        Comparison.MORE: number > value,
        Comparison.AT_LEAST: number >= value,
        Comparison.EQUAL: value - half <= number < value + half,
    }[asked.comparison]


def recalled(memory: SimpleNamespace, today: date) -> float:
    return recall(memory.stability, elapsed=elapsed_days(memory.last_day, today))


def random_query(rng: Random, deck: Sequence[Facts], depth: int = 2) -> terms.Query:
    """A query about what is in a deck, or nearly."""
    kind = rng.random()
    if depth and kind < 0.45:
        parts = [random_query(rng, deck, depth - 1) for _ in range(rng.randint(2, 3))]
        return terms.all_of(parts) if rng.random() < 0.6 else terms.any_of(parts)
    if depth and kind < 0.6:
        return terms.Not(random_query(rng, deck, depth - 1))
    return rng.choice(_TERMS)(rng, rng.choice(deck))


def _some_word(rng: Random, card: Facts) -> str:
    return rng.choice(rng.choice([text for text in card.texts if text]))


def _phrase(rng: Random, card: Facts) -> terms.Phrase:
    text = rng.choice([text for text in card.texts if text])
    start = rng.randrange(len(text))
    return terms.Phrase(tuple(text[start : start + rng.randint(1, 3)]))


def _comparison(rng: Random, _: Facts) -> terms.Compare:
    measure = rng.choice(list(Measure))
    value = {
        Measure.RETRIEVABILITY: rng.choice([0.0, 0.5, 0.8, 0.9, 0.951, 1.0]),
        Measure.STABILITY: rng.choice([0.0, 2.3, 21.0, 67.0]),
        Measure.DIFFICULTY: rng.choice([3.0, 5.5, 10.0]),
        Measure.DUE: float(rng.choice([-1_000_000, -9, -1, 0, 1, 7, 1_000_000])),
    }.get(measure, float(rng.randint(0, 6)))
    return terms.Compare(measure, rng.choice(list(Comparison)), value)


_TERMS = [
    lambda rng, card: terms.Word(_some_word(rng, card)[: rng.randint(1, 8)]),
    _phrase,
    lambda rng, _: terms.InNote(rng.choice(["v", "schema", "teacher", "xyz"])),
    lambda rng, _: terms.Word(rng.choice(["schema", "hyperphosph"])),
    lambda rng, _: terms.Phrase(("ask", "the")),
    lambda rng, _: terms.OnTopic(rng.choice(list(Topic))),
    lambda rng, _: terms.OfType(rng.choice(list(ItemType))),
    lambda rng, _: terms.Tagged(rng.choice([*TAGS, "unused"])),
    lambda rng, _: terms.State(rng.choice(list(CardIs))),
    lambda rng, _: terms.State(rng.choice(list(CardIs))),
    lambda rng, card: terms.Refers(Reference.FACT, rng.choice(sorted(card.facts) or ["F99"])),
    lambda rng, card: terms.Refers(
        Reference.SENTENCE, rng.choice(sorted(card.sentences) or ["P9.9"])
    ),
    lambda rng, card: terms.Refers(Reference.KEY, rng.choice([card.item.key, "none"])),
    lambda rng, _: terms.Within(rng.choice(list(Lately)), rng.choice([1, 2, 7, 3650])),
    _comparison,
    _comparison,
]
