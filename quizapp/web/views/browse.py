"""Lists of cards: what was looked for, the rows, and what can be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from quizapp.domain.content import cloze
from quizapp.domain.content.schema import ClozeItem
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.card_query import parse
from quizapp.domain.learning.query.terms import CardIs
from quizapp.models import Bank
from quizapp.services.deck.card_actions import last_action
from quizapp.services.deck.deck_overview import own_tags
from quizapp.services.learners import Learner
from quizapp.services.search.card_order import Cursor, Order
from quizapp.services.search.card_rows import CardRow, card_rows
from quizapp.services.search.card_search import PAGE, CardSearch, Found
from quizapp.web import words
from quizapp.web.views.parts import spoken_language

_STATES = {
    CardIs.DUE: _l("Due today"),
    CardIs.NEW: _l("New"),
    CardIs.LEARNING: _l("Being learnt"),
    CardIs.REVIEW: _l("In review"),
    CardIs.YOUNG: _l("Young"),
    CardIs.MATURE: _l("Mature"),
    CardIs.SUSPENDED: _l("Suspended"),
    CardIs.BURIED: _l("Buried until tomorrow"),
    CardIs.FLAGGED: _l("⚑ Flagged"),
    CardIs.LEECH: _l("Leech"),
    CardIs.NOTED: _l("With a note"),
    CardIs.CONFUSED: _l("Confused with another answer"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A card in a list: its question in Markdown, and what is known of it, in words."""

    item_id: int
    url: str
    lang: Language
    question: str
    facts: tuple[str, ...]
    tags: tuple[str, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class LastDone:
    """The last thing done to cards today, in words, and its number for the undo."""

    action_id: int
    said: str


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """A page of the finds; ``next_url`` is None on the last one, ``tags`` are all of the deck."""

    find: str
    order: Order
    found: Found
    lines: Sequence[Line]
    heading: str
    next_url: str | None
    is_first: bool
    tags: Sequence[str]
    last: LastDone | None


def browse_page(
    session: Session,
    learner: Learner,
    bank: Bank,
    *,
    find: str,
    order: Order,
    after: Cursor | None,
    now: datetime,
) -> BrowsePage:
    """What a search finds, from the cursor on.

    Raises:
        QueryError: the search cannot be understood.
    """
    search = CardSearch(session, learner=learner, bank_id=bank.id, query=parse(find), now=now)
    found = search.page(order, after=after)
    return BrowsePage(
        find=find,
        order=order,
        found=found,
        lines=_lines(bank, card_rows(search.ground, found.ids)),
        heading=_heading(found),
        next_url=_url_after(bank, find, order, found.next),
        is_first=after is None,
        tags=list(own_tags(session, learner_id=learner.id, bank_id=bank.id)),
        last=last_done(session, learner, bank.id, now),
    )


def _url_after(bank: Bank, find: str, order: Order, cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    return url_for("cards.browse", slug=bank.slug, find=find, order=order.value, after=str(cursor))


def last_done(session: Session, learner: Learner, bank_id: int, now: datetime) -> LastDone | None:
    """What was done last to cards of a bank today, and not taken back."""
    action = last_action(session, learner_id=learner.id, bank_id=bank_id, day=learner.today(now))
    if action is None:
        return None
    return LastDone(action.id, done_words(ActionKind(action.kind), len(action.before["cards"])))


def done_words(kind: ActionKind, count: int) -> str:
    """What was done to so many cards."""
    said = {
        ActionKind.SUSPEND: ngettext("%(num)s card suspended.", "%(num)s cards suspended.", count),
        ActionKind.UNSUSPEND: ngettext(
            "%(num)s card unsuspended.", "%(num)s cards unsuspended.", count
        ),
        ActionKind.BURY: ngettext(
            "%(num)s card buried until tomorrow.", "%(num)s cards buried until tomorrow.", count
        ),
        ActionKind.UNBURY: ngettext("%(num)s card unburied.", "%(num)s cards unburied.", count),
        ActionKind.FLAG: ngettext("%(num)s card flagged.", "%(num)s cards flagged.", count),
        ActionKind.UNFLAG: ngettext(
            "The flag was taken off %(num)s card.", "The flag was taken off %(num)s cards.", count
        ),
        ActionKind.TAG: ngettext("%(num)s card tagged.", "%(num)s cards tagged.", count),
        ActionKind.UNTAG: ngettext(
            "A tag was taken off %(num)s card.", "A tag was taken off %(num)s cards.", count
        ),
        ActionKind.NOTE: ngettext(
            "The note on %(num)s card changed.", "The notes on %(num)s cards changed.", count
        ),
        ActionKind.RESCHEDULE: ngettext(
            "%(num)s card was put on another day.", "%(num)s cards were put on other days.", count
        ),
    }
    return str(said[kind])


def count_words(found: Found) -> str:
    """How many cards were found."""
    if found.total is None:
        return str(gettext("More than %(num)s cards", num=PAGE))
    return str(ngettext("%(num)s card", "%(num)s cards", found.total))


def _heading(found: Found) -> str:
    return count_words(found) if found.total != 0 else str(gettext("No card found"))


def _lines(bank: Bank, rows: Sequence[CardRow]) -> list[Line]:
    lang, say = spoken_language(bank), _Words()
    return [
        Line(
            item_id=row.item_id,
            url=url_for("cards.why", slug=bank.slug, item_id=row.item_id),
            lang=lang,
            question=_question(row.content, lang),
            facts=tuple(_facts(row, say)),
            tags=row.tags,
            note=row.note,
        )
        for row in rows
    ]


def _question(content: ItemContent, lang: Language) -> str:
    """What a card asks, without what it hides."""
    if not isinstance(content, ClozeItem):
        return content.prompt[lang]
    segments = cloze.parse(content.text[lang])
    return "".join("[…]" if segment.hidden else segment.text for segment in segments)


class _Words:
    """The words of one page: fifty cards share them, and looking one up takes its time."""

    def __init__(self) -> None:
        self.topic, self.type = cache(words.topic_name), cache(words.type_name)
        self.state, self.due = cache(state_name), cache(_due)
        self.stability, self.lapses = cache(_stability), cache(_lapses)
        self.recall = cache(_recall)


def _facts(row: CardRow, say: _Words) -> list[str]:
    facts = [say.topic(row.topic), say.type(row.content.type), say.state(row.state)]
    marks = {
        CardIs.SUSPENDED: row.is_suspended,
        CardIs.BURIED: row.is_buried,
        CardIs.FLAGGED: row.is_flagged,
    }
    facts += [say.state(mark) for mark, is_set in marks.items() if is_set]
    memory = row.memory
    if memory is not None:
        facts += [
            say.due(memory.due_in),
            say.recall(round(100 * memory.recall)),
            say.stability(max(1, round(memory.stability))),
        ]
        if memory.lapses:
            facts.append(say.lapses(memory.lapses))
    return facts


def _recall(percent: int) -> str:
    return str(gettext("recall %(percent)s%%", percent=percent))


def _stability(days: int) -> str:
    return str(ngettext("stability %(num)s day", "stability %(num)s days", days))


def _lapses(count: int) -> str:
    return str(ngettext("%(num)s lapse", "%(num)s lapses", count))


def _due(days: int) -> str:
    if days < 0:
        return str(ngettext("%(num)s day overdue", "%(num)s days overdue", -days))
    if days == 0:
        return str(gettext("due today"))
    return str(ngettext("due in %(num)s day", "due in %(num)s days", days))


def state_name(state: CardIs) -> str:
    """What a card is to the learner, as a word on it."""
    return str(_STATES[state])


def order_names() -> dict[Order, str]:
    """The orders of a list."""
    return {
        Order.POSITION: gettext("Order of the bank"),
        Order.DUE: gettext("Soonest due first"),
        Order.RECALL: gettext("Weakest first"),
        Order.ADDED: gettext("Newest first"),
    }
