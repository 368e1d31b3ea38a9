"""A flashcard, front and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.domain.content import cloze
from quizapp.domain.content.cloze import Segment
from quizapp.domain.content.schema import ClozeItem
from quizapp.domain.learning.memory import Grade
from quizapp.models import Bank
from quizapp.services import cards
from quizapp.services.learners import Learner
from quizapp.services.mistakes import Round
from quizapp.services.study_sets import StudySet
from quizapp.web.locale import interval
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


@dataclass(frozen=True, slots=True)
class Answer:
    """The back of a card."""

    options: tuple[OptionFeedback, ...]
    panel: PanelFeedback | None
    expected: str
    explanation: str
    source: Source
    intervals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """The front of a card and, once it is revealed, its back.

    ``chosen``: the cards that the session is about, None in the everyday queue.
    """

    card: cards.Card
    today: cards.Today
    chosen: Round | StudySet | None
    prompt: Prompt
    segments: tuple[Segment, ...]
    answer: Answer | None


def card_page(
    session: Session,
    learner: Learner,
    bank: Bank,
    now: datetime,
    *,
    revealed: int | None = None,
    chosen: Round | StudySet | None = None,
) -> CardPage | None:
    """The next card, of those chosen or of today, or the revealed one; None at the end.

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
        found = _next(session, learner, bank.id, today=today, chosen=chosen, now=now)
        if found is None:
            return None
        card = found
    lang = spoken_language(bank)
    content = card.content
    return CardPage(
        card=card,
        today=today,
        chosen=chosen,
        prompt=prompt_of(content, card.options, lang),
        segments=cloze.parse(content.text[lang]) if isinstance(content, ClozeItem) else (),
        answer=_answer(session, learner, bank, card, now) if revealed is not None else None,
    )


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
    session: Session, learner: Learner, bank: Bank, card: cards.Card, now: datetime
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
    )
