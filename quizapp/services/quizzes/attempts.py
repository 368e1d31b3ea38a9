"""What all modes of a quiz share: whose attempt it is, its places, and the question at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import Option, OptionsItem
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.answers import Answer, answer_from_json
from quizapp.domain.grading.marks import Mark
from quizapp.domain.learning import ability
from quizapp.domain.learning.build import Filters, Mode
from quizapp.domain.learning.selection import Candidate
from quizapp.domain.teaching.assignment import Shown
from quizapp.models import Ability, Attempt, AttemptItem, Bank, ItemRevision, Response
from quizapp.services.catalogue import item_content, item_contents
from quizapp.services.teaching.reveal import shown_of

TOPICS = tuple(topic.value for topic in Topic)


@dataclass(frozen=True, slots=True)
class Question:
    """One place of an attempt: what is asked and, once answered, how it was marked."""

    attempt: Attempt
    place: AttemptItem
    bank: Bank
    content: ItemContent
    response: Response | None

    @property
    def answer(self) -> Answer | None:
        return answer_from_json(self.response.answer) if self.response else None

    @property
    def mark(self) -> Mark | None:
        return Mark.from_json(self.response.mark) if self.response else None

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in this attempt's own order, the same on every visit."""
        if not isinstance(self.content, OptionsItem):
            return ()
        shuffled = list(self.content.options)
        Random(f"{self.attempt.id}:{self.place.position}").shuffle(shuffled)
        return tuple(shuffled)

    @property
    def is_last(self) -> bool:
        return self.place.position == self.attempt.length


def marks_may_be_known(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Whether key, rationales and marks may be shown.

    At once in practice, else at the end; of what was assigned, when its instructor wants it.
    """
    if attempt.mode == Mode.PRACTICE:
        return True
    return attempt.finished_at is not None and shown_of(session, attempt, now) is Shown.EVERYTHING


def filters_of(attempt: Attempt) -> Filters:
    """What the questions of an attempt are drawn from."""
    return Filters.from_json(attempt.topics, attempt.filters)


def ability_of(session: Session, learner_id: int, bank_id: int) -> ability.Ability:
    """The learner's ability on a bank; the prior where nothing was answered yet."""
    row = session.get(Ability, (learner_id, bank_id))
    return ability.Ability.from_json(row.state) if row else ability.prior(TOPICS)


# Statements of the path that every answer takes are put together once: building them for each
# request cost more than running them.
_ATTEMPT = select(Attempt).where(
    Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("learner")
)
_PLACES = (
    select(Attempt, AttemptItem, Bank, ItemRevision.digest, Response)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(Bank, Bank.id == Attempt.bank_id)
    .join(ItemRevision, ItemRevision.id == AttemptItem.revision_id)
    .outerjoin(
        Response,
        and_(
            Response.attempt_id == AttemptItem.attempt_id,
            Response.position == AttemptItem.position,
        ),
    )
    .where(Attempt.id == bindparam("attempt"), Attempt.user_id == bindparam("learner"))
    .order_by(AttemptItem.position)
)
_QUESTION = _PLACES.where(AttemptItem.position == bindparam("position"))


def find_attempt(session: Session, *, learner_id: int, attempt_id: int) -> Attempt:
    """The learner's own attempt.

    Raises:
        NotFoundError: there is no such attempt of theirs.
    """
    attempt = session.scalar(_ATTEMPT, {"learner": learner_id, "attempt": attempt_id})
    if attempt is None:
        raise NotFoundError(f"no attempt {attempt_id}")
    return attempt


def find_question(session: Session, *, learner_id: int, attempt_id: int, position: int) -> Question:
    """One place of the learner's own attempt.

    Raises:
        NotFoundError: the attempt is not theirs, or the place was not reached yet.
    """
    values = {"learner": learner_id, "attempt": attempt_id, "position": position}
    row = session.execute(_QUESTION, values).one_or_none()
    if row is None:
        raise NotFoundError(f"no question {position} in attempt {attempt_id}")
    attempt, place, bank, digest, response = row
    content = item_content(session, revision_id=place.revision_id, digest=digest)
    return Question(attempt, place, bank, content, response)


def find_questions(session: Session, *, learner_id: int, attempt_id: int) -> list[Question]:
    """Every place of the learner's own attempt that was reached, in order."""
    values = {"learner": learner_id, "attempt": attempt_id}
    rows = session.execute(_PLACES, values).all()
    digests = {place.revision_id: digest for _, place, _, digest, _ in rows}
    contents = item_contents(session, digests)
    return [
        Question(attempt, place, bank, contents[place.revision_id], response)
        for attempt, place, bank, _, response in rows
    ]


def placed(
    attempt: Attempt,
    position: int,
    candidate: Candidate,
    *,
    revision_id: int,
    reason: str,
    expected_success: float,
) -> AttemptItem:
    """The place of an item in an attempt, with the parameters in force when it was chosen."""
    return AttemptItem(
        attempt_id=attempt.id,
        position=position,
        item_id=candidate.item_id,
        revision_id=revision_id,
        parameters={
            "item": candidate.parameters.as_json(),
            "guessing": candidate.guessing,
            "expected_success": round(expected_success, 4),
        },
        reason=reason,
    )
