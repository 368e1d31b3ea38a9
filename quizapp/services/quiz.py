"""Practice quizzes: start an attempt, show its questions, record each answer once, sum it up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import MultipleItem, Option, SbaItem
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.answers import Answer, answer_from_json
from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.score import score
from quizapp.domain.learning import ability
from quizapp.domain.learning.selection import Candidate, choose_practice
from quizapp.models import (
    Ability,
    Attempt,
    AttemptItem,
    Bank,
    Item,
    ItemParameters,
    ItemRevision,
    Response,
)
from quizapp.services import memory, receipts
from quizapp.services.catalogue import find_bank, item_content
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.pool import draw_pool

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
        if not isinstance(self.content, SbaItem | MultipleItem):
            return ()
        shuffled = list(self.content.options)
        Random(f"{self.attempt.id}:{self.place.position}").shuffle(shuffled)
        return tuple(shuffled)

    @property
    def is_last(self) -> bool:
        return self.place.position == self.attempt.length


def start_attempt(
    session: Session,
    *,
    learner: Learner,
    slug: str,
    topics: Collection[str],
    length: int,
    client_key: str,
    now: datetime,
) -> Attempt:
    """Begin a practice quiz and choose its first question.

    Raises:
        NotFoundError: no such bank, or no question on those topics.
        ConflictError: the client key was used to start another quiz.
    """
    lock_learner(session, learner.id)
    earlier = session.scalar(
        select(Attempt).where(Attempt.user_id == learner.id, Attempt.client_key == client_key)
    )
    bank = find_bank(session, slug)
    chosen = [topic for topic in TOPICS if topic in topics]
    if earlier is not None:
        # A finished attempt may have become shorter than was asked for.
        same_length = earlier.finished_at is not None or earlier.length == length
        if not (same_length and (earlier.bank_id, earlier.topics) == (bank.id, chosen)):
            raise ConflictError("this form was already sent for another quiz")
        return earlier
    attempt = Attempt(
        user_id=learner.id,
        bank_id=bank.id,
        client_key=client_key,
        mode="practice",
        topics=chosen,
        length=length,
        answered=0,
        started_at=now,
    )
    session.add(attempt)
    session.flush()
    if not _place_next(session, learner, attempt, ability_of(session, learner.id, bank.id), now):
        raise NotFoundError("no question on those topics")
    return attempt


def ability_of(session: Session, learner_id: int, bank_id: int) -> ability.Ability:
    """The learner's ability on a bank; the prior where nothing was answered yet."""
    row = session.get(Ability, (learner_id, bank_id))
    return ability.Ability.from_json(row.state) if row else ability.prior(TOPICS)


# Statements of the path that every answer takes are put together once: building them for each
# request cost more than running them.
_QUESTION = (
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
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.user_id == bindparam("learner"),
        AttemptItem.position == bindparam("position"),
    )
)
_ASKED = (
    select(AttemptItem.item_id, Item.topic)
    .join(Item, Item.id == AttemptItem.item_id)
    .where(AttemptItem.attempt_id == bindparam("attempt"))
    .order_by(AttemptItem.position)
)
_PARAMETERS = (
    select(ItemParameters).where(ItemParameters.item_id == bindparam("item")).with_for_update()
)


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


