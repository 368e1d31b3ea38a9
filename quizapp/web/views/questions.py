"""A question of a quiz, before it is answered and after."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.domain.content.schema import ConcordanceItem
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.marks import Mark, ReasonCode
from quizapp.domain.learning.timer import Timer
from quizapp.services.quizzes.attempts import Question
from quizapp.services.quizzes.choices import OthersChoices, others_choices
from quizapp.services.quizzes.flags import flagged_among
from quizapp.services.teaching.own_marks import own_marks
from quizapp.web import words
from quizapp.web.change_words import change_text
from quizapp.web.forms.given import Given
from quizapp.web.mark_words import mark_text, verdict_text
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
    option_lines,
    prompt_of,
    source_of,
    spoken_language,
)


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A question that is still to be answered. ``minutes_left``: None without a time limit."""

    question: Question
    prompt: Prompt
    given: Given
    flagged: bool
    minutes_left: int | None


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """A question that was answered.

    ``given`` is what was typed, in ``given_lang``; ``rationale`` is the author's word on it, in the
    same language, empty where there is none. ``confidence`` says back how sure the learner was.
    ``changes`` of the mark are (what happened, the reason as it was written).
    """

    question: Question
    prompt: Prompt
    flagged: bool
    kind: str
    verdict: str
    detail: str
    confidence: str
    changes: tuple[tuple[str, str], ...]
    options: tuple[OptionFeedback, ...]
    panel: PanelFeedback | None
    others: OthersChoices | None
    given: str
    given_lang: str
    rationale: str
    expected: str
    explanation: str
    source: Source


def question_page(
    session: Session, question: Question, given: Given, now: datetime
) -> QuestionPage:
    """The page of an open question."""
    attempt = question.attempt
    left = Timer(attempt.started_at, attempt.deadline_at).remaining(now)
    return QuestionPage(
        question=question,
        prompt=prompt_of(question.content, question.options, spoken_language(question.bank)),
        given=given,
        flagged=is_flagged(session, question),
        minutes_left=None if left is None else math.ceil(left.total_seconds() / 60),
    )


def is_flagged(session: Session, question: Question) -> bool:
    """Whether the learner has a flag on the item."""
    item_id = question.place.item_id
    return item_id in flagged_among(
        session, learner_id=question.attempt.user_id, item_ids=[item_id]
    )


def feedback_page(session: Session, question: Question) -> FeedbackPage:
    """The page of an answered question, by the key and the mark that are in force."""
    [own] = own_marks(session, question.attempt, [question])
    question, mark = own.question, own.mark
    answer, content = question.answer, question.content
    if mark is None or question.response is None:
        raise ValueError("a question has feedback once it is answered")
    lang = spoken_language(question.bank)
    chosen = answer.ids if isinstance(answer, ChosenOptions) else frozenset()
    letters = {line.id: line.letter for line in option_lines(content, question.options, lang)}
    said = question.response.confidence
    others = others_choices(
        session,
        learner_id=question.attempt.user_id,
        revision_id=question.place.revision_id,
        content=content,
    )
    return FeedbackPage(
        question=question,
        prompt=prompt_of(content, question.options, lang),
        flagged=is_flagged(session, question),
        kind="right" if mark.credit == 1 else "partly" if mark.credit > 0 else "wrong",
        verdict=verdict_text(mark, by_panel=isinstance(content, ConcordanceItem)),
        detail=mark_text(mark, letters),
        confidence=words.was_confident(said) if said else "",
        changes=tuple((change_text(change), change.reason) for change in own.changes),
        options=options_feedback(lettered(content, question.options, lang), lang, chosen, others),
        panel=panel_feedback(content, chosen, others),
        others=others,
        given=answer.text if isinstance(answer, TypedText) else "",
        given_lang=answer.language if isinstance(answer, TypedText) else lang,
        rationale=_author_reason(answer, mark),
        expected=expected_answer(content, lang),
        explanation=content.explanation[lang],
        source=source_of(session, question.bank, content),
    )


def _author_reason(answer: Answer | None, mark: Mark) -> str:
    """Why a typed answer is wrong, where its author foresaw it; in the language it was typed in."""
    if not isinstance(answer, TypedText) or mark.credit > 0:
        return ""
    # What an instructor said of a mark by hand stands with the change.
    return "" if mark.reason.code == ReasonCode.BY_HAND else mark.reason.text or ""
