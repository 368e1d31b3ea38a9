"""Whatever learners and their devices do, what is stored is what the log adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import CardAction, Item, MemoryState, Review, ReviewUndo, StudyDay
from quizapp.services import memory, study_days
from quizapp.services.deck import card_actions, rescheduling
from quizapp.services.deck.decks import deck_now, keep_deck
from quizapp.services.review_log import standing_reviews
from quizapp.services.text.reading import record_reading
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import again, answer, bank_id, grade, next_card, start

ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "Asia/Tokyo", "America/Havana")]


class Life:
    """A learner, what they do, and the clock; ``keys`` are those of their device."""

    def __init__(self, learner, rng):
        self.learner = replace(
            learner,
            new_per_day=99,
            easy_days=(100, 100, 50, 100, 100, 0, 100),
            days_off=((NOON.date() + timedelta(days=20), NOON.date() + timedelta(days=30)),),
        )
        self.rng, self.now, self.number = rng, NOON, 0
        self.attempt = start(learner, length=6)

    def key(self):
        self.number += 1
        return f"device-{self.learner.id}-{self.number:04}"

    def step(self):
        rng = self.rng
        self.now += timedelta(minutes=rng.choice([0, 1, 12, 700, 3000, 20_000]))
        self.learner = replace(self.learner, zone=rng.choice(ZONES))
        deeds = [self.card] * 6 + [self.quiz, self.undo, self.merge, self.merge]
        deeds += [self.reschedule, self.take_back, self.set_options, self.read]
        rng.choice(deeds)()

    def card(self):
        found = next_card(self.learner, now=self.now)
        if found is not None:
            grade(self.learner, found.item_id, self.rng.choice(list(Grade)), now=self.now)

    def quiz(self):
        attempt = again(self.attempt)
        if attempt.finished_at is None:
            given = ChosenOptions(frozenset(self.rng.choice([[], ["a"], ["b"], ["b", "c"]])))
            answer(self.learner, attempt, attempt.answered + 1, given, now=self.now)

    def undo(self):
        with transaction() as session:
            standing = session.scalars(
                standing_reviews(self.learner.id).where(Review.kind == "card")
            ).all()
            if standing:
                memory.take_back(session, self.rng.choice(standing), now=self.now)

    def merge(self):
        """A grade that a device held back for up to three weeks."""
        at = self.now - timedelta(minutes=self.rng.randrange(30_000))
        with transaction() as session:
            items = select(Item).where(Item.bank_id == bank_id()).order_by(Item.id)
            row = self.rng.choice(session.scalars(items).all())
            on = memory.Occasion(
                deck=deck_now(session, self.learner, row.bank_id, at),
                item_id=row.id,
                revision_id=row.revision_id,
                topic=row.topic,
                client_key=self.key(),
                body_digest="d" * 64,
                duration_ms=self.rng.choice([None, 4000, 9_000_000]),
                now=at,
            )
            memory.merge_card(session, self.learner, self.rng.choice(list(Grade)), on)

    def reschedule(self):
        with transaction() as session:
            mine = select(MemoryState.item_id).where(MemoryState.user_id == self.learner.id)
            items = session.scalars(mine.order_by(MemoryState.item_id)).all()
            chosen = self.rng.sample(items, min(len(items), 2))
            due = self.now + timedelta(days=self.rng.randrange(40))
            if chosen:
                rescheduling.reschedule(
                    session,
                    learner=self.learner,
                    bank_id=bank_id(),
                    dues=dict.fromkeys(chosen, due),
                    client_key=self.key(),
                    now=self.now,
                )

    def take_back(self):
        """Undo of any rescheduling, not the last one alone."""
        with transaction() as session:
            done = select(CardAction.id).where(CardAction.user_id == self.learner.id)
            actions = session.scalars(done.order_by(CardAction.id)).all()
            if actions:
                card_actions.undo_action(
                    session,
                    learner=self.learner,
                    action_id=self.rng.choice(actions),
                    now=self.now,
                )

    def set_options(self):
        """From now on: reviews before it keep what they were made under."""
        with transaction() as session:
            deck = keep_deck(session, self.learner.id, bank_id())
            deck.desired_retention = self.rng.choice([0.8, 0.9, 0.95])
            deck.topic_retention = self.rng.choice([{}, {"treatment": 0.97}])
            in_days = self.rng.choice([None, 5, 40])
            deck.exam_on = in_days and self.learner.today(self.now) + timedelta(days=in_days)

    def read(self):
        with transaction() as session:
            record_reading(
                session,
                learner=self.learner,
                bank_id=bank_id(),
                language="fr",
                now=self.now,
            )


def stored():
    db.session.expire_all()
    return {
        table.__tablename__: sorted(
            map(tuple, db.session.execute(select(*table.__table__.columns)))
        )
        for table in (MemoryState, StudyDay)
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_history_the_check_finds_no_difference(alice, bob, seed):
    load(*made_items(3), *made_items(2, kind="multiple", topic="treatment"), made_item("cloze"))
    rng = Random(seed)
    lives = [Life(alice, rng), Life(bob, rng)]
    for _ in range(60):
        rng.choice(lives).step()
    before = stored()
    assert len(before["memory_states"]) > 5
    assert db.session.scalars(select(ReviewUndo.review_id)).all()
    assert db.session.scalars(select(CardAction.id)).all()
    assert db.session.scalars(select(Review.id).where(Review.tested_as.is_not(None))).all()

    memories, differing = memory.rebuild(db.session(), check=True)
    days = study_days.rebuild(db.session(), check=True)

    assert (differing, days) == (0, 0)
    assert memories >= len(before["memory_states"])
    assert stored() == before


def test_a_rebuild_that_mends_gives_the_days_back_that_were_damaged(alice, bob):
    load(*made_items(3), *made_items(2, kind="multiple", topic="treatment"))
    rng = Random(5)
    lives = [Life(alice, rng), Life(bob, rng)]
    for _ in range(40):
        rng.choice(lives).step()
    before = stored()
    with transaction() as session:
        day, other, *_ = session.scalars(select(StudyDay)).all()
        day.good += 1
        session.delete(other)

    assert study_days.rebuild(db.session(), check=True) == 2
    assert stored() != before
    with transaction() as session:
        assert study_days.rebuild(session) == 2

    assert study_days.rebuild(db.session(), check=True) == 0
    assert [row[:-1] for row in stored()["study_days"]] == [
        row[:-1] for row in before["study_days"]
    ]
