"""The paper of an exam: drawn whole at the start, and fixed from then on."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.selection import ChoiceReason
from quizapp.extensions import db
from quizapp.models import Attempt, AttemptItem, Item
from tests.domain.content import samples
from tests.services.exams import begin, one_of_each, place, positions, save, sheet_of, ticked
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import again, at_once, item_id

STEPS = ["go-cas-01-a", "go-cas-01-b", "go-cas-01-c"]


def paper(learner, attempt):
    return [one.content.id for one in sheet_of(learner, attempt).places]


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_whole_paper_is_drawn_at_the_start(alice):
    load(*made_items(8), *made_items(8, topic="causes"))

    attempt = begin(alice, length=10)

    places = sheet_of(alice, attempt).places
    assert [one.position for one in places] == list(range(1, 11))
    assert len({one.item_id for one in places}) == 10
    assert sorted(one.content.topic for one in places) == ["causes"] * 5 + ["definition"] * 5
    assert {row.reason for row in db.session.scalars(select(AttemptItem))} == {ChoiceReason.PAPER}


def test_a_case_comes_last_and_whole_in_its_own_order(alice):
    load(*one_of_each())

    for _ in range(3):
        attempt = begin(alice, length=9)
        assert attempt.length == 9
        assert paper(alice, attempt)[-3:] == STEPS
        assert len(set(paper(alice, attempt))) == 9


def test_a_case_that_does_not_fit_whole_is_not_begun(alice):
    load(*made_items(2), *samples.case().items)

    assert not set(STEPS) & set(paper(alice, begin(alice, length=4)))


def test_a_bank_with_too_few_questions_makes_a_shorter_paper(alice):
    load(*made_items(3), made_item("cloze"), made_item("basic"))

    attempt = begin(alice, length=20)

    assert attempt.length == 3 == len(paper(alice, attempt))


def test_only_what_passes_the_filters_is_on_the_paper(alice):
    load(*one_of_each(), made_item("sba", topic="causes"))

    attempt = begin(alice, types=["sba", "concordance"], topics=["definition"])

    assert {one.content.type for one in sheet_of(alice, attempt).places} == {"sba", "concordance"}
    assert all(one.content.topic == "definition" for one in sheet_of(alice, attempt).places)


def test_cards_and_retired_items_are_not_on_the_paper(alice):
    kept, *gone = made_items(3)
    load(kept, *gone)
    load(kept, made_item("cloze"), made_item("basic"))

    assert paper(alice, begin(alice)) == [kept.id]


def test_an_exam_without_a_question_is_not_begun(alice):
    load(*made_items(2))

    with pytest.raises(NotFoundError):
        begin(alice, topics=["prognosis"])

    assert count(Attempt) == count(AttemptItem) == 0


def test_a_paper_stays_as_it_was_drawn_when_the_bank_changes(alice):
    items = made_items(3)
    load(*items, *samples.case().items)
    attempt = begin(alice)
    before = paper(alice, attempt)

    # One retired, one reworded, the case gone and its questions standing alone.
    steps = [step.model_copy(update={"case": None}) for step in samples.case().items]
    load(items[0], made_item(number=2, stem__fr="Autrement dit ?"), *steps)

    assert paper(alice, attempt) == before
    found = sheet_of(alice, attempt).places
    assert "Autrement dit ?" not in [one.content.prompt["fr"] for one in found]
    last = positions(alice, attempt, "case")[-1]
    assert not place(alice, attempt, last).is_open


def test_eight_starts_with_one_key_at_the_same_moment_give_one_paper(app, alice):
    load(*made_items(12))

    starts = at_once(app, [lambda: begin(alice, length=10, key="at once").id] * 8)

    assert len(set(starts)) == 1
    assert (count(Attempt), count(AttemptItem)) == (1, 10)


def test_the_same_key_starts_no_other_exam(alice):
    load(*made_items(12))
    attempt = begin(alice, length=10, key="the same key")
    drawn = paper(alice, attempt)

    assert begin(alice, length=10, key="the same key").id == attempt.id
    for other in (
        {"length": 5},
        {"types": ["sba"]},
        {"minutes": 30},
        {"minutes": None},
        {"extra_time": True},
        {"asks_confidence": True},
    ):
        with pytest.raises(ConflictError):
            begin(alice, **{"length": 10, **other}, key="the same key")

    assert paper(alice, attempt) == drawn


def test_two_exams_have_two_papers(alice):
    load(*made_items(12))

    papers = {tuple(paper(alice, begin(alice, length=6))) for _ in range(4)}

    assert len(papers) > 1


def test_another_learners_exam_is_not_found(alice, bob):
    load(*made_items(2))
    attempt = begin(alice)

    with pytest.raises(NotFoundError):
        sheet_of(bob, attempt)
    with pytest.raises(NotFoundError):
        save(bob, attempt, 1, ticked("a"), seen=0)

    assert again(attempt).answered == 0


def test_a_flag_from_before_is_on_the_sheet(alice, bob):
    load(*made_items(2))
    attempt = begin(alice)
    save(alice, attempt, 1, flagged=True)
    flagged = place(alice, attempt).item_id
    assert flagged in {item_id(item.id) for item in made_items(2)}

    later = sheet_of(alice, begin(alice))

    assert [one.item_id for one in later.flagged] == [flagged]
    assert sheet_of(bob, begin(bob)).flagged == ()
    assert db.session.get(Item, flagged) is not None
