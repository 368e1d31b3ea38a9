"""Reading a text, and being asked before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError
from quizapp.domain.learning.build import Mode
from quizapp.extensions import db
from quizapp.models import Attempt, Reading, Review
from quizapp.services import catalogue
from quizapp.services.quizzes.pool import NoQuestionError
from quizapp.services.text import reading
from tests.domain.content import samples
from tests.factories import BANK, NOON
from tests.services.exams import look_anew
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import answer, ask, bank_id, grade, item_id, start, wrong_answer

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def read(learner, *, now=NOON, slug=SLUG):
    with transaction() as session:
        return reading.record_reading(
            session, learner=learner, bank_id=bank_id(slug), language="fr", now=now
        )


def so_far(learner, *, now=NOON, slug=SLUG):
    look_anew()
    found = reading.reading_so_far(db.session(), learner=learner, bank_id=bank_id(slug), now=now)
    return found.today, found.is_new


def ask_before(learner, *, key="prequestions-1", slug=SLUG, now=NOON):
    with transaction() as session:
        bank = catalogue.find_bank(session, slug)
        return reading.start_prequestions(
            session, learner=learner, bank=bank, client_key=key, now=now
        )


def test_a_reading_counts_once_a_learning_day_from_its_first_moment(alice):
    load(made_item())
    assert read(alice)
    assert not read(alice, now=NOON + HOUR)
    assert not read(alice, now=NOON + 13 * HOUR), "after midnight it is still the same evening"
    assert read(alice, now=NOON + DAY)
    look_anew()
    rows = db.session.scalars(select(Reading).order_by(Reading.local_day)).all()
    assert [(row.local_day, row.read_at) for row in rows] == [
        (alice.today(NOON), NOON),
        (alice.today(NOON + DAY), NOON + DAY),
    ]


def test_today_means_the_learners_own_day(alice, bob):
    load(made_item())
    assert so_far(alice) == (False, True)
    read(alice)
    assert so_far(alice) == (True, False)
    assert so_far(alice, now=NOON + DAY) == (False, False)
    assert so_far(bob) == (False, True)


def test_who_has_met_an_item_is_not_new_to_the_text(alice, bob):
    load(made_item())
    load(made_item("basic"), slug="autre")
    grade(alice, item_id("go-sba-definition-01"))
    assert so_far(alice) == (False, False)
    assert so_far(alice, slug="autre") == (False, True)
    assert so_far(bob) == (False, True)


def test_what_is_answered_after_reading_is_marked_in_the_log(alice):
    load(*made_items(2))
    before, after = item_id("go-sba-definition-01"), item_id("go-sba-definition-02")
    grade(alice, before, now=NOON - HOUR)
    read(alice)
    grade(alice, after, now=NOON + HOUR)
    look_anew()
    marked = {row.item_id: row.after_reading for row in db.session.scalars(select(Review))}
    assert marked == {before: False, after: True}


def test_before_reading_three_questions_of_three_topics_are_asked(alice):
    attempt = ask_before(alice, slug=BANK)
    assert (attempt.purpose, attempt.mode, attempt.length) == ("prequestions", Mode.PRACTICE, 3)
    topics = set()
    for position in (1, 2, 3):
        question = ask(alice, attempt, position)
        assert question.content.case is None
        topics.add(question.content.topic)
        answer(alice, attempt, position, wrong_answer(question))
    assert len(topics) == 3


def test_asking_twice_with_one_key_begins_one_quiz(alice):
    load(*made_items(3))
    first = ask_before(alice)
    assert ask_before(alice).id == first.id
    assert len(db.session.scalars(select(Attempt)).all()) == 1


def test_the_key_of_another_quiz_is_refused(alice):
    load(*made_items(3))
    kinds = ("sba", "multiple", "short_menu", "long_menu", "short_answer")
    start(alice, key="shared-key", length=3, types=kinds)
    with pytest.raises(ConflictError):
        ask_before(alice, key="shared-key")


def test_a_bank_of_cases_and_cards_only_has_nothing_to_ask_before(alice):
    load(*samples.case().items, made_item("basic"), made_item("concordance"))
    with pytest.raises(NoQuestionError):
        ask_before(alice)
