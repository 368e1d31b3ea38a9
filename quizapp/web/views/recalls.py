"""The blank page: what is to be recalled, what was, and how it compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_decimal
from sqlalchemy.orm import Session

from quizapp.domain.learning.blank_page import LONGEST, in_text_order
from quizapp.models import Bank, Recall
from quizapp.services import catalogue
from quizapp.services.catalogue import Paragraph
from quizapp.services.learners import Learner
from quizapp.services.text import recalls
from quizapp.services.text.recalls import Compared
from quizapp.web.locale import language
from quizapp.web.views.reader import on_sentences, study_url


@dataclass(frozen=True, slots=True)
class PastRecall:
    """An earlier recall; ``covered`` sentences of the paragraph, None while not compared."""

    recall: Recall
    covered: int | None


@dataclass(frozen=True, slots=True)
class RecallPage:
    """A paragraph to be recalled: its place, and none of its words. ``lang``: of the text.

    ``draft`` names what is being written in this browser, apart for each learner.
    """

    lang: str
    paragraph: Paragraph
    position: int
    of: int
    past: tuple[PastRecall, ...]
    draft: str
    limit: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """A recall beside its paragraph; ``review_href`` begins a session on what it leaves out."""

    compared: Compared
    review_href: str
    next: int | None
    draft: str


def recall_page(session: Session, learner: Learner, bank: Bank, number: int) -> RecallPage:
    """The blank page for a paragraph.

    Raises:
        NotFoundError: the text has no such paragraph.
    """
    paragraph = recalls.find_paragraph(session, bank, number, language())
    text = catalogue.study_text(session, bank, language())
    siblings = [one.number for one in text.paragraphs if one.topic == paragraph.topic]
    past = recalls.past_recalls(session, learner=learner, bank=bank, paragraph=number)
    return RecallPage(
        lang=text.language,
        paragraph=paragraph,
        position=siblings.index(number) + 1,
        of=len(siblings),
        past=tuple(PastRecall(one, _covered(one, paragraph)) for one in past),
        draft=_draft(learner, bank, number),
        limit=format_decimal(LONGEST),
    )


def _draft(learner: Learner, bank: Bank, number: int) -> str:
    return f"recall-{learner.id}-{bank.slug}-{number}"


def _covered(recall: Recall, paragraph: Paragraph) -> int | None:
    if recall.compared_at is None:
        return None
    return len(in_text_order([one.id for one in paragraph.sentences], recall.covered))


def compare_page(
    session: Session, learner: Learner, bank: Bank, recall_id: int, now: datetime
) -> ComparePage:
    """A recall of the learner beside the text.

    Raises:
        NotFoundError: it is not theirs.
    """
    compared = recalls.find_recall(
        session, learner=learner, bank=bank, recall_id=recall_id, now=now
    )
    text = catalogue.study_text(session, bank, language())
    later = [one.number for one in text.paragraphs if one.number > compared.paragraph.number]
    find = on_sentences([one.id for one in compared.left_out])
    return ComparePage(
        compared=compared,
        review_href=study_url(bank, find) if compared.cards else "",
        next=min(later, default=None),
        draft=_draft(learner, bank, compared.paragraph.number),
    )
