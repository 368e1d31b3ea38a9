"""Which options a learner mixes up, as the log tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.services.text import confusions
from tests.factories import NOON
from tests.services import exams
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import answer, ask, bank_id, grade, item_id, start, undo

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SBA = "go-sba-definition-01"


def pick(learner, *options, now=NOON, kind="sba"):
    """Answer the only question of the bank, or that of a type, in a practice of its own."""
    attempt = start(learner, length=1, types=[kind], now=now)
    answer(learner, attempt, given=ChosenOptions(frozenset(options)), now=now)
    return attempt


def found(learner, slug=None):
    exams.look_anew()
    bank = bank_id(slug) if slug else bank_id()
    return confusions.open_contrasts(db.session(), learner_id=learner.id, bank_id=bank, now=NOON)


def confused(learner):
    exams.look_anew()
    return confusions.confused_items(db.session(), learner.id, bank_id(), NOON)


def test_the_same_distractor_picked_twice_is_a_contrast_of_it_and_the_key(alice):
    load(made_item())
    pick(alice, "a")
    assert (found(alice), confused(alice)) == ([], frozenset())

    pick(alice, "a", now=NOON + DAY)

    [contrast] = found(alice)
    assert (contrast.key.text["en"], contrast.distractor.text["en"]) == (
        "The big toe",
        "The right knee",
    )
    assert (contrast.times, contrast.last_at, contrast.item_id) == (2, NOON + DAY, item_id(SBA))
    assert confused(alice) == {item_id(SBA)}
    one = confusions.contrast_of(
        db.session(), learner_id=alice.id, bank_id=bank_id(), item_id=item_id(SBA), now=NOON
    )
    assert one == contrast


def test_a_card_graded_good_since_ends_it_and_one_graded_hard_does_not(alice):
    load(made_item())
    for number in range(2):
        pick(alice, "a", now=NOON + number * DAY)
    grade(alice, item_id(SBA), Grade.HARD, now=NOON + DAY + MINUTE)
    assert confused(alice)
    grade(alice, item_id(SBA), Grade.GOOD, now=NOON + DAY + 2 * MINUTE)
    assert not confused(alice)


def test_a_good_grade_that_was_taken_back_leaves_the_pair_open(alice):
    load(made_item())
    for number in range(2):
        pick(alice, "a", now=NOON + number * DAY)
    grade(alice, item_id(SBA), Grade.GOOD, now=NOON + DAY + MINUTE)
    undo(alice, now=NOON + DAY + 2 * MINUTE)
    assert confused(alice)


def test_a_right_answer_ends_it_on_a_later_day(alice):
    load(made_item())
    for number in range(2):
        pick(alice, "a", now=NOON + number * MINUTE)
    pick(alice, "b", now=NOON + 3 * MINUTE)
    assert confused(alice)
    pick(alice, "b", now=NOON + DAY)
    assert not confused(alice)


@pytest.mark.parametrize("kind", ["short_menu", "long_menu"])
def test_menus_have_pairs_too(alice, kind):
    load(made_item(kind))
    content = made_item(kind)
    wrong, keys = content.distractors[0].id, [option.id for option in content.keys]
    for number in range(2):
        pick(alice, wrong, *keys[1:], kind=kind, now=NOON + number * DAY)
    [contrast] = found(alice)
    assert (contrast.key.id, contrast.distractor.id) == (keys[0], wrong)


def test_a_multiple_response_has_none(alice):
    load(made_item("multiple"))
    for number in range(3):
        pick(alice, "d", kind="multiple", now=NOON + number * DAY)
    assert found(alice) == []


def test_nobody_elses_picks_count(alice, bob):
    load(made_item())
    pick(alice, "a")
    pick(bob, "a")
    assert (found(alice), found(bob)) == ([], [])


def test_neither_do_those_of_another_bank(alice):
    load(made_item())
    load(made_item("basic"), slug="autre")
    for number in range(2):
        pick(alice, "a", now=NOON + number * DAY)
    assert len(found(alice)) == 1
    assert found(alice, "autre") == []


def test_picks_of_what_an_item_said_before_are_not_held_against_it(alice):
    load(made_item())
    pick(alice, "a")
    load(made_item(options__a__text__en="The left knee"))
    pick(alice, "a", now=NOON + DAY)
    assert found(alice) == []
    pick(alice, "a", now=NOON + 2 * DAY)
    assert len(found(alice)) == 1


def test_a_retired_item_has_no_pair(alice):
    kept, dropped = made_items(2)
    load(dropped)
    for number in range(2):
        pick(alice, "a", now=NOON + number * DAY)
    assert found(alice)
    load(kept)
    assert found(alice) == []


def test_the_pair_of_an_item_in_an_exam_waits_for_its_end(alice):
    load(made_item())
    for number in range(2):
        pick(alice, "a", now=NOON + number * DAY)
    exam = exams.begin(alice, length=1, now=NOON + 2 * DAY).id
    item = ask(alice, exam).place.item_id
    assert (found(alice), confused(alice)) == ([], frozenset())
    assert (
        confusions.contrast_of(
            db.session(), learner_id=alice.id, bank_id=bank_id(), item_id=item, now=NOON
        )
        is None
    )
    exams.hand_in(alice, exam, now=NOON + 2 * DAY + MINUTE)
    assert confused(alice) == {item}


def test_the_picks_of_a_measure_count_once_it_has_ended(alice):
    load(*made_items(9))
    attempt = start(alice, mode=Mode.MEASURE, length=9)
    first = ask(alice, attempt).place.item_id
    answer(alice, attempt, given=ChosenOptions(frozenset("a")))
    again = start(alice, length=9, now=NOON + DAY)
    for position in range(1, 10):
        question = ask(alice, again, position)
        given = ChosenOptions(frozenset("a" if question.place.item_id == first else "b"))
        answer(alice, again, position, given, now=NOON + DAY)
    assert found(alice) == []
