"""The blank page: what is kept of it, and what it leaves out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.extensions import db
from quizapp.models import MemoryState, Recall, Review
from quizapp.services import catalogue
from quizapp.services.text import recalls
from tests.factories import NOON
from tests.services import exams
from tests.services.made_banks import SLUG, load, made_item, made_items

DAY = timedelta(days=1)
BODY = "La colchicine traite la crise."


def write(learner, *, paragraph=2, body=BODY, key="a-recall", slug=SLUG, now=NOON):
    with transaction() as session:
        bank = catalogue.find_bank(session, slug)
        return recalls.write_recall(
            session,
            learner=learner,
            bank=bank,
            paragraph=paragraph,
            body=body,
            client_key=key,
            now=now,
        ).id


def tick(learner, recall, *covered, slug=SLUG, now=NOON):
    with transaction() as session:
        bank = catalogue.find_bank(session, slug)
        recalls.compare_recall(
            session, learner=learner, bank=bank, recall_id=recall, covered=covered, now=now
        )


def look(learner, recall, *, slug=SLUG, now=NOON):
    exams.look_anew()
    bank = catalogue.find_bank(db.session(), slug)
    return recalls.find_recall(db.session(), learner=learner, bank=bank, recall_id=recall, now=now)


def past(learner, paragraph=2):
    exams.look_anew()
    bank = catalogue.find_bank(db.session(), SLUG)
    return [
        one.id
        for one in recalls.past_recalls(
            db.session(), learner=learner, bank=bank, paragraph=paragraph
        )
    ]


@pytest.fixture(autouse=True)
def bank(session):
    load(made_item("multiple", topic="treatment"), *made_items(2))


def test_what_was_written_is_kept_word_for_word_with_its_language_and_day(alice):
    written = look(alice, write(alice, body="Deux lignes,\n\ndont *une* <b>vide</b>.")).recall
    assert written.body == "Deux lignes,\n\ndont *une* <b>vide</b>."
    assert (written.language, written.local_day) == ("fr", alice.today(NOON))
    assert (written.covered, written.compared_at) == ([], None)


def test_sending_it_twice_keeps_it_once_and_another_text_under_its_key_is_refused(alice):
    assert write(alice) == write(alice)
    with pytest.raises(ConflictError):
        write(alice, body="Autre chose.")
    with pytest.raises(ConflictError):
        write(alice, paragraph=1)
    assert db.session.scalar(select(func.count()).select_from(Recall)) == 1


def test_ticks_say_what_was_covered_and_the_rest_was_left_out(alice):
    recall = write(alice)
    assert [one.id for one in look(alice, recall).left_out] == ["P2.1", "P2.2"]

    tick(alice, recall, "P2.1", now=NOON + DAY)

    compared = look(alice, recall)
    assert (compared.covered, [one.id for one in compared.left_out]) == (1, ["P2.2"])
    assert (compared.recall.covered, compared.recall.compared_at) == (["P2.1"], NOON + DAY)
    assert compared.cards == 1


def test_ticks_can_be_corrected(alice):
    recall = write(alice)
    tick(alice, recall, "P2.1", "P2.2")
    assert look(alice, recall).cards == 0
    tick(alice, recall)
    assert (look(alice, recall).covered, look(alice, recall).cards) == (0, 1)


def test_what_is_no_sentence_of_the_paragraph_cannot_be_ticked(alice):
    recall = write(alice)
    tick(alice, recall, "P1.1", "P9.9", "", "P2.2", "P2.2")
    assert look(alice, recall).recall.covered == ["P2.2"]


def test_the_cards_on_what_was_left_out_are_without_those_of_an_exam_in_progress(alice):
    recall = write(alice, paragraph=1)
    assert look(alice, recall).cards == 2
    exams.begin(alice, length=1, topics=["definition"])
    assert look(alice, recall).cards == 1


def test_a_blank_page_moves_no_memory(alice):
    tick(alice, write(alice), "P2.1", "P2.2")
    for log in (Review, MemoryState):
        assert db.session.scalar(select(func.count()).select_from(log)) == 0


def test_earlier_pages_are_those_of_the_paragraph_the_latest_first(alice, bob):
    first = write(alice, key="first")
    second = write(alice, key="second", now=NOON + DAY)
    write(alice, key="third", paragraph=1)
    write(bob, key="first")
    assert past(alice) == [second, first]


def test_another_learners_page_does_not_exist(alice, bob):
    recall = write(alice)
    with pytest.raises(NotFoundError):
        look(bob, recall)
    with pytest.raises(NotFoundError):
        tick(bob, recall, "P2.1")
    assert look(alice, recall).recall.covered == []


def test_nor_does_one_under_another_bank(alice):
    load(made_item("basic"), slug="autre")
    recall = write(alice)
    with pytest.raises(NotFoundError):
        look(alice, recall, slug="autre")


def test_there_is_no_blank_page_for_a_paragraph_that_the_text_does_not_have(alice):
    with pytest.raises(NotFoundError):
        write(alice, paragraph=9)
