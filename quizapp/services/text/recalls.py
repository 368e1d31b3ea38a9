"""The blank page: a paragraph written down from memory, then compared sentence by sentence.

Recalling moves no memory: what a sentence covers is the learner's own estimate of free words, not
an answer to an item.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning import blank_page
from quizapp.models import Bank, Recall
from quizapp.services import catalogue, receipts
from quizapp.services.catalogue import Paragraph, SentenceLine
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.text import memory_map

SHOWN_RECALLS = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """A recall beside its paragraph in the language that it was written in.

    ``left_out``: the sentences that it does not cover; ``cards``: how many cards are on these.
    """

    recall: Recall
    paragraph: Paragraph
    left_out: tuple[SentenceLine, ...]
    cards: int

    @property
    def covered(self) -> int:
        return len(self.paragraph.sentences) - len(self.left_out)


def find_paragraph(session: Session, bank: Bank, number: int, language: str) -> Paragraph:
    """A paragraph of a bank's text.

    Raises:
        NotFoundError: the text has none of this number.
    """
    text = catalogue.study_text(session, bank, language)
    for paragraph in text.paragraphs:
        if paragraph.number == number:
            return paragraph
    raise NotFoundError(f"no paragraph {number} in {bank.slug}")


def write_recall(
    session: Session,
    *,
    learner: Learner,
    bank: Bank,
    paragraph: int,
    body: str,
    client_key: str,
    now: datetime,
) -> Recall:
    """Keep what a learner wrote of a paragraph; sending it twice keeps it once.

    Raises:
        NotFoundError: there is no such paragraph.
        ConflictError: the client key was used for another text.
    """
    find_paragraph(session, bank, paragraph, learner.language)
    lock_learner(session, learner.id)
    body_digest = receipts.digest(bank.id, paragraph, body)
    earlier = session.scalar(
        select(Recall).where(Recall.user_id == learner.id, Recall.client_key == client_key)
    )
    if earlier is not None:
        receipts.require_same(earlier, body_digest)
        return earlier
    recall = Recall(
        user_id=learner.id,
        bank_id=bank.id,
        paragraph=paragraph,
        language=catalogue.spoken(bank.meta["languages"], learner.language),
        client_key=client_key,
        body_digest=body_digest,
        body=body,
        covered=[],
        written_at=now,
        local_day=learner.today(now),
    )
    session.add(recall)
    session.flush()
    return recall


def find_recall(
    session: Session, *, learner: Learner, bank: Bank, recall_id: int, now: datetime
) -> Compared:
    """The learner's own recall.

    Raises:
        NotFoundError: they wrote none of this number on the bank.
    """
    recall = _own(session, learner, bank, recall_id)
    paragraph = find_paragraph(session, bank, recall.paragraph, recall.language)
    missing = blank_page.left_out([one.id for one in paragraph.sentences], recall.covered)
    left_out = tuple(one for one in paragraph.sentences if one.id in missing)
    drawn = memory_map.map_memory(session, learner=learner, bank=bank, now=now).by_id
    cards = {item for sentence in left_out for item in drawn[sentence.id].item_ids}
    return Compared(recall, paragraph, left_out, len(cards))


def compare_recall(
    session: Session,
    *,
    learner: Learner,
    bank: Bank,
    recall_id: int,
    covered: Collection[str],
    now: datetime,
) -> Recall:
    """Note which sentences of the paragraph a recall covers, in place of what was noted before.

    Raises:
        NotFoundError: the learner wrote none of this number on the bank.
    """
    lock_learner(session, learner.id)
    recall = _own(session, learner, bank, recall_id)
    paragraph = find_paragraph(session, bank, recall.paragraph, recall.language)
    recall.covered = blank_page.in_text_order([one.id for one in paragraph.sentences], covered)
    recall.compared_at = now
    session.flush()
    return recall


def past_recalls(session: Session, *, learner: Learner, bank: Bank, paragraph: int) -> list[Recall]:
    """The learner's last recalls of a paragraph, the latest first."""
    return list(
        session.scalars(
            select(Recall)
            .where(
                Recall.user_id == learner.id,
                Recall.bank_id == bank.id,
                Recall.paragraph == paragraph,
            )
            .order_by(Recall.written_at.desc(), Recall.id.desc())
            .limit(SHOWN_RECALLS)
        )
    )


def _own(session: Session, learner: Learner, bank: Bank, recall_id: int) -> Recall:
    recall = session.scalar(
        select(Recall).where(
            Recall.id == recall_id, Recall.user_id == learner.id, Recall.bank_id == bank.id
        )
    )
    if recall is None:
        raise NotFoundError(f"no recall {recall_id}")
    return recall
