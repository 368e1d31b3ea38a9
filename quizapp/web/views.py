"""What single pages show, gathered from the services and put into the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from string import ascii_uppercase

from sqlalchemy.orm import Session

from quizapp.domain.content import cloze
from quizapp.domain.content.cloze import Segment
from quizapp.domain.content.schema import (
    BasicItem,
    ClozeItem,
    Item,
    MultipleItem,
    Option,
    SbaItem,
    ShortAnswerItem,
)
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.answers import ChosenOptions, TypedText
from quizapp.domain.learning.memory import Grade
from quizapp.models import Bank
from quizapp.services import cards, catalogue
from quizapp.services.catalogue import NoteLine, Paragraph, spoken
from quizapp.services.learners import Learner
from quizapp.services.quiz import Question
from quizapp.web import words
from quizapp.web.locale import interval, language


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option before the answer: nothing in it tells the key."""

    id: str
    text: str
    letter: str


@dataclass(frozen=True, slots=True)
class OptionFeedback:
    """An option after the answer."""

    letter: str
    text: str
    rationale: str
    chosen: bool
    correct: bool
    flag: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item stands in the text, and what lies beyond it."""

    lang: str
    marked: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[NoteLine, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question that is still to be answered."""

    question: Question
    lang: str
    stem: str
    options: tuple[OptionLine, ...]
    multiple: bool


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """A question that was answered."""

    question: Question
    lang: str
    stem: str
    kind: str
    detail: str
    options: tuple[OptionFeedback, ...]
    given: str
    expected: str
    explanation: str
    source: Source


@dataclass(frozen=True, slots=True)
class Answer:
    """The back of a card."""

    options: tuple[OptionFeedback, ...]
    expected: str
    explanation: str
    source: Source
    intervals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """The front of a card and, once it is revealed, its back."""

    card: cards.Card
    today: cards.Today
    lang: str
    stem: str
    segments: tuple[Segment, ...]
    options: tuple[OptionLine, ...]
    multiple: bool
    answer: Answer | None


def spoken_language(bank: Bank) -> Language:
    """The language in which this reader is shown the content of a bank."""
    return Language(spoken(bank.meta["languages"], language()))


def question_page(question: Question) -> QuestionPage:
    """The page of an open question."""
    lang = spoken_language(question.bank)
    return QuestionPage(
        question=question,
        lang=lang,
        stem=question.content.prompt[lang],
        options=_option_lines(question.options, lang),
        multiple=isinstance(question.content, MultipleItem),
    )


def feedback_page(session: Session, question: Question) -> FeedbackPage:
    """The page of an answered question."""
    mark, answer = question.mark, question.answer
    if mark is None:
        raise ValueError("a question has feedback once it is answered")
    lang = spoken_language(question.bank)
    chosen = answer.ids if isinstance(answer, ChosenOptions) else frozenset()
    letters = dict(zip((option.id for option in question.options), ascii_uppercase, strict=False))
    kind = "right" if mark.fraction == 1 else "partly" if mark.fraction > 0 else "wrong"
    return FeedbackPage(
        question=question,
        lang=lang,
        stem=question.content.prompt[lang],
        kind=kind,
        detail=words.mark_text(mark, letters),
        options=_options_feedback(question.options, lang, chosen),
        given=answer.text if isinstance(answer, TypedText) else "",
        expected=_expected(question.content, lang),
        explanation=question.content.explanation[lang],
        source=source_of(session, question.bank, question.content),
    )


def card_page(
    session: Session, learner: Learner, bank: Bank, revealed: int | None, now: datetime
) -> CardPage | None:
    """The next card, or the revealed one; None when today's cards are done.

    Raises:
        NotFoundError: the bank has no card of the revealed id.
    """
    today = cards.plan_bank(session, learner=learner, bank_id=bank.id, now=now)
    if revealed is not None:
        card = cards.find_card(session, learner=learner, bank_id=bank.id, item_id=revealed)
    else:
        found = cards.next_card(session, learner=learner, bank_id=bank.id, today=today, now=now)
        if found is None:
            return None
        card = found
    lang = spoken_language(bank)
    content = card.content
    return CardPage(
        card=card,
        today=today,
        lang=lang,
        stem="" if isinstance(content, ClozeItem) else content.prompt[lang],
        segments=cloze.parse(content.text[lang]) if isinstance(content, ClozeItem) else (),
        options=_option_lines(card.options, lang),
        multiple=isinstance(content, MultipleItem),
        answer=_answer(session, learner, bank, card, now) if revealed is not None else None,
    )


def _answer(
    session: Session, learner: Learner, bank: Bank, card: cards.Card, now: datetime
) -> Answer:
    lang = spoken_language(bank)
    outcomes = cards.preview_grades(learner, card, now)
    return Answer(
        options=_options_feedback(card.options, lang, frozenset()),
        expected=_expected(card.content, lang),
        explanation=card.content.explanation[lang],
        source=source_of(session, bank, card.content),
        intervals=tuple(
            interval(outcomes[grade].interval_days, outcomes[grade].state.due_at, now)
            for grade in Grade
        ),
    )


def source_of(session: Session, bank: Bank, content: Item) -> Source:
    """The paragraphs an item comes from, its sentences marked, and the notes on them."""
    text = catalogue.study_text(session, bank, language())
    marked = tuple(content.sentences)
    return Source(
        lang=text.language,
        marked=marked,
        paragraphs=text.around(marked),
        notes=tuple(note for note in text.notes if set(note.sentences) & set(marked)),
    )


def _option_lines(options: Sequence[Option], lang: str) -> tuple[OptionLine, ...]:
    return tuple(
        OptionLine(option.id, option.text[Language(lang)], letter)
        for option, letter in zip(options, ascii_uppercase, strict=False)
    )


def _options_feedback(
    options: Sequence[Option], lang: Language, chosen: frozenset[str]
) -> tuple[OptionFeedback, ...]:
    return tuple(
        OptionFeedback(
            letter=letter,
            text=option.text[lang],
            rationale=option.rationale[lang],
            chosen=option.id in chosen,
            correct=option.correct,
            flag=option.flag,
        )
        for option, letter in zip(options, ascii_uppercase, strict=False)
    )


def _expected(content: Item, lang: Language) -> str:
    """The answer in one line, for the types that have one."""
    match content:
        case ShortAnswerItem():
            return content.answers[lang][0]
        case BasicItem():
            return content.back[lang]
        case SbaItem():
            return content.keys[0].text[lang]
        case _:
            return ""
