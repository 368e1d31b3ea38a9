"""A flashcard, front and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quizapp.domain.content import cloze
from quizapp.domain.content.cloze import Segment
from quizapp.domain.content.schema import ClozeItem
from quizapp.domain.learning.confusions import PAIRED_TYPES
from quizapp.domain.learning.memory import Grade
from quizapp.models import Bank
from quizapp.services.deck import cards
from quizapp.services.deck.card_actions import last_action
from quizapp.services.deck.card_marks import Marks, find_marks
from quizapp.services.deck.study_sets import StudySet
from quizapp.services.learners import Learner
from quizapp.services.quizzes.mistakes import Round
from quizapp.services.text.confusions import contrast_of
from quizapp.web.locale import interval
from quizapp.web.views.contrast import ContrastView, contrast_view
from quizapp.web.views.feedback import (
    OptionFeedback,
    PanelFeedback,
    options_feedback,
    panel_feedback,
)
from quizapp.web.views.parts import (
    Prompt,
    Source,
    expected_answer,
    lettered,
    prompt_of,
    source_of,
    spoken_language,
)
from quizapp.web.views.typed import TypedAnswer, typed_answer, typed_fields


@dataclass(frozen=True, slots=True)
class Answer:
    """The back of a card.

    ``suggested``: the grade that stands out, by what was ``typed`` on the front.
    """

    options: tuple[OptionFeedback, ...]
    panel: PanelFeedback | None
    expected: str
    explanation: str
    source: Source
    intervals: tuple[str, ...]
    typed: TypedAnswer | None
    suggested: Grade
    marks: Marks


@dataclass(frozen=True, slots=True)
class CardPage:
    """The front of a card and, once it is revealed, its back.

    ``chosen``: the cards that the session is about, None in the everyday queue. ``contrast``: the
    two options that the learner mixes up, if there are such. ``fields``: the hints of the fields to
    type the answer in, for who wants to.
    """

    card: cards.Card
    today: cards.Today
    chosen: Round | StudySet | None
    prompt: Prompt
    segments: tuple[Segment, ...]
    contrast: ContrastView | None
    fields: tuple[str | None, ...]
    answer: Answer | None
    two_grades: bool
    undoable: bool


def card_page(
    session: Session,
    learner: Learner,
    bank: Bank,
    now: datetime,
    *,
    revealed: int | None = None,
    chosen: Round | StudySet | None = None,
    anyway: bool = False,
    typed: Mapping[str, Any] | None = None,
) -> CardPage | None:
    """The next card, of those chosen or of today, or the revealed one; None at the end.

    On a day off none of today's comes, unless ``anyway``. ``typed``: what the cookie holds of the
    fields of a card.

    Raises:
        NotFoundError: the bank has no card of the revealed id.
        WithheldCardError: the revealed card belongs to an exam in progress.
    """
    today = cards.plan_bank(session, learner=learner, bank_id=bank.id, now=now)
    if revealed is not None:
        card = cards.reveal_card(
            session, learner=learner, bank_id=bank.id, item_id=revealed, today=today
        )
    else:
        rests = today.is_free and not anyway and chosen is None
        found = None
        if not rests:
            found = _next(session, learner, bank.id, today=today, chosen=chosen, now=now)
        if found is None:
            return None
        card = found
    lang = spoken_language(bank)
    content = card.content
    answer = None
    if revealed is not None:
        marked = typed_answer(typed, card, lang, learner)
        answer = _answer(session, learner, bank, card, typed=marked, now=now)
    return CardPage(
        card=card,
        today=today,
        chosen=chosen,
        prompt=prompt_of(content, card.options, lang),
        segments=cloze.parse(content.text[lang]) if isinstance(content, ClozeItem) else (),
        contrast=_contrast(session, learner, bank, card, now),
        fields=typed_fields(content, lang, learner),
        answer=answer,
        two_grades=learner.two_grades,
        undoable=_undoable(session, learner, bank.id, today=today, chosen=chosen, now=now),
    )


def _undoable(
    session: Session,
    learner: Learner,
    bank_id: int,
    *,
    today: cards.Today,
    chosen: Round | StudySet | None,
    now: datetime,
) -> bool:
    """Whether there is something of today to take back, and in a session of its own, of that."""
    if today.done and (chosen is None or chosen.done):
        return True
    day = learner.today(now)
    return last_action(session, learner_id=learner.id, bank_id=bank_id, day=day) is not None


def _contrast(
    session: Session, learner: Learner, bank: Bank, card: cards.Card, now: datetime
) -> ContrastView | None:
    if card.content.type not in PAIRED_TYPES:
        return None
    found = contrast_of(
        session, learner_id=learner.id, bank_id=bank.id, item_id=card.item_id, now=now
    )
    return contrast_view(found, card.options, spoken_language(bank)) if found else None


def _next(
    session: Session,
    learner: Learner,
    bank_id: int,
    *,
    today: cards.Today,
    chosen: Round | StudySet | None,
    now: datetime,
) -> cards.Card | None:
    if chosen is None:
        return cards.next_card(session, learner=learner, bank_id=bank_id, today=today, now=now)
    if not chosen.left:
        return None
    return cards.find_card(session, learner=learner, bank_id=bank_id, item_id=chosen.left[0])


def _answer(
    session: Session,
    learner: Learner,
    bank: Bank,
    card: cards.Card,
    *,
    typed: TypedAnswer | None,
    now: datetime,
) -> Answer:
    lang = spoken_language(bank)
    content = card.content
    outcomes = cards.preview_grades(session, learner, bank.id, card, now)
    return Answer(
        options=options_feedback(lettered(content, card.options, lang), lang, frozenset()),
        panel=panel_feedback(content, frozenset()),
        expected=expected_answer(content, lang),
        explanation=content.explanation[lang],
        source=source_of(session, bank, content),
        intervals=tuple(
            interval(outcomes[grade].interval_days, outcomes[grade].state.due_at, now)
            for grade in Grade
        ),
        typed=typed,
        suggested=(typed and typed.suggested) or Grade.GOOD,
        marks=find_marks(
            session, learner_id=learner.id, item_id=card.item_id, today=learner.today(now)
        ),
    )
