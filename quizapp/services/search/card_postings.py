"""Terms that list the cards they find: words, tags, marks, sentences, reviews of the last days.

Such a list is short or long; the search begins with a short one, rather than go through a bank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, select

from quizapp.domain.content.item_words import searchable_texts
from quizapp.domain.content.words import words_of
from quizapp.domain.learning.card_query import QueryError, Wrong
from quizapp.domain.learning.memory import Grade, ReviewKind
from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import CardIs, Lately, Reference
from quizapp.models import (
    CardMark,
    CardTag,
    Item,
    ItemFact,
    ItemFlag,
    ItemRevision,
    ItemSentence,
    ItemWord,
    Review,
)
from quizapp.services.review_log import IS_STANDING
from quizapp.services.search.card_ground import Ground
from quizapp.services.text.confusions import confused_items

FEW = 2_000  # cards: looking these up one by one is faster than going through a large bank
MOST_VERIFIED = 5_000  # cards that are read to see whether their words follow each other
_AFTER_EVERY_WORD = "\U0010ffff"

Ids = Select[tuple[int]]


def postings(term: terms.Term, ground: Ground) -> Ids | None:
    """The numbers of the cards that a term finds; None for a term that is a condition on a row."""
    ids: Ids | None = None
    match term:
        case terms.Word(prefix):
            ids = _words(ground).where(word_begins(prefix))
        case terms.Phrase((word,)):
            ids = _words(ground).where(ItemWord.word == word)
        case terms.Tagged(tag):
            ids = select(CardTag.item_id).where(
                CardTag.user_id == ground.learner.id,
                CardTag.bank_id == ground.bank_id,
                CardTag.tag == tag,
            )
        case terms.Refers(to, key) if to is not Reference.KEY:
            table = ItemSentence if to is Reference.SENTENCE else ItemFact
            ids = select(table.item_id).where(table.bank_id == ground.bank_id, table.key == key)
        case terms.State(state) if state in _MARKED:
            ids = _MARKED[state](ground)
        case terms.Within(event, days) if event is not Lately.INTRODUCED:
            ids = _reviewed(ground, event, days)
        case _:
            pass
    return ids


def listed(term: terms.Term, ground: Ground) -> list[int]:
    """The cards that a term finds and the database cannot: in notes, and by words in a row.

    Raises:
        QueryError: the words of a phrase stand in too many cards.
    """
    match term:
        case terms.Word(prefix) | terms.InNote(prefix):
            return ground.items_noted(lambda words: any(word.startswith(prefix) for word in words))
        case terms.Phrase(phrase):
            noted = ground.items_noted(lambda words: _follow(phrase, words))
            return noted + (_in_a_row(ground, phrase) if len(phrase) > 1 else [])
        case terms.State(CardIs.CONFUSED):
            return list(
                confused_items(ground.session, ground.learner.id, ground.bank_id, ground.now)
            )
    return []


def word_begins(prefix: str) -> ColumnElement[bool]:
    """A range of the index: words are compared by code point."""
    return and_(ItemWord.word >= prefix, ItemWord.word < prefix + _AFTER_EVERY_WORD)


def how_many(ground: Ground, ids: Ids) -> int:
    """How long a list is; `FEW` + 1 for all that are longer."""
    first = ids.limit(FEW + 1).subquery()
    return ground.session.scalar(select(func.count()).select_from(first)) or 0


def _words(ground: Ground) -> Ids:
    return select(ItemWord.item_id).where(ItemWord.bank_id == ground.bank_id)


def _marked(condition: Callable[[Ground], ColumnElement[bool]]) -> Callable[[Ground], Ids]:
    return lambda ground: select(CardMark.item_id).where(
        CardMark.user_id == ground.learner.id,
        CardMark.bank_id == ground.bank_id,
        condition(ground),
    )


_MARKED: Mapping[CardIs, Callable[[Ground], Ids]] = {
    CardIs.SUSPENDED: _marked(lambda _: CardMark.suspended_at.is_not(None)),
    CardIs.BURIED: _marked(lambda ground: CardMark.buried_on == ground.today),
    CardIs.NOTED: _marked(lambda _: CardMark.note.is_not(None)),
    CardIs.FLAGGED: lambda ground: select(ItemFlag.item_id).where(
        ItemFlag.user_id == ground.learner.id
    ),
}
suspended_ids, buried_ids = _MARKED[CardIs.SUSPENDED], _MARKED[CardIs.BURIED]


def _reviewed(ground: Ground, event: Lately, days: int) -> Ids:
    """Graded as a card, or graded Again, on one of the last learning days."""
    found = select(Review.item_id).where(
        Review.user_id == ground.learner.id,
        Review.bank_id == ground.bank_id,
        Review.local_day > ground.today - timedelta(days=days),
        Review.kind == ReviewKind.CARD,
        IS_STANDING,
    )
    return found.where(Review.grade == Grade.AGAIN) if event is Lately.FORGOTTEN else found


def _in_a_row(ground: Ground, phrase: Sequence[str]) -> list[int]:
    """The cards in which whole words follow each other: those that hold all, read."""
    counted = {
        word: how_many(ground, _words(ground).where(ItemWord.word == word)) for word in phrase
    }
    rarest, *others = sorted(counted, key=counted.__getitem__)
    rows = ground.session.execute(
        select(Item.id, ItemRevision.content)
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .where(
            Item.id.in_(_words(ground).where(ItemWord.word == rarest)),
            Item.retired_at.is_(None),
            *(
                select(ItemWord.word)
                .where(ItemWord.item_id == Item.id, ItemWord.word == word)
                .exists()
                for word in others
            ),
        )
        .limit(MOST_VERIFIED + 1)
    ).all()
    if len(rows) > MOST_VERIFIED:
        raise QueryError(Wrong.TOO_COMMON, 0, " ".join(phrase), highest=MOST_VERIFIED)
    return [
        item
        for item, document in rows
        if any(_follow(phrase, words_of(text)) for text in searchable_texts(document))
    ]


def _follow(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words of a phrase follow each other in a text."""
    length = len(phrase)
    wanted = list(phrase)
    return any(words[start : start + length] == wanted for start in range(len(words) - length + 1))