def record_answer(
    session: Session,
    *,
    learner: Learner,
    attempt_id: int,
    position: int,
    answer: Answer,
    client_key: str,
    duration_ms: int | None,
    now: datetime,
) -> Response:
    """Mark an answer, move memory, ability and difficulty, and choose the next question.

    A place is answered once: whoever comes second, by a double click or on a second device, gets
    the first answer back.

    Raises:
        NotFoundError: the attempt is not theirs, or the place was not reached yet.
        ConflictError: the client key was used for another answer.
    """
    lock_learner(session, learner.id)
    body_digest = receipts.digest(attempt_id, position, answer.as_json())
    # Cards and quizzes share the log, and so its keys: this one may have been a card's.
    logged = memory.find_logged(session, learner.id, client_key)
    if logged is not None:
        receipts.require_same(logged, body_digest)
        return session.execute(
            select(Response).where(
                Response.user_id == learner.id, Response.client_key == client_key
            )
        ).scalar_one()
    question = find_question(
        session, learner_id=learner.id, attempt_id=attempt_id, position=position
    )
    if question.response is not None:
        return question.response
    attempt, place = question.attempt, question.place
    mark = score(question.content, answer)
    state = memory.find_state(session, learner.id, place.item_id)
    guessing = place.parameters["guessing"]
    response = Response(
        user_id=learner.id,
        attempt_id=attempt.id,
        position=position,
        item_id=place.item_id,
        revision_id=place.revision_id,
        client_key=client_key,
        body_digest=body_digest,
        answer=answer.as_json(),
        points=mark.points,
        maximum=mark.maximum,
        rule=mark.rule,
        rule_version=mark.version,
        mark=mark.as_json(),
        first_exposure=state is None,
        duration_ms=duration_ms,
        answered_at=now,
        local_day=learner.today(now),
    )
    session.add(response)
    memory.record_quiz(
        session,
        learner,
        state,
        score=mark.fraction,
        guessing=guessing,
        on=memory.Occasion(
            bank_id=attempt.bank_id,
            item_id=place.item_id,
            revision_id=place.revision_id,
            client_key=client_key,
            body_digest=body_digest,
            duration_ms=duration_ms,
            now=now,
        ),
    )
    # What is added is written together at the end, not before each of the queries in between.
    with session.no_autoflush:
        able = ability_of(session, learner.id, attempt.bank_id)
        if response.first_exposure:
            able = _learn(session, learner.id, question, able, mark.fraction)
        attempt.answered = position
        if position == attempt.length or not _place_next(session, learner, attempt, able, now):
            attempt.length, attempt.finished_at = position, now
    session.flush()
    return response


def _learn(
    session: Session,
    learner_id: int,
    question: Question,
    able: ability.Ability,
    share: float,
) -> ability.Ability:
    """Move ability and difficulty: only a first exposure says something about either.

    The ability moves by the parameters that the attempt stored, so that it can be folded again
    from the log; the item's difficulty moves from where all learners have brought it by now.
    """
    place, topic, bank_id = question.place, question.content.topic, question.bank.id
    guessing = place.parameters["guessing"]
    stored = ability.ItemParameters.from_json(place.parameters["item"])
    after, _ = ability.update(able, stored, topic=topic, score=share, guessing=guessing)
    row = session.get(Ability, (learner_id, bank_id))
    if row is None:
        session.add(
            Ability(user_id=learner_id, bank_id=bank_id, state=after.as_json(), answers=after.n)
        )
    else:
        row.state, row.answers = after.as_json(), after.n
    shared = session.execute(_PARAMETERS, {"item": place.item_id}).scalar_one()
    current = ability.ItemParameters(
        shared.difficulty, shared.variance, shared.discrimination, shared.answers
    )
    _, moved = ability.update(able, current, topic=topic, score=share, guessing=guessing)
    shared.difficulty, shared.variance, shared.answers = moved.difficulty, moved.variance, moved.n
    return after


def _place_next(
    session: Session, learner: Learner, attempt: Attempt, able: ability.Ability, now: datetime
) -> bool:
    """Choose the attempt's next question; False where none is left."""
    asked = session.connection().execute(_ASKED, {"attempt": attempt.id}).all()
    position = len(asked) + 1
    rng = Random(f"{attempt.id}:{position}")
    today = learner.today(now)
    pool = draw_pool(
        session,
        learner_id=learner.id,
        bank_id=attempt.bank_id,
        topics=attempt.topics,
        excluded={row.item_id for row in asked},
        today=today,
        rng=rng,
    )
    choice = choose_practice(
        pool.candidates,
        able,
        topics=tuple(attempt.topics),
        asked_topics=tuple(row.topic for row in asked),
        rng=rng,
        today=today,
    )
    if choice is None:
        return False
    chosen = next(one for one in pool.candidates if one.item_id == choice.item_id)
    session.add(
        AttemptItem(
            attempt_id=attempt.id,
            position=position,
            item_id=choice.item_id,
            revision_id=pool.revisions[choice.item_id],
            parameters=_snapshot(chosen, choice.expected_success),
            reason=choice.reason,
        )
    )
    return True


def _snapshot(candidate: Candidate, expected_success: float) -> dict[str, Any]:
    return {
        "item": candidate.parameters.as_json(),
        "guessing": candidate.guessing,
        "expected_success": round(expected_success, 4),
    }
