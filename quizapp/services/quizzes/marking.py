"""What an answer changes: its mark in the log, the memory of its item, ability and difficulty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.grading.answers import Answer
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.score import rule_of, score
from quizapp.domain.learning import ability
from quizapp.models import Ability, ItemParameters, MemoryState, Response
from quizapp.services import memory, study_days
from quizapp.services.deck.decks import DeckNow, agenda_for, deck_now
from quizapp.services.deck.siblings import bury_siblings
from quizapp.services.learners import Learner
from quizapp.services.quizzes.attempts import Question, ability_of


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to be marked, and when it was given.

    ``tried`` is False for a place of an exam that was left empty: it scores nothing, and says
    nothing of memory or ability, because nobody knows whether it was reached.
    """

    question: Question
    answer: Answer
    confidence: int | None
    client_key: str
    body_digest: str
    duration_ms: int | None
    at: datetime
    tried: bool = True


def record_responses(session: Session, learner: Learner, given: Sequence[Given]) -> list[Response]:
    """Mark the answers to questions of one bank, and learn from them in their order."""
    if not given:
        return []
    bank_id = given[0].question.bank.id
    item_ids = [one.question.place.item_id for one in given]
    # What is added is written together at the end, not before each of the queries in between.
    with session.no_autoflush:
        states = memory.find_states(session, learner.id, item_ids)
        met = set(states) | _answered_before(session, learner.id, set(item_ids) - set(states))
        responses = [
            _response(learner, one, first=one.tried and one.question.place.item_id not in met)
            for one in given
        ]
        session.add_all(responses)
        _remember(session, learner, states, given, responses)
        _learn(session, learner.id, bank_id, given, responses)
    session.flush()
    return responses


def _answered_before(session: Session, learner_id: int, item_ids: Collection[int]) -> set[int]:
    """Items without a memory whose answer was shown all the same: left empty in an exam."""
    if not item_ids:
        return set()
    return set(
        session.scalars(
            select(Response.item_id).where(
                Response.user_id == learner_id, Response.item_id.in_(item_ids)
            )
        )
    )


def _response(learner: Learner, given: Given, *, first: bool) -> Response:
    attempt, place = given.question.attempt, given.question.place
    content = given.question.content
    rule = rule_of(content, Convention(attempt.convention))
    mark = score(content, given.answer, rule, confidence=given.confidence)
    return Response(
        user_id=learner.id,
        attempt_id=attempt.id,
        position=place.position,
        item_id=place.item_id,
        revision_id=place.revision_id,
        client_key=given.client_key,
        body_digest=given.body_digest,
        answer=given.answer.as_json(),
        confidence=given.confidence,
        points=mark.points,
        maximum=mark.maximum,
        credit=mark.credit,
        rule=mark.rule,
        rule_version=mark.version,
        mark=mark.as_json(),
        first_exposure=first,
        duration_ms=given.duration_ms,
        answered_at=given.at,
        local_day=learner.today(given.at),
    )


def _remember(
    session: Session,
    learner: Learner,
    states: dict[int, MemoryState],
    given: Sequence[Given],
    responses: Sequence[Response],
) -> None:
    """Move the memory of what was tried, and count it on its day."""
    tried = [pair for pair in zip(given, responses, strict=True) if pair[0].tried]
    if not tried:
        return
    first = tried[0][0]
    deck = deck_now(session, learner, first.question.bank.id, first.at)
    retrieved = [
        (one.question.content.topic, memory.domain_state(states.get(one.question.place.item_id)))
        for one, _ in tried
    ]
    agenda = agenda_for(session, learner, deck, retrieved, first.at)
    met_today = {
        item_id for item_id, state in states.items() if state.last_day >= learner.today(first.at)
    }
    reviews = [
        memory.record_quiz(
            session,
            learner,
            states.get(one.question.place.item_id),
            score=response.credit,
            guessing=one.question.place.parameters["guessing"],
            confidence=one.confidence,
            agenda=agenda,
            on=_occasion(deck, one),
        )
        for one, response in tried
    ]
    study_days.add(session, reviews)
    if deck.options.bury_siblings:
        session.flush()
        bury_siblings(session, learner, [one for one in reviews if one.item_id not in met_today])


def _occasion(deck: DeckNow, given: Given) -> memory.Occasion:
    place = given.question.place
    return memory.Occasion(
        deck=deck,
        item_id=place.item_id,
        revision_id=place.revision_id,
        topic=given.question.content.topic,
        client_key=given.client_key,
        body_digest=given.body_digest,
        duration_ms=given.duration_ms,
        now=given.at,
    )


def _learn(
    session: Session,
    learner_id: int,
    bank_id: int,
    given: Sequence[Given],
    responses: Sequence[Response],
) -> None:
    """Move ability and difficulties: only a first exposure says something about either.

    The ability moves by the parameters that the attempt stored, so that it can be folded again
    from the log; an item's difficulty moves from where all learners have brought it by now.
    """
    first = [
        (one.question, response)
        for one, response in zip(given, responses, strict=True)
        if response.first_exposure
    ]
    if not first:
        return
    # In one order for everybody: two learners who hand in never wait for each other in a circle.
    rows = session.scalars(
        select(ItemParameters)
        .where(ItemParameters.item_id.in_([response.item_id for _, response in first]))
        .order_by(ItemParameters.item_id)
        .with_for_update()
    )
    shared = {row.item_id: row for row in rows}
    able = ability_of(session, learner_id, bank_id)
    for question, response in first:
        able = _learn_one(able, shared[response.item_id], question, response.credit)
    row = session.get(Ability, (learner_id, bank_id))
    if row is None:
        session.add(
            Ability(user_id=learner_id, bank_id=bank_id, state=able.as_json(), answers=able.n)
        )
    else:
        row.state, row.answers = able.as_json(), able.n


def _learn_one(
    able: ability.Ability, shared: ItemParameters, question: Question, credit: float
) -> ability.Ability:
    topic, guessing = question.content.topic, question.place.parameters["guessing"]
    stored = ability.ItemParameters.from_json(question.place.parameters["item"])
    after, _ = ability.update(able, stored, topic=topic, score=credit, guessing=guessing)
    current = ability.ItemParameters(
        shared.difficulty, shared.variance, shared.discrimination, shared.answers
    )
    _, moved = ability.update(able, current, topic=topic, score=credit, guessing=guessing)
    shared.difficulty, shared.variance, shared.answers = moved.difficulty, moved.variance, moved.n
    return after
