"""The study text as a map of the reader's memory: sentences, strip and table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from textwrap import shorten

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from quizapp.domain.learning.memory_map import Mark, MemoryMap, SentenceMemory
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.catalogue import Paragraph, StudyText
from quizapp.services.deck.study_sets import Order
from quizapp.services.learners import Learner
from quizapp.services.text import confusions, reading
from quizapp.services.text.confusions import Contrast
from quizapp.services.text.memory_map import map_memory
from quizapp.services.text.reading import ReadingSoFar
from quizapp.web.locale import language

# The most items that a click on a sentence brings, as a sitting of a minute.
MOST_ON_SENTENCE = 3
EXCERPT = 60

BAR_WIDTH, BAR_PITCH, BAR_ROOM = 16, 20, 40
# Of a bar that says nothing of recall: a stub that can be seen and hit.
STUB = 10
_DASHES = {Mark.FADING: "4 3", Mark.UNSEEN: "1 3"}


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence as it is shown: ``href`` begins a session on it, empty where it has no item.

    ``state`` says its mark in words, for those who do not see it.
    """

    id: str
    text: str
    mark: str
    state: str
    href: str
    met: int
    items: int

    @property
    def excerpt(self) -> str:
        return shorten(self.text, EXCERPT, placeholder="…")


@dataclass(frozen=True, slots=True)
class Bar:
    """A sentence on the strip; coordinates in the units of its section's picture."""

    sentence: SentenceView
    x: int
    y: float
    height: float
    dashes: str


@dataclass(frozen=True, slots=True)
class Section:
    """The bars of one section of the text, side by side."""

    topic: str
    heading: str
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        return len(self.bars) * BAR_PITCH


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """The text, and what the reader is predicted to remember of it.

    ``weak_href`` begins a session on all that fades, ``confused_href`` one on the ``confused``
    cards, whose open pairs are ``contrasts``.
    """

    text: StudyText
    memory: MemoryMap
    sentences: dict[str, SentenceView]
    strip: tuple[Section, ...]
    weak_href: str
    reading: ReadingSoFar
    contrasts: tuple[Contrast, ...]
    confused: int
    confused_href: str


def reader_page(session: Session, learner: Learner, bank: Bank, now: datetime) -> ReaderPage:
    """The text of a bank in the reader's language with the map over it."""
    text = catalogue.study_text(session, bank, language())
    memory = map_memory(session, learner=learner, bank=bank, now=now)
    lines = {line.id: line.text for paragraph in text.paragraphs for line in paragraph.sentences}
    sentences = {
        one.id: sentence_view(one, lines[one.id], _href(one, bank)) for one in memory.sentences
    }
    on_map = {item for one in memory.sentences for item in one.item_ids}
    found = confusions.open_contrasts(session, learner_id=learner.id, bank_id=bank.id, now=now)
    contrasts = tuple(contrast for contrast in found if contrast.item_id in on_map)
    return ReaderPage(
        text=text,
        memory=memory,
        sentences=sentences,
        strip=strip_of(text.paragraphs, memory, sentences),
        weak_href=study_url(bank, "retrievability<0.8"),
        reading=reading.reading_so_far(session, learner=learner, bank_id=bank.id, now=now),
        contrasts=contrasts,
        confused=len({contrast.item_id for contrast in contrasts}),
        confused_href=study_url(bank, "is:confused"),
    )


def study_url(bank: Bank, find: str, *, most: int | None = None) -> str:
    """The address of a session on the cards that a search finds, the weakest first.

    It begins when it is opened: a page that is come back to leads to a session anew.
    """
    return url_for(
        "cards.card",
        slug=bank.slug,
        find=find,
        order=Order.RECALL.value,
        most=most,
    )


def on_sentences(ids: list[str]) -> str:
    """The search for the cards on any of these sentences."""
    return " or ".join(f"sentence:{name}" for name in ids)


def _href(one: SentenceMemory, bank: Bank) -> str:
    if not one.items:
        return ""
    return study_url(bank, on_sentences([one.id]), most=MOST_ON_SENTENCE)


def sentence_view(one: SentenceMemory, text: str, href: str) -> SentenceView:
    """A sentence of the map with its text, and the address that it leads to."""
    return SentenceView(one.id, text, one.mark.value, _state(one), href, one.met, one.items)


def _state(one: SentenceMemory) -> str:
    """«62 %», or why there is no number."""
    if one.percent is not None:
        return str(gettext("%(value)s%%", value=one.percent))
    return str(gettext("nothing to practise") if one.mark is Mark.BARE else gettext("never seen"))


def strip_of(
    paragraphs: Iterable[Paragraph], memory: MemoryMap, sentences: Mapping[str, SentenceView]
) -> tuple[Section, ...]:
    """The bars of all sentences, section by section."""
    known = memory.by_id
    sections = []
    for (topic, heading), group in groupby(paragraphs, key=lambda one: (one.topic, one.heading)):
        ids = [line.id for paragraph in group for line in paragraph.sentences]
        bars = tuple(
            _bar(position, known[name], sentences[name]) for position, name in enumerate(ids)
        )
        sections.append(Section(topic, heading, bars))
    return tuple(sections)


def _bar(position: int, one: SentenceMemory, sentence: SentenceView) -> Bar:
    height = STUB if one.recall is None else max(float(STUB), one.recall * BAR_ROOM)
    return Bar(
        sentence=sentence,
        x=position * BAR_PITCH + (BAR_PITCH - BAR_WIDTH) // 2,
        y=BAR_ROOM + 2 - height,
        height=height,
        dashes=_DASHES.get(one.mark, ""),
    )
